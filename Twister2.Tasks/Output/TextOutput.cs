using Microsoft.Win32.SafeHandles;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What an output action wrote, on all workers together.</summary>
/// <param name="Path">The folder, absolute.</param>
/// <param name="Records">Lines.</param>
/// <param name="Bytes">Bytes.</param>
public sealed record WriteSummary(string Path, long Records, long Bytes);

/// <summary>
/// Writes a folder of text files. The parts are written into a temporary folder beside it; when all of them are on disk, worker 0 renames it, which is one atomic
/// step: the result is there completely or not at all.
/// </summary>
internal static class TextOutput
{
    public static WriteSummary Write<T>(TSet<T> input, string path, Action<T, Utf8LineWriter> format)
    {
        BatchEnvironment environment = input.Environment;
        (string final, string temporary) = AgreeOnFolders(environment, path);
        try
        {
            if (environment.Worker == 0) CreateFolder(final, temporary);
            environment.Dataflow.Barrier();
            (long records, long bytes) = WriteParts(input, temporary, format);
            (records, bytes) = environment.Dataflow.AllReduce((records, bytes), static (a, b) => (a.Item1 + b.Item1, a.Item2 + b.Item2));
            if (environment.Worker == 0) Commit(final, temporary);
            environment.Dataflow.Barrier();
            return new WriteSummary(final, records, bytes);
        }
        catch
        {
            RemoveQuietly(temporary);
            throw;
        }
    }

    /// <summary>Worker 0's current folder counts: a launcher may start processes of other nodes elsewhere.</summary>
    private static (string Final, string Temporary) AgreeOnFolders(BatchEnvironment environment, string path)
    {
        (string Final, string Temporary) folders = ("", "");
        if (environment.Worker == 0)
        {
            string final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            folders = (final, $"{final}.tmp-{environment.JobId ?? Guid.NewGuid().ToString("N")}");
        }
        return environment.Dataflow.Broadcast(folders);
    }

    private static void CreateFolder(string final, string temporary)
    {
        if (Path.Exists(final))
            throw new DataAccessException($"Output '{final}' exists already. Remove it or choose another path; results are never overwritten.");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (DataAccessException.IsFileError(e))
        {
            throw new DataAccessException($"Output '{final}' cannot be made: {e.Message}", e);
        }
    }

    private static (long Records, long Bytes) WriteParts<T>(TSet<T> input, string folder, Action<T, Utf8LineWriter> format)
    {
        BatchEnvironment environment = input.Environment;
        WorkerTasks tasks = environment.Tasks;
        Part<T>?[] parts = new Part<T>?[tasks.Count];
        try
        {
            for (int task = 0; task < parts.Length; task++) parts[task] = new Part<T>(Path.Combine(folder, $"part-{tasks.First + task:00000}"), format, environment.PlaceOf(nameof(input.WriteText), task));
            // A worker that fails removes the folder. When all parts are open already, the others do not fail too, and hide why it failed.
            environment.Dataflow.Barrier();
            using (Partitions<T> records = input.Open())
            {
                tasks.ForEach(task =>
                {
                    records.Run(task, parts[task]!);
                    parts[task]!.Complete();
                });
            }
        }
        finally
        {
            foreach (Part<T>? part in parts) part?.Dispose();
        }
        (long lines, long bytes) = (parts.Sum(part => part!.Records), parts.Sum(part => part!.Bytes));
        environment.Dataflow.Counters.RecordsWritten += lines;
        environment.Dataflow.Counters.BytesWritten += bytes;
        return (lines, bytes);
    }

    private static void Commit(string final, string temporary)
    {
        try
        {
            Directory.Move(temporary, final);
        }
        catch (Exception e) when (DataAccessException.IsFileError(e))
        {
            throw new DataAccessException($"Output '{final}' cannot be completed: {e.Message}", e);
        }
    }

    /// <summary>Takes away what a failed action leaves. The failure itself is what the user must see, so an error here is not reported.</summary>
    private static void RemoveQuietly(string temporary)
    {
        try
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
        catch (Exception e) when (DataAccessException.IsFileError(e))
        {
            // Another worker is still writing into it, or the disk is what failed.
        }
    }

    private static TResult Attempt<TResult>(string file, Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is not DataAccessException && DataAccessException.IsFileError(e))
        {
            throw new DataAccessException($"Output '{file}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The file of a task.</summary>
    private sealed class Part<T> : IChunkSink<T>, IDisposable
    {
        private readonly string _file;
        private readonly Action<T, Utf8LineWriter> _format;
        private readonly UserPlace _place;
        private readonly SafeFileHandle _handle;
        private readonly Utf8LineWriter _writer;

        public Part(string file, Action<T, Utf8LineWriter> format, UserPlace place)
        {
            (_file, _format, _place) = (file, format, place);
            _handle = Attempt(file, () => File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write));
            _writer = new Utf8LineWriter(_handle);
        }

        public long Records { get; private set; }

        public long Bytes => _writer.Written;

        public void Add(ReadOnlySpan<T> chunk)
        {
            try
            {
                foreach (T record in chunk)
                {
                    _format(record, _writer);
                    _writer.Append('\n');
                    if (_writer.IsFull) Flush();
                }
            }
            catch (Exception e) when (_place.Notes(e))
            {
                throw;
            }
            Records += chunk.Length;
        }

        /// <summary>When all lines have come: brings them to the disk.</summary>
        public void Complete()
        {
            Flush();
            Attempt(_file, () =>
            {
                RandomAccess.FlushToDisk(_handle);
                _handle.Dispose();
                return true;
            });
        }

        public void Dispose() => _handle.Dispose();

        private void Flush() => Attempt(_file, () =>
        {
            _writer.Flush();
            return true;
        });
    }
}
