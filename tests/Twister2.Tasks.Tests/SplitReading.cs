namespace Twister2.Tasks.Tests;

/// <summary>Reads files as so many workers would, one after the other.</summary>
internal static class SplitReading
{
    public static List<byte[]> Read(InputListing listing, int workers, int chunkRecords = 64) =>
        [.. Enumerable.Range(0, workers).SelectMany(worker => ReadOne(listing, worker, workers, chunkRecords))];

    public static List<byte[]> ReadOne(InputListing listing, int worker, int workers, int chunkRecords = 64)
    {
        Lines lines = new(chunkRecords);
        DataflowCounters counters = new();
        TextSplitReader reader = new(lines, chunkRecords, counters);
        foreach (FileSplit split in FileSplit.OfWorker(listing, worker, workers)) reader.Read(split);
        Assert.Equal(lines.All.Count, counters.RecordsRead);
        // Copied only now: a block that were filled again would show.
        return [.. lines.All.Select(line => line.Span.ToArray())];
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
