namespace Twister2.Tasks.Tests;

/// <summary>Runs a flat map over texts and keeps what it gives.</summary>
internal static class Recorded
{
    public static List<Utf8Text> By(FlatMapFunction<Utf8Text, Utf8Text> flatMap, params ReadOnlySpan<Utf8Text> texts)
    {
        Sink sink = new();
        RecordCollector<Utf8Text> collector = new(sink, 7);
        foreach (Utf8Text text in texts) flatMap(text, collector);
        collector.Flush();
        return sink.Records;
    }

    public static string[] AsStrings(FlatMapFunction<Utf8Text, Utf8Text> flatMap, string text) => [.. By(flatMap, new Utf8Text(text)).Select(word => word.ToString())];

    public static IEnumerable<string> Hex(this IEnumerable<Utf8Text> texts) => texts.Select(text => Convert.ToHexString(text.Span));

    public static IEnumerable<string> Hex(this IEnumerable<byte[]> texts) => texts.Select(Convert.ToHexString);

    private sealed class Sink : IChunkSink<Utf8Text>
    {
        public List<Utf8Text> Records { get; } = [];

        public void Add(ReadOnlySpan<Utf8Text> chunk) => Records.AddRange(chunk);
    }
}
