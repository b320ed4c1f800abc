using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Hashing;

/// <summary>UTF-8 keys: the bytes are copied into an arena once per distinct key.</summary>
internal readonly struct Utf8KeyTraits() : IKeyTraits<Utf8Text, StoredText>
{
    private readonly ByteArena _arena = new();

    public long Bytes => _arena.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in Utf8Text key) => key.StableHash();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool Equal(in Utf8Text key, in StoredText stored) =>
        key.Length == stored.Length && key.EqualsStored(stored.Address);

    public StoredText Keep(in Utf8Text key) => _arena.Keep(key);

    public Utf8Text Restore(in StoredText stored) => _arena.Restore(stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(in StoredText stored)
    {
        if (Sse.IsSupported && stored.Length > StableHash.LongestShort) Sse.Prefetch0(stored.Address);
    }

    public void Clear() => _arena.Clear();
}

/// <summary>
/// Keys that are their own stored form: everything but UTF-8 text. Integers are hashed by value, other types without references by
/// <see cref="KeyHasher"/>, which gives the same result in every process. Texts inside of tuples are kept without the blocks they came in.
/// </summary>
internal readonly struct PlainKeyTraits<TKey>() : IKeyTraits<TKey, TKey>
{
    private readonly KeyHasher<TKey> _hasher = KeyHasher.For<TKey>();
    private readonly ITextMover<TKey>? _texts = TextCompactor.For<TKey>();

    public long Bytes => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TKey key)
    {
        // As KeyHasher does it, without a call; decided when the table is compiled.
        if (typeof(TKey) == typeof(long)) return StableHash.OfUInt64((ulong)(long)(object)key!);
        if (typeof(TKey) == typeof(ulong)) return StableHash.OfUInt64((ulong)(object)key!);
        if (typeof(TKey) == typeof(int)) return StableHash.OfUInt64((ulong)(int)(object)key!);
        if (typeof(TKey) == typeof(uint)) return StableHash.OfUInt64((uint)(object)key!);
        return _hasher(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equal(in TKey key, in TKey stored) => EqualityComparer<TKey>.Default.Equals(key, stored);

    public TKey Keep(in TKey key) => _texts is null ? key : TextCompactor.ToOwned(_texts, in key);

    public TKey Restore(in TKey stored) => stored;

    public void Prefetch(in TKey stored) { }

    public void Clear() { }
}
