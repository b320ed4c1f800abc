using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Stores;

/// <summary>How pairs that do not fit into memory are divided into parts that may.</summary>
internal interface IPairDivision<TKey, TValue>
{
    IPairHasher<TKey, TValue> Hasher { get; }

    /// <summary>Whether the first division needs a sample of the keys, too; all later ones have one.</summary>
    bool BeginsWithSample { get; }

    /// <summary>A divider of pairs that were divided <paramref name="depth"/> times before, and of whose keys there is a sample.</summary>
    IPairDivider<TKey, TValue> NewDivider(int depth, KeySample<TKey> sample);
}

/// <summary>Chooses the part of each pair, in one way.</summary>
internal interface IPairDivider<TKey, TValue>
{
    /// <summary>The part of each pair, 0 ≤ part &lt; <see cref="SpilledPartitions{T}.Count"/>.</summary>
    void DivideAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<int> parts);

    /// <summary>Whether all pairs of a part have one key.</summary>
    bool IsOneKey(int part);
}

/// <summary>By the hash of the key.</summary>
internal sealed class HashDivision<TKey, TValue>(IPairHasher<TKey, TValue> hasher) : IPairDivision<TKey, TValue>
{
    public IPairHasher<TKey, TValue> Hasher => hasher;

    public bool BeginsWithSample => false;

    public IPairDivider<TKey, TValue> NewDivider(int depth, KeySample<TKey> sample) => new Divider(hasher, depth, sample);

    private sealed class Divider(IPairHasher<TKey, TValue> hasher, int depth, KeySample<TKey> sample) : IPairDivider<TKey, TValue>
    {
        // The last part is that of the key which, by the sample, has most of the pairs: no hash would divide it.
        private const int OfFrequent = SpilledPartitions<KeyValuePair<TKey, TValue>>.Count - 1;

        private readonly (bool Found, TKey Key) _frequent = sample.MostFrequent();
        private ulong[] _hashes = [];

        public void DivideAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<int> parts)
        {
            if (_hashes.Length < pairs.Length) _hashes = new ulong[pairs.Length];
            hasher.HashAll(pairs, _hashes);
            for (int i = 0; i < pairs.Length; i++)
            {
                bool isFrequent = _frequent.Found && EqualityComparer<TKey>.Default.Equals(pairs[i].Key, _frequent.Key);
                parts[i] = isFrequent ? OfFrequent : (int)Math.BigMul(StableHash.OfUInt64(_hashes[i] + (ulong)depth), (ulong)OfFrequent, out _);
            }
        }

        public bool IsOneKey(int part) => part == OfFrequent;
    }
}

/// <summary>By ranges of keys, and the keys between them: part 2i is what lies below the i-th border, part 2i + 1 what is equal to it.</summary>
internal sealed class RangeDivision<TKey, TValue>(IPairHasher<TKey, TValue> hasher, IComparer<TKey> order) : IPairDivision<TKey, TValue>
{
    private const int Borders = (SpilledPartitions<KeyValuePair<TKey, TValue>>.Count - 1) / 2;

    public IPairHasher<TKey, TValue> Hasher => hasher;

    public bool BeginsWithSample => true;

    public IPairDivider<TKey, TValue> NewDivider(int depth, KeySample<TKey> sample) => new Divider(sample.Borders(order, Borders), order);

    private sealed class Divider(TKey[] borders, IComparer<TKey> order) : IPairDivider<TKey, TValue>
    {
        public void DivideAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, Span<int> parts)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                int at = Array.BinarySearch(borders, pairs[i].Key, order);
                parts[i] = at >= 0 ? 2 * at + 1 : 2 * ~at;
            }
        }

        public bool IsOneKey(int part) => part % 2 == 1;
    }
}
