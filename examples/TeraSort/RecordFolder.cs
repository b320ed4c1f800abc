using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.TeraSort;

/// <summary>A folder with a file of records for each worker, which appears under its name when all are complete.</summary>
internal static class RecordFolder
{
    /// <summary>Worker 0's idea of where a path is: a launcher may start processes of other nodes elsewhere. Collective.</summary>
    public static string Agree(WorkerEnvironment env, string path)
    {
        string agreed = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        env.Communicator.Broadcast(ref agreed!, 0);
        return agreed;
    }

    /// <summary>Has <paramref name="write"/> write this worker's file, and returns its number of records. Collective.</summary>
    public static long Write(WorkerEnvironment env, string path, Action<RecordWriter> write)
    {
        string temporary = $"{path}.tmp-{env.JobId}";
        if (env.Rank == 0) Create(path, temporary);
        env.Communicator.Barrier();
        long records;
        try
        {
            using RecordWriter part = new(Path.Combine(temporary, $"part-{env.Rank:00000}"));
            write(part);
            part.Complete();
            records = part.Records;
        }
        catch
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            throw;
        }
        env.Communicator.Barrier();
        if (env.Rank == 0) Directory.Move(temporary, path);
        env.Communicator.Barrier();
        return records;
    }

    private static void Create(string path, string temporary)
    {
        if (Path.Exists(path)) throw new DataAccessException($"'{path}' exists already. Remove it or choose another path; records are never overwritten.");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"'{path}' cannot be made: {e.Message}", e);
        }
    }
}
