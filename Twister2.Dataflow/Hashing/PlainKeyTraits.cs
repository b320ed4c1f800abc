using System.Runtime.CompilerServices;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Hashing;

/// <summary>A key with the hash that finds it; hash 0 is a free slot.</summary>
internal struct HashedKey<TKey>
{
    public ulong Hash;
    public TKey Key;
}

/// <summary>
/// Keys of any other type, kept as they are beside their hash. Texts inside of tuples are kept without the blocks they came in.
/// </summary>
internal readonly struct PlainKeyTraits<TKey>() : IKeyTraits<TKey, ulong, HashedKey<TKey>>
{
    /// <summary>What the runtime adds to the characters of a string.</summary>
    private const int StringOverhead = 24;

    private readonly KeyHasher<TKey> _hasher = KeyHasher.For<TKey>();
    private readonly ITextMover<TKey>? _texts = TextCompactor.For<TKey>();
    private readonly StrongBox<long> _bytes = new();

    /// <summary>Bytes of the strings kept; what other objects take is not known.</summary>
    public long Bytes => _bytes.Value;

    public bool IsProbeCheap => false;

    public bool ReadsBehindSlots => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Probe(in TKey key) => StableHash.NotZero(_hasher(key));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in ulong probe) => probe;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Spread(in ulong probe, ulong multiplier) => probe * multiplier;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in HashedKey<TKey> stored) => stored.Hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SpreadOf(in HashedKey<TKey> stored, ulong multiplier) => stored.Hash * multiplier;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFree(in HashedKey<TKey> stored) => stored.Hash == 0;

    public bool IsApart(in ulong probe) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Same(in TKey key, in ulong probe, in HashedKey<TKey> stored) =>
        stored.Hash == probe && EqualityComparer<TKey>.Default.Equals(key, stored.Key);

    public int IsWhole(in ulong probe) => 0;

    public bool Matches(in ulong probe, in HashedKey<TKey> stored) => false;

    public ulong Glance(in TKey key) => 0;

    public HashedKey<TKey> Keep(in TKey key, in ulong probe)
    {
        if (key is string text) _bytes.Value += StringOverhead + sizeof(char) * (long)text.Length;
        return new HashedKey<TKey> { Hash = probe, Key = _texts is null ? key : TextCompactor.ToOwned(_texts, in key) };
    }

    public TKey Restore(in HashedKey<TKey> stored) => stored.Key;

    public void Prefetch(in HashedKey<TKey> stored) { }

    public void Clear() => _bytes.Value = 0;
}
