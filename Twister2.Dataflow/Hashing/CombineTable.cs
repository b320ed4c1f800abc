using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Hashing;

/// <summary>One key and its combined value, with the hash that found it. Hash 0 means that the slot is free.</summary>
internal struct CombineSlot<TStored, TValue>
{
    public ulong Hash;
    public TStored Key;
    public TValue Value;
}

/// <summary>
/// Combines the values of equal keys as they come: open addressing with linear probing at a load of at most one half, the 64-bit hash stored.
/// Records are taken in batches whose slots, then stored keys, are prefetched: the table of a big input lies outside the caches, and a
/// batch overlaps its misses.
/// </summary>
/// <remarks>
/// The home slot depends on the table's salt: a table that is filled in the order of another's slots, with the same salt, would become one long run. So no two tables
/// that records pass through may have the same salt.
/// </remarks>
internal sealed class CombineTable<TKey, TStored, TValue, TTraits> : IDisposable
    where TTraits : struct, IKeyTraits<TKey, TStored>
{
    /// <summary>Records looked up together; enough to overlap misses, few enough to stay in the L1 cache.</summary>
    public const int Batch = 128;

    private const int SmallestLog = 8;

    // Tables of up to this many slots stay in the L2 cache by themselves.
    private const int InCache = 1 << 13;

    private static readonly byte[] AllIndices = [.. Enumerable.Range(0, Batch).Select(i => (byte)i)];

    private readonly Func<TValue, TValue, TValue> _combine;
    private readonly ulong _multiplier;
    private readonly TTraits _traits;
    private HugeArray<CombineSlot<TStored, TValue>> _slots;
    private int _shift;

    public CombineTable(Func<TValue, TValue, TValue> combine, TTraits traits, ulong salt = 0)
    {
        _combine = combine;
        _traits = traits;
        _multiplier = StableHash.OfUInt64(salt) | 1;
        _slots = new(1 << SmallestLog);
        _shift = 64 - SmallestLog;
    }

    /// <summary>Distinct keys.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of slots and of keys beside them.</summary>
    public long Bytes => _slots.Length * Unsafe.SizeOf<CombineSlot<TStored, TValue>>() + _traits.Bytes;

    /// <summary>The hash of a record's key; never 0, which marks a free slot.</summary>
    public ulong HashOf(in KeyValuePair<TKey, TValue> record) => StableHash.NotZero(_traits.Hash(record.Key));

    /// <summary>Adds records.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> records)
    {
        Span<ulong> hashes = stackalloc ulong[Batch];
        while (!records.IsEmpty)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = records[..Math.Min(Batch, records.Length)];
            for (int i = 0; i < batch.Length; i++) hashes[i] = HashOf(in batch[i]);
            Add(batch, hashes, AllIndices.AsSpan()[..batch.Length]);
            records = records[batch.Length..];
        }
    }

    /// <summary>Adds those of at most <see cref="Batch"/> records that are picked by index; the hashes are those of <see cref="HashOf"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> records, ReadOnlySpan<ulong> hashes, ReadOnlySpan<byte> picked)
    {
        while ((Count + picked.Length) * 2 > _slots.Length) Grow();
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        if (_slots.Length > InCache) PrefetchAll(hashes, picked, ref slots);
        nuint mask = (nuint)_slots.Length - 1;
        long added = 0;
        foreach (byte index in picked)
        {
            ref readonly KeyValuePair<TKey, TValue> record = ref records[index];
            ulong hash = hashes[index];
            nuint at = Home(hash);
            while (true)
            {
                ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
                if (slot.Hash == hash && _traits.Equal(record.Key, slot.Key))
                {
                    slot.Value = _combine(slot.Value, record.Value);
                    break;
                }
                if (slot.Hash == 0)
                {
                    slot.Key = _traits.Keep(record.Key);
                    slot.Value = record.Value;
                    slot.Hash = hash;
                    added++;
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        Count += added;
    }

    /// <summary>
    /// Copies distinct keys with their values into <paramref name="destination"/>, going on from <paramref name="position"/>.
    /// Returns how many; fewer than fit means that there are no more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Read(ref long position, Span<KeyValuePair<TKey, TValue>> destination, Span<ulong> hashes)
    {
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        int filled = 0;
        while (filled < destination.Length && position < _slots.Length)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, (nint)position++);
            if (slot.Hash == 0) continue;
            if (!hashes.IsEmpty) hashes[filled] = slot.Hash;
            destination[filled++] = new(_traits.Restore(slot.Key), slot.Value);
        }
        return filled;
    }

    /// <summary>The longest way from a key's home slot to where it lies.</summary>
    internal long LongestProbe()
    {
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1, longest = 0;
        for (nuint at = 0; at <= mask; at++)
        {
            ulong hash = Unsafe.Add(ref slots, at).Hash;
            if (hash != 0) longest = Math.Max(longest, (at - Home(hash)) & mask);
        }
        return (long)longest;
    }

    /// <summary>Forgets all keys; the slots are kept, because new memory costs more than cleared memory. Views of keys read before stay valid.</summary>
    public void Clear()
    {
        _slots.Clear();
        _traits.Clear();
        Count = 0;
    }

    public void Dispose() => _slots.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint Home(ulong hash) => (nuint)(hash * _multiplier >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void PrefetchAll(ReadOnlySpan<ulong> hashes, ReadOnlySpan<byte> picked, ref CombineSlot<TStored, TValue> slots)
    {
        if (!Sse.IsSupported || RuntimeHelpers.IsReferenceOrContainsReferences<CombineSlot<TStored, TValue>>()) return;
        foreach (byte index in picked) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref slots, Home(hashes[index]))));
        foreach (byte index in picked) _traits.Prefetch(Unsafe.Add(ref slots, Home(hashes[index])).Key);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        HugeArray<CombineSlot<TStored, TValue>> old = _slots;
        HugeArray<CombineSlot<TStored, TValue>> grown = new(old.Length * 2);
        _shift--;
        ref CombineSlot<TStored, TValue> from = ref old.First;
        ref CombineSlot<TStored, TValue> to = ref grown.First;
        nuint mask = (nuint)grown.Length - 1;
        for (nint i = 0; i < old.Length; i++)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref from, i);
            if (slot.Hash == 0) continue;
            nuint at = Home(slot.Hash);
            while (Unsafe.Add(ref to, at).Hash != 0) at = (at + 1) & mask;
            Unsafe.Add(ref to, at) = slot;
        }
        _slots = grown;
        old.Dispose();
    }
}
