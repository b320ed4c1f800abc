using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Hashing;

/// <summary>A text that is looked up: up to 16 bytes themselves, padded with zeros, or else its hash.</summary>
internal struct TextProbe
{
    public ulong First;
    public ulong Second;
    public ulong Hash;
    public int Length;
}

/// <summary>
/// A text in a slot. Up to 16 bytes lie in the slot itself and are compared as two integers: one cache line for a look-up. Of a longer one the hash is in the slot,
/// and where an arena keeps its bytes.
/// </summary>
internal struct StoredText
{
    public ulong First;
    public ulong Second;

    /// <summary>Length in bytes and one more, so that no text looks like a free slot.</summary>
    public uint LengthAndOne;

    /// <summary>The block of the arena in which a long text lies.</summary>
    public int Block;

    public readonly int Length => (int)(LengthAndOne - 1);

    public readonly bool IsInline => LengthAndOne <= StableHash.LongestInline + 1;

    public readonly unsafe byte* Address => (byte*)Second;
}

/// <summary>UTF-8 keys.</summary>
internal readonly struct TextKeyTraits() : IKeyTraits<Utf8Text, TextProbe, StoredText>
{
    private readonly ByteArena _arena = new();

    public long Bytes => _arena.Bytes;

    public bool IsProbeCheap => false;

    public bool ReadsBehindSlots => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextProbe Probe(in Utf8Text key)
    {
        int length = key.Length;
        if (length > StableHash.LongestInline)
        {
            ulong hash = StableHash.OfBytes(key.Span);
            return new TextProbe { First = hash, Hash = hash, Length = length };
        }
        return Glance(in key);
    }

    /// <summary>The probe of a short text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextProbe Glance(in Utf8Text key)
    {
        int length = key.Length;
        key.LoadInline(out ulong first, out ulong second);
        return new TextProbe { First = first, Second = second, Hash = StableHash.OfInline(first, second, length), Length = length };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TextProbe probe) => probe.Hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Spread(in TextProbe probe, ulong multiplier) => probe.Hash * multiplier;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in StoredText stored) => stored.IsInline ? StableHash.OfInline(stored.First, stored.Second, stored.Length) : stored.First;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SpreadOf(in StoredText stored, ulong multiplier) => HashOf(in stored) * multiplier;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFree(in StoredText stored) => stored.LengthAndOne == 0;

    public bool IsApart(in TextProbe probe) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Same(in Utf8Text key, in TextProbe probe, in StoredText stored)
    {
        if (stored.First != probe.First || stored.LengthAndOne != (uint)probe.Length + 1) return false;
        return probe.Length <= StableHash.LongestInline ? stored.Second == probe.Second : SameBytes(key, stored);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IsWhole(in TextProbe probe) => (int)((uint)(probe.Length - (StableHash.LongestInline + 1)) >> 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in TextProbe probe, in StoredText stored) =>
        (stored.First ^ probe.First | stored.Second ^ probe.Second | stored.LengthAndOne ^ ((ulong)(uint)probe.Length + 1)) == 0;

    public StoredText Keep(in Utf8Text key, in TextProbe probe) => probe.Length > StableHash.LongestInline
        ? _arena.Keep(key.Span, probe.First)
        : new StoredText { First = probe.First, Second = probe.Second, LengthAndOne = (uint)probe.Length + 1 };

    public Utf8Text Restore(in StoredText stored) => _arena.Restore(in stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(in StoredText stored)
    {
        if (!Sse.IsSupported) return;
        // Where the text is in the slot, the slot; without a branch, which the lengths of words would mislead.
        ulong isLong = (ulong)((StableHash.LongestInline + 1L - stored.LengthAndOne) >> 63);
        ulong slot = (ulong)Unsafe.AsPointer(ref Unsafe.AsRef(in stored));
        Sse.Prefetch0((void*)(slot ^ ((slot ^ stored.Second) & isLong)));
    }

    public void Clear() => _arena.Clear();

    private static unsafe bool SameBytes(Utf8Text key, in StoredText stored) => key.Span.SequenceEqual(new ReadOnlySpan<byte>(stored.Address, key.Length));
}
