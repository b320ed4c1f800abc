using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.TeraSort;

/// <summary>The files of a folder, in the order of their names, as one row of records.</summary>
internal sealed class RecordFiles
{
    private const int ChunkRecords = 2048;

    private readonly (string Path, long Records)[] _files;

    private RecordFiles((string, long)[] files) => _files = files;

    /// <summary>Records of all files.</summary>
    public long Records => _files.Sum(static file => file.Records);

    /// <summary>Worker 0 looks the files up and tells the others, so that all divide the same. Collective.</summary>
    /// <exception cref="DataAccessException">There are none, or one is no whole number of records.</exception>
    public static RecordFiles Find(WorkerEnvironment env, string folder)
    {
        string[] paths = env.Rank == 0 ? InputFiles.Find([folder]) : [];
        long[] records = [.. paths.Select(CountRecords)];
        env.Communicator.Broadcast(ref paths!, 0);
        env.Communicator.Broadcast(ref records!, 0);
        return new RecordFiles([.. paths.Zip(records)]);
    }

    /// <summary>From which record to before which one of so many a share goes.</summary>
    public static (long First, long End) Share(long records, int share, int shares) => ((long)((Int128)records * share / shares), (long)((Int128)records * (share + 1) / shares));

    /// <summary>One of the equal shares, a chunk at a time; the memory is used again for the next.</summary>
    public IEnumerable<ReadOnlyMemory<Record>> Read(int share, int shares)
    {
        Record[] chunk = new Record[ChunkRecords];
        (long first, long end) = Share(Records, share, shares);
        foreach ((string path, long records) in _files)
        {
            if (first < records && end > 0)
            {
                using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
                for (long at = Math.Max(first, 0), to = Math.Min(end, records); at < to;)
                {
                    int count = (int)Math.Min(ChunkRecords, to - at);
                    ReadAll(file, path, MemoryMarshal.AsBytes(chunk.AsSpan(0, count)), at * Record.Bytes);
                    yield return chunk.AsMemory(0, count);
                    at += count;
                }
            }
            (first, end) = (first - records, end - records);
        }
    }

    private static long CountRecords(string path)
    {
        long bytes = new FileInfo(path).Length;
        return bytes % Record.Bytes == 0
            ? bytes / Record.Bytes
            : throw new DataAccessException($"'{path}' has {bytes:N0} bytes, which is no whole number of records of {Record.Bytes} bytes.");
    }

    private static void ReadAll(SafeFileHandle file, string path, Span<byte> room, long at)
    {
        while (!room.IsEmpty)
        {
            int read = RandomAccess.Read(file, room, at);
            if (read == 0) throw new DataAccessException($"'{path}' ends at byte {at:N0}: it was changed while it was read.");
            at += read;
            room = room[read..];
        }
    }
}
