using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Stores;

/// <summary>Pairs grouped in memory: the values of each key one behind the other, in the order in which they came.</summary>
internal sealed class GroupedPairs<TKey, TValue>
{
    private readonly TKey[] _keys;
    private readonly int[] _ends;
    private readonly TValue[] _values;
    private readonly int[]? _order;
    private int _next;

    private GroupedPairs(TKey[] keys, int[] ends, TValue[] values, int[]? order) => (_keys, _ends, _values, _order) = (keys, ends, values, order);

    public TKey Key { get; private set; } = default!;

    public ReadOnlyMemory<TValue> Values { get; private set; }

    /// <summary>Goes through the source twice: to number the keys and count their values, and to put each value into its place.</summary>
    public static GroupedPairs<TKey, TValue> Of(IRecordSource<KeyValuePair<TKey, TValue>> source, IPairHasher<TKey, TValue> hasher, IComparer<TKey>? order)
    {
        using IKeyIndex<TKey, TValue> index = hasher.NewIndex();
        int[] groupOf = new int[source.Records];
        int at = 0;
        using (IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open())
        {
            for (; chunks.MoveNext(); at += chunks.Current.Length) index.NumberAll(chunks.Current, groupOf.AsSpan(at, chunks.Current.Length));
        }
        int[] ends = Starts(groupOf, index.Count);
        TValue[] values = new TValue[groupOf.Length];
        at = 0;
        using (IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open())
        {
            // Each group's start moves behind its values, until it is its end.
            while (chunks.MoveNext())
                foreach ((_, TValue value) in chunks.Current) values[ends[groupOf[at++]]++] = value;
        }
        TKey[] keys = index.Keys();
        return new(keys, ends, values, order is null ? null : Sorted(keys, order));
    }

    public bool MoveNext()
    {
        if (_next == _keys.Length) return false;
        int group = _order is null ? _next : _order[_next];
        _next++;
        int start = group == 0 ? 0 : _ends[group - 1];
        Key = _keys[group];
        Values = _values.AsMemory(start, _ends[group] - start);
        return true;
    }

    private static int[] Starts(int[] groupOf, int groups)
    {
        int[] starts = new int[groups];
        foreach (int group in groupOf) starts[group]++;
        int before = 0;
        foreach (ref int start in starts.AsSpan()) (start, before) = (before, before + start);
        return starts;
    }

    private static int[] Sorted(TKey[] keys, IComparer<TKey> order)
    {
        int[] positions = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort((TKey[])keys.Clone(), positions, order);
        return positions;
    }
}
