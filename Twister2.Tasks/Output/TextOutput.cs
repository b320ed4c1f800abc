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
            (long records, long bytes) = WritePart(input, Path.Combine(temporary, $"part-{environment.Worker:00000}"), format);
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

    private static (long Records, long Bytes) WritePart<T>(TSet<T> input, string file, Action<T, Utf8LineWriter> format)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = Attempt(file, () => File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write));
            // A worker that fails removes the folder. When all parts are open already, the others do not fail too, and hide why it failed.
            input.Environment.Dataflow.Barrier();
            LineSink<T> sink = new(new Utf8LineWriter(handle), file, format);
            input.Run(sink);
            sink.Flush();
            Attempt(file, () =>
            {
                RandomAccess.FlushToDisk(handle);
                handle.Dispose();
                return true;
            });
            DataflowCounters counters = input.Environment.Dataflow.Counters;
            counters.RecordsWritten += sink.Records;
            counters.BytesWritten += sink.Bytes;
            return (sink.Records, sink.Bytes);
        }
        finally
        {
            handle?.Dispose();
        }
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

    private sealed class LineSink<T>(Utf8LineWriter writer, string file, Action<T, Utf8LineWriter> format) : IChunkSink<T>
    {
        public long Records { get; private set; }

        public long Bytes => writer.Written;

        public void Add(ReadOnlySpan<T> chunk)
        {
            foreach (T record in chunk)
            {
                format(record, writer);
                writer.Append('\n');
                if (writer.IsFull) Flush();
            }
            Records += chunk.Length;
        }

        public void Flush() => Attempt(file, () =>
        {
            writer.Flush();
            return true;
        });
    }
}
