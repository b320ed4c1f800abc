using Twister2.Dataflow;

namespace Twister2.Bench.WordCount;

/// <summary>Words with how often they come.</summary>
internal static class CountedWord
{
    public static int MoreFrequent(KeyValuePair<Utf8Text, long> a, KeyValuePair<Utf8Text, long> b) =>
        a.Value != b.Value ? a.Value.CompareTo(b.Value) : b.Key.CompareTo(a.Key);

    /// <summary>The most frequent ones, first of all the most frequent.</summary>
    public static KeyValuePair<Utf8Text, long>[] MostFrequent(IReadOnlyCollection<KeyValuePair<Utf8Text, long>> words, int count)
    {
        PriorityQueue<KeyValuePair<Utf8Text, long>, KeyValuePair<Utf8Text, long>> most = new(Comparer<KeyValuePair<Utf8Text, long>>.Create(MoreFrequent));
        foreach (KeyValuePair<Utf8Text, long> word in words)
        {
            if (most.Count < count) most.Enqueue(word, word);
            else if (MoreFrequent(word, most.Peek()) > 0) most.EnqueueDequeue(word, word);
        }
        KeyValuePair<Utf8Text, long>[] first = new KeyValuePair<Utf8Text, long>[most.Count];
        for (int i = first.Length - 1; i >= 0; i--) first[i] = most.Dequeue();
        return first;
    }

    /// <summary>What it adds to the checksum.</summary>
    public static ulong Check(KeyValuePair<Utf8Text, long> word)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in word.Key.Span) hash = (hash ^ b) * 0x100000001b3;
        return hash * (ulong)word.Value;
    }
}
