using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Hashing;

/// <summary>
/// Integers of 32 and 64 bits: the key is its own hash's source, so nothing lies beside it in a slot. A slot of 0 is free; 32-bit keys are stored with one added to them,
/// the 64-bit key 0 is kept apart.
/// </summary>
internal readonly struct IntegerKeyTraits<TKey> : IKeyTraits<TKey, ulong, ulong>
{
    public static bool IsFor => typeof(TKey) == typeof(long) || typeof(TKey) == typeof(ulong) || typeof(TKey) == typeof(int) || typeof(TKey) == typeof(uint);

    private static bool IsNarrow => typeof(TKey) == typeof(int) || typeof(TKey) == typeof(uint);

    public long Bytes => 0;

    public bool IsProbeCheap => true;

    public bool ReadsBehindSlots => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Probe(in TKey key) => IsNarrow
        ? Unsafe.As<TKey, uint>(ref Unsafe.AsRef(in key)) + 1UL
        : Unsafe.As<TKey, ulong>(ref Unsafe.AsRef(in key));

    /// <summary>As <see cref="KeyHasher"/> has it, which extends the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in ulong probe) => StableHash.OfUInt64(
        typeof(TKey) == typeof(int) ? (ulong)(int)(uint)(probe - 1) : IsNarrow ? probe - 1 : probe);

    /// <summary>Keys that differ only in their high half must not share their home.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Spread(in ulong probe, ulong multiplier) => (probe ^ probe >> 32) * multiplier;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in ulong stored) => Hash(in stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SpreadOf(in ulong stored, ulong multiplier) => Spread(in stored, multiplier);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFree(in ulong stored) => stored == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsApart(in ulong probe) => !IsNarrow && probe == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Same(in TKey key, in ulong probe, in ulong stored) => probe == stored;

    public int IsWhole(in ulong probe) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in ulong probe, in ulong stored) => probe == stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Glance(in TKey key) => Probe(in key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Keep(in TKey key, in ulong probe) => probe;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Restore(in ulong stored)
    {
        ulong bits = IsNarrow ? stored - 1 : stored;
        return Unsafe.As<ulong, TKey>(ref bits); // The low bytes come first: every machine that .NET's vectors run on is little endian.
    }

    public void Prefetch(in ulong stored) { }

    public void Clear() { }
}
