using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Lines of text files; each task reads its N-th of all bytes.</summary>
internal sealed class TextSource(BatchEnvironment environment, string[] paths, TextRecords records = TextRecords.Lines) : TSet<Utf8Text>(environment)
{
    private InputListing? _listing;

    /// <summary>The same text in larger pieces.</summary>
    public TextSource AsRunsOfLines() => new(Environment, paths, TextRecords.RunsOfLines) { _listing = _listing };

    internal override Partitions<Utf8Text> Open() => Open(keepsTexts: true);

    /// <summary>For sinks that keep no text the memory that is read into is used again.</summary>
    public Partitions<Utf8Text> Open(bool keepsTexts)
    {
        InputListing listing = _listing ??= ListTogether();
        return new((task, sink) => Read(listing, task, sink, keepsTexts));
    }

    internal override PlanStep Describe() => new(nameof(BatchEnvironment.ReadText)) { Note = string.Join(", ", paths) };

    private void Read(InputListing listing, int task, IChunkSink<Utf8Text> sink, bool keepsTexts)
    {
        WorkerTasks tasks = Environment.Tasks;
        DataflowCounters all = Environment.Dataflow.Counters, counters = tasks.IsShared ? new DataflowCounters() : all;
        if (tasks.IsShared) sink = new SourceSink<Utf8Text>(tasks.Gate, sink);
        TextSplitReader reader = new(sink, records, Environment.ChunkRecords, counters, keepsTexts);
        foreach (FileSplit split in FileSplit.OfTask(listing, tasks.First + task, tasks.Total))
        {
            reader.Read(split);
            if (sink.IsFull) break;
        }
        if (!tasks.IsShared) return;
        tasks.Inside(() =>
        {
            all.BytesRead += counters.BytesRead;
            all.RecordsRead += counters.RecordsRead;
        });
    }

    /// <summary>Worker 0 asks the file system and tells the others: one look-up whatever the number of workers, and all see the same.</summary>
    private InputListing ListTogether()
    {
        InputListing found = Environment.Worker == 0 ? InputListing.Of(paths) : new InputListing([], []);
        (string[] files, long[] lengths) = Environment.Dataflow.Broadcast((found.Files, found.Lengths));
        return new InputListing(files, lengths);
    }
}

/// <summary>A range of bytes of a file: the lines that begin at or after <see cref="Start"/> and before <see cref="End"/>.</summary>
internal readonly record struct FileSplit(string File, long FileLength, long Start, long End)
{
    /// <summary>The r-th N-th of all bytes of a listing. Files of no bytes are in no split.</summary>
    public static IEnumerable<FileSplit> OfTask(InputListing listing, int task, int tasks)
    {
        long from = Share(listing.TotalBytes, task, tasks);
        long to = Share(listing.TotalBytes, task + 1, tasks);
        long position = 0;
        for (int i = 0; i < listing.Files.Length && position < to; i++)
        {
            long length = listing.Lengths[i];
            long start = Math.Max(from - position, 0);
            long end = Math.Min(to - position, length);
            if (start < end) yield return new FileSplit(listing.Files[i], length, start, end);
            position += length;
        }
    }

    private static long Share(long total, int part, int parts) => (long)((UInt128)total * (UInt128)part / (UInt128)parts);
}
