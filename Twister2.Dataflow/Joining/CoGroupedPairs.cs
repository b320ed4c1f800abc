using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Both sides grouped in memory: of each side the values of each key one behind the other, in the order in which they came.</summary>
internal sealed class CoGroupedPairs<TKey, TLeft, TRight>
{
    private const int Batch = 256;

    private readonly TKey[] _keys;
    private readonly int[] _leftEnds, _rightEnds;
    private readonly TLeft[] _left;
    private readonly TRight[] _right;
    private int _next = -1;

    /// <summary>Goes through each side twice: to number the keys, and to put each value into its place.</summary>
    public CoGroupedPairs(IRecordSource<KeyValuePair<TKey, TLeft>> left, IRecordSource<KeyValuePair<TKey, TRight>> right)
    {
        using IKeyIndex<TKey, None> index = PairHasher.For<TKey, None>().NewIndex();
        int[] leftGroups = Number(left, index), rightGroups = Number(right, index);
        _keys = index.Keys();
        (_leftEnds, _left) = Lay(left, leftGroups, _keys.Length);
        (_rightEnds, _right) = Lay(right, rightGroups, _keys.Length);
    }

    public TKey Key => _keys[_next];

    public ReadOnlyMemory<TLeft> Left => Of(_left, _leftEnds);

    public ReadOnlyMemory<TRight> Right => Of(_right, _rightEnds);

    public bool MoveNext() => ++_next < _keys.Length;

    private ReadOnlyMemory<TValue> Of<TValue>(TValue[] values, int[] ends)
    {
        int start = _next == 0 ? 0 : ends[_next - 1];
        return values.AsMemory(start, ends[_next] - start);
    }

    private static int[] Number<TValue>(IRecordSource<KeyValuePair<TKey, TValue>> source, IKeyIndex<TKey, None> index)
    {
        int[] groupOf = new int[source.Records];
        KeyValuePair<TKey, None>[] keys = new KeyValuePair<TKey, None>[Batch];
        int at = 0;
        using IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open();
        while (chunks.MoveNext())
        {
            for (ReadOnlySpan<KeyValuePair<TKey, TValue>> rest = chunks.Current; !rest.IsEmpty; rest = rest[Math.Min(Batch, rest.Length)..])
            {
                int count = Math.Min(Batch, rest.Length);
                for (int i = 0; i < count; i++) keys[i] = new(rest[i].Key, default);
                index.NumberAll(keys.AsSpan(0, count), groupOf.AsSpan(at, count));
                at += count;
            }
        }
        return groupOf;
    }

    private static (int[] Ends, TValue[] Values) Lay<TValue>(IRecordSource<KeyValuePair<TKey, TValue>> source, int[] groupOf, int groups)
    {
        int[] ends = new int[groups];
        foreach (int group in groupOf) ends[group]++;
        int before = 0;
        foreach (ref int end in ends.AsSpan()) (end, before) = (before, before + end);
        TValue[] values = new TValue[groupOf.Length];
        int at = 0;
        using IChunkSource<KeyValuePair<TKey, TValue>> chunks = source.Open();
        // Each group's start moves behind its values, until it is its end.
        while (chunks.MoveNext())
            foreach ((_, TValue value) in chunks.Current) values[ends[groupOf[at++]]++] = value;
        return (ends, values);
    }
}
