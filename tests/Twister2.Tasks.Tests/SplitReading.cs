namespace Twister2.Tasks.Tests;

/// <summary>Reads files as so many workers would, one after the other.</summary>
internal static class SplitReading
{
    public static List<byte[]> Read(InputListing listing, int workers, int chunkRecords = 64) =>
        [.. Enumerable.Range(0, workers).SelectMany(worker => ReadOne(listing, worker, workers, chunkRecords))];

    public static List<byte[]> ReadOne(InputListing listing, int worker, int workers, int chunkRecords = 64)
    {
        List<byte[]> lines = ReadOne(TextRecords.Lines, listing, worker, workers, chunkRecords, out long count);
        Assert.Equal(lines.Count, count);
        List<byte[]> runs = ReadOne(TextRecords.RunsOfLines, listing, worker, workers, chunkRecords, out long countOfRuns);
        SameLines(lines, [.. runs.SelectMany(LinesOf)]);
        Assert.Equal(count, countOfRuns);
        return lines;
    }

    private static List<byte[]> ReadOne(TextRecords kind, InputListing listing, int worker, int workers, int chunkRecords, out long count)
    {
        Lines lines = new(chunkRecords);
        DataflowCounters counters = new();
        TextSplitReader reader = new(lines, kind, chunkRecords, counters);
        foreach (FileSplit split in FileSplit.OfTask(listing, worker, workers)) reader.Read(split);
        count = counters.RecordsRead;
        // Copied only now: a block that were filled again would show.
        return [.. lines.All.Select(line => line.Span.ToArray())];
    }

    /// <summary>The lines of a run: its last one has lost its line end.</summary>
    private static IEnumerable<byte[]> LinesOf(byte[] run)
    {
        int start = 0;
        for (int i = 0; i <= run.Length; i++)
        {
            if (i < run.Length && run[i] != '\n') continue;
            int end = i < run.Length && i > start && run[i - 1] == '\r' ? i - 1 : i;
            yield return run[start..end];
            start = i + 1;
        }
    }

    public static void SameLines(List<byte[]> expected, List<byte[]> actual)
    {
        int same = expected.Zip(actual).TakeWhile(pair => pair.First.AsSpan().SequenceEqual(pair.Second)).Count();
        if (same < expected.Count && same < actual.Count) Assert.Fail($"Line {same} of {expected.Count} should be {Show(expected[same])}, is {Show(actual[same])}");
        Assert.Equal(expected.Count, actual.Count);
    }

    private static string Show(byte[] line) => $"{line.Length} bytes {Convert.ToHexString(line.AsSpan(0, Math.Min(line.Length, 100)))}";

    private sealed class Lines(int chunkRecords) : IChunkSink<Utf8Text>
    {
        public List<Utf8Text> All { get; } = [];

        public void Add(ReadOnlySpan<Utf8Text> chunk)
        {
            Assert.InRange(chunk.Length, 1, chunkRecords);
            All.AddRange(chunk);
        }
    }
}
