using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// The records of one side by their keys: open addressing with linear probing. The first record of a key lies in its slot, so that where keys are unique a look-up takes one cache line; what
/// more the key has lies together elsewhere, so that equal keys make no long runs and are read one behind the other.
/// </summary>
/// <remarks>No two tables that records pass through may have the same salt: see <see cref="CombineTable{TKey, TProbe, TStored, TValue, TTraits, TReducer}"/>.</remarks>
internal sealed class JoinTable<TKey, TProbe, TStored, TValue, TTraits> : IDisposable
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
{
    /// <summary>Records whose slots are on their way from memory.</summary>
    public const int Ring = 64;

    // How much later a slot has come, so that what lies behind it can be asked for.
    private const int KeyAfter = Ring / 2;

    private const int Batch = 128, SmallestLog = 8;

    // Before so many keys the first ones say little about those that come.
    private const int KeysToJudgeBy = 16 << 10, GrowthAtMost = 8;

    private readonly TTraits _traits;
    private readonly ulong _multiplier;
    private readonly bool _keepsAll;
    private readonly long _expected;
    private readonly TProbe[] _ring = new TProbe[Ring];
    private readonly FurtherValues<TValue> _further = new();
    private int _shift;
    private long _seen;
    private bool _hasApart;

    /// <summary>An empty table.</summary>
    /// <param name="traits">How keys are treated.</param>
    /// <param name="salt">What its order depends on.</param>
    /// <param name="expected">Records that will come.</param>
    /// <param name="keepsAll">Whether all records of a key are kept, not only the first.</param>
    public JoinTable(TTraits traits, ulong salt, long expected, bool keepsAll)
    {
        _traits = traits;
        _multiplier = StableHash.OfUInt64(salt) | 1;
        _expected = expected;
        _keepsAll = keepsAll;
        Slots = NewSlots(SmallestLog);
        _shift = 64 - SmallestLog;
    }

    /// <summary>The slots, and behind them the one of the key that looks like a free slot.</summary>
    public HugeArray<CombineSlot<TStored, TValue>> Slots { get; private set; }

    /// <summary>Distinct keys.</summary>
    public long Count { get; private set; }

    /// <summary>What keys have beyond their first record.</summary>
    public FurtherValues<TValue> Further => _further;

    public long Bytes => Slots.Length * (long)Unsafe.SizeOf<CombineSlot<TStored, TValue>>() + _traits.Bytes + _further.Bytes;

    private nuint Mask => (nuint)Slots.Length - 2;

    /// <summary>Bytes that so many records take at most, but for what objects hold.</summary>
    public static long BytesFor(long records) =>
        (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(records * 8 / 5 + Batch, 1 << SmallestLog)) * (Unsafe.SizeOf<CombineSlot<TStored, TValue>>() + FurtherValues<TValue>.BytesPerSlot);

    /// <summary>Adds records; <see cref="Seal"/> must follow the last of them.</summary>
    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        for (int start = 0; start < pairs.Length; start += Batch)
        {
            int end = Math.Min(start + Batch, pairs.Length);
            while ((Count + Batch) * 8 > (long)(Mask + 1) * 5) Grow();
            if (start == 0) BeginProbing(pairs);
            for (int i = start; i < end; i++) Insert(in pairs[i], Next(pairs, i));
        }
        _seen += pairs.Length;
    }

    /// <summary>All records were added.</summary>
    public void Seal() => _further.Seal(Slots.Length);

    /// <summary>Asks the cache for the slots of the first pairs that are looked up by <see cref="FindAll"/>.</summary>
    [MethodImpl(Compiled.Once)]
    public void BeginProbing<TOther>(ReadOnlySpan<KeyValuePair<TKey, TOther>> pairs)
    {
        for (int i = 0; i < Math.Min(Ring, pairs.Length); i++) Prefetch(in pairs[i], i);
    }

    /// <summary>The slot of each pair's key from <paramref name="start"/> on, or −1; asks the cache for those of the pairs that follow.</summary>
    [MethodImpl(Compiled.Once)]
    public void FindAll<TOther>(ReadOnlySpan<KeyValuePair<TKey, TOther>> pairs, int start, Span<int> found)
    {
        ref CombineSlot<TStored, TValue> slots = ref Slots.First;
        ref KeyValuePair<TKey, TOther> first = ref MemoryMarshal.GetReference(pairs);
        nuint mask = Mask;
        int shift = _shift, count = pairs.Length, apart = _hasApart ? (int)mask + 1 : -1;
        ulong multiplier = _multiplier;
        TProbe[] ring = _ring;
        for (int j = 0; j < found.Length; j++)
        {
            int i = start + j;
            if (_traits.ReadsBehindSlots) _traits.Prefetch(in Unsafe.Add(ref slots, (nuint)(_traits.Spread(in ring[(i + KeyAfter) & (Ring - 1)], multiplier) >> shift)).Key);
            TKey key = Unsafe.Add(ref first, i).Key;
            TProbe probe = _traits.IsProbeCheap ? _traits.Probe(in key) : ring[i & (Ring - 1)];
            if (i + Ring < count)
            {
                TProbe next = _traits.Probe(Unsafe.Add(ref first, i + Ring).Key);
                if (!_traits.IsProbeCheap) ring[i & (Ring - 1)] = next;
                PrefetchSlot(ref Unsafe.Add(ref slots, (nuint)(_traits.Spread(in next, multiplier) >> shift)));
            }
            found[j] = _traits.IsApart(in probe) ? apart
                // Nothing is equal to null.
                : default(TKey) is null && key is null ? -1
                : Find(ref slots, in key, in probe, (nuint)(_traits.Spread(in probe, multiplier) >> shift), mask);
        }
    }

    /// <summary>Whether a record lies in a slot, <see cref="Slots"/>' last one included.</summary>
    public bool IsUsed(nint at) => at <= (nint)Mask ? !_traits.IsFree(in Unsafe.Add(ref Slots.First, at).Key) : _hasApart;

    /// <summary>The key of a slot that is used.</summary>
    public TKey KeyOf(nint at) => _traits.Restore(in Unsafe.Add(ref Slots.First, at).Key);

    public void Dispose()
    {
        Slots.Dispose();
        _further.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(ref CombineSlot<TStored, TValue> slots, in TKey key, in TProbe probe, nuint at, nuint mask)
    {
        while (true)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
            if (_traits.Same(in key, in probe, in slot.Key)) return (int)at;
            if (_traits.IsFree(in slot.Key)) return -1;
            at = (at + 1) & mask;
        }
    }

    /// <summary>The probe of a pair, while that of the pair a ring further on comes into the ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TProbe Next(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, int i)
    {
        TProbe probe = _traits.IsProbeCheap ? _traits.Probe(pairs[i].Key) : _ring[i & (Ring - 1)];
        if (i + Ring < pairs.Length) Prefetch(in pairs[i + Ring], i);
        return probe;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch<TOther>(in KeyValuePair<TKey, TOther> pair, int i)
    {
        TProbe probe = _traits.Probe(pair.Key);
        if (!_traits.IsProbeCheap) _ring[i & (Ring - 1)] = probe;
        PrefetchSlot(ref Unsafe.Add(ref Slots.First, (nuint)(_traits.Spread(in probe, _multiplier) >> _shift)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PrefetchSlot(ref CombineSlot<TStored, TValue> slot)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref slot));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(in KeyValuePair<TKey, TValue> pair, TProbe probe)
    {
        TKey key = pair.Key;
        nuint mask = Mask, at = (nuint)(_traits.Spread(in probe, _multiplier) >> _shift);
        bool isApart = _traits.IsApart(in probe), isNew = isApart && !_hasApart;
        if (isApart) at = mask + 1;
        ref CombineSlot<TStored, TValue> slots = ref Slots.First;
        while (!isApart && !_traits.Same(in key, in probe, in Unsafe.Add(ref slots, at).Key))
        {
            isNew = _traits.IsFree(in Unsafe.Add(ref slots, at).Key);
            if (isNew) break;
            at = (at + 1) & mask;
        }
        if (!isNew)
        {
            if (_keepsAll) _further.Add((nint)at, Slots.Length, pair.Value);
            return;
        }
        _hasApart |= isApart;
        Count++;
        Unsafe.Add(ref slots, at) = new() { Key = isApart ? default! : _traits.Keep(in key, in probe), Value = pair.Value };
    }

    /// <summary>Grows to what the share of distinct keys so far lets expect: each growth moves all that is there.</summary>
    private void Grow()
    {
        HugeArray<CombineSlot<TStored, TValue>> old = Slots;
        long slots = old.Length - 1, grown = slots * (slots < 64 << 10 ? 4 : 2);
        if (Count >= KeysToJudgeBy)
        {
            double distinct = Math.Min(_expected, (double)_expected * Count / Math.Max(1, Math.Min(_seen, _expected)));
            long wanted = (long)BitOperations.RoundUpToPowerOf2((ulong)((distinct + Batch) * 8 / 5));
            grown = Math.Clamp(wanted, grown, GrowthAtMost * slots);
        }
        int log = BitOperations.Log2((ulong)grown);
        HugeArray<CombineSlot<TStored, TValue>> moved = NewSlots(log);
        HugeArray<int>? heads = _further.Heads, movedHeads = heads is null ? null : new HugeArray<int>(moved.Length);
        Move(old, heads, moved, movedHeads, 64 - log);
        _further.Moved(movedHeads);
        _shift = 64 - log;
        Slots = moved;
        old.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void Move(HugeArray<CombineSlot<TStored, TValue>> old, HugeArray<int>? heads, HugeArray<CombineSlot<TStored, TValue>> moved, HugeArray<int>? movedHeads, int shift)
    {
        ref CombineSlot<TStored, TValue> from = ref old.First, to = ref moved.First;
        nuint mask = (nuint)moved.Length - 2;
        ulong multiplier = _multiplier;
        for (nint i = 0; i < old.Length - 1; i++)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref from, i);
            if (_traits.IsFree(in slot.Key)) continue;
            nuint at = (nuint)(_traits.SpreadOf(in slot.Key, multiplier) >> shift);
            while (!_traits.IsFree(in Unsafe.Add(ref to, at).Key)) at = (at + 1) & mask;
            Unsafe.Add(ref to, at) = slot;
            if (heads is not null) Unsafe.Add(ref movedHeads!.First, at) = Unsafe.Add(ref heads.First, i);
        }
        Unsafe.Add(ref to, mask + 1) = Unsafe.Add(ref from, old.Length - 1);
        if (heads is not null) Unsafe.Add(ref movedHeads!.First, mask + 1) = Unsafe.Add(ref heads.First, old.Length - 1);
    }

    private static HugeArray<CombineSlot<TStored, TValue>> NewSlots(int log) => new(((nint)1 << log) + 1);
}
