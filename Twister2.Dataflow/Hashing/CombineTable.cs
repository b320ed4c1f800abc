using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Hashing;

/// <summary>One key and its combined value.</summary>
internal struct CombineSlot<TStored, TValue>
{
    public TStored Key;
    public TValue Value;
}

/// <summary>
/// Combines the values of equal keys as they come: open addressing with linear probing. The slots of many records are asked for before the first of them is looked up: the table of a
/// big input lies outside the caches, and so many misses overlap each other and the work on those before.
/// </summary>
/// <remarks>
/// The home slot depends on the table's salt: a table that is filled in the order of another's slots, with the same salt, would become one long run. So no two tables
/// that records pass through may have the same salt. The caller makes room (<see cref="HasRoomFor"/>, <see cref="Grow"/>), because growing may mean that others spill.
/// </remarks>
internal sealed class CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> : IDisposable
    where TProbe : unmanaged
    where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    where TReducer : struct, IReducer<TValue>
{
    /// <summary>Records for which room is made together. The smallest table has room for them.</summary>
    public const int Batch = KeyBatch<TProbe>.Size;

    // Records whose slots are on their way from memory: enough to overlap misses, few enough to stay in the level-1 cache.
    private const int Ahead = 64;

    private const int SmallestLog = 8;

    private readonly TReducer _reducer;
    private readonly TTraits _traits;
    private readonly ulong _multiplier;
    private HugeArray<CombineSlot<TStored, TValue>> _slots;
    private CombineSlot<TStored, TValue> _apart;
    private bool _hasApart;
    private int _shift;

    public CombineTable(TTraits traits, TReducer reducer, ulong salt = 0)
    {
        _traits = traits;
        _reducer = reducer;
        _multiplier = StableHash.OfUInt64(salt) | 1;
        _slots = new(1 << SmallestLog);
        _shift = 64 - SmallestLog;
    }

    /// <summary>Distinct keys.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of slots and of keys beside them.</summary>
    public long Bytes => SlotBytes + _traits.Bytes;

    /// <summary>Bytes of the slots.</summary>
    public long SlotBytes => _slots.Length * (long)Unsafe.SizeOf<CombineSlot<TStored, TValue>>();

    /// <summary>Whether it is as small as a table can be.</summary>
    public bool IsSmallest => _slots.Length == 1 << SmallestLog;

    /// <summary>Bytes of the slots after the next <see cref="Grow"/>.</summary>
    public long GrownSlotBytes => SlotBytes * GrowthFactor;

    // Small tables grow fast: it saves copying, and their memory is nothing.
    private int GrowthFactor => SlotBytes < 2 << 20 ? 4 : 2;

    /// <summary>Whether so many more keys fit: at most 5/8 of the slots are used, which keeps runs short and touches less memory than 1/2.</summary>
    public bool HasRoomFor(int more) => (Count + more) * 8 <= _slots.Length * 5L;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TProbe Probe(in TKey key) => _traits.Probe(in key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TProbe probe) => _traits.Hash(in probe);

    /// <summary>Asks the cache for the home slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchSlot(in TProbe probe)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref _slots.First, Home(in probe))));
    }

    /// <summary>Asks the cache for the slots of the first pairs, before <see cref="Add{TPairs}(in TPairs, int, int)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin<TPairs>(in TPairs pairs)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        if (!_traits.IsProbeCheap) return;
        for (int i = 0; i < Math.Min(Ahead, pairs.Count); i++) PrefetchSlot(_traits.Probe(pairs.KeyAt(i)));
    }

    /// <summary>Adds the pairs from <paramref name="start"/> to before <paramref name="end"/>, at most <see cref="Batch"/>. There must be room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TPairs>(in TPairs pairs, int start, int end)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        if (_traits.IsProbeCheap) AddAhead(in pairs, start, end);
        else AddBatch(in pairs, start, end);
    }

    /// <summary>Adds pairs of a batch; see <see cref="KeyBatch{TProbe}"/>. There must be room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TPairs>(in TPairs pairs, ref KeyBatch<TProbe> batch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        AddWhole(in pairs, ref batch);
        AddOthers(in pairs, ref batch);
    }

    /// <summary>To compute a probe again costs less than to keep it: the slots of the pairs that follow are asked for on the way.</summary>
    [MethodImpl(Compiled.Once)]
    private void AddAhead<TPairs>(in TPairs pairs, int start, int end)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        for (int i = start; (i = CombineAhead(in pairs, i, end)) < end; i++) AddApart(pairs.ValueAt(i));
    }

    /// <summary>Adds pairs up to the first whose key must be kept apart, and says where that is. Nothing is called in the loop, so that all it needs stays in registers.</summary>
    [MethodImpl(Compiled.Once)]
    private unsafe int CombineAhead<TPairs>(in TPairs pairs, int start, int end)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        TPairs source = pairs;
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1;
        int shift = _shift, count = source.Count;
        ulong multiplier = _multiplier;
        TReducer reducer = _reducer;
        for (int i = start; i < end; i++)
        {
            if (i + Ahead < count)
            {
                TProbe next = _traits.Probe(source.KeyAt(i + Ahead));
                if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref slots, (nuint)(_traits.Spread(in next, multiplier) >> shift))));
            }
            TKey key = source.KeyAt(i);
            TProbe probe = _traits.Probe(in key);
            if (_traits.IsApart(in probe)) return i;
            nuint at = (nuint)(_traits.Spread(in probe, multiplier) >> shift);
            while (!_traits.Same(in key, in probe, in Unsafe.Add(ref slots, at).Key))
            {
                ref CombineSlot<TStored, TValue> free = ref Unsafe.Add(ref slots, at);
                if (_traits.IsFree(in free.Key))
                {
                    free.Key = _traits.Keep(in key, in probe);
                    free.Value = source.ValueAt(i);
                    Count++;
                    goto Added;
                }
                at = (at + 1) & mask;
            }
            ref TValue value = ref Unsafe.Add(ref slots, at).Value;
            value = reducer.Combine(value, source.ValueAt(i));
        Added:;
        }
        return end;
    }

    /// <summary>Hashes all, then looks all up.</summary>
    [SkipLocalsInit]
    [MethodImpl(Compiled.Once)]
    private unsafe void AddBatch<TPairs>(in TPairs pairs, int start, int end)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        TProbe* probes = stackalloc TProbe[Batch];
        int* places = stackalloc int[Batch];
        KeyBatch<TProbe> batch = new(ref *probes, ref *places);
        ProbeWhole(in pairs, start, end, ref batch, prefetch: true);
        ProbeOthers(in pairs, ref batch, prefetch: true);
        Add(in pairs, ref batch);
    }

    /// <summary>Hashes the pairs from <paramref name="start"/> to before <paramref name="end"/>, at most <see cref="Batch"/>, into a batch, for whichever table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Probe<TPairs>(in TPairs pairs, int start, int end, ref KeyBatch<TProbe> batch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        ProbeWhole(in pairs, start, end, ref batch, prefetch: false);
        ProbeOthers(in pairs, ref batch, prefetch: false);
    }

    /// <summary>Divides the keys, and asks the cache for the slots of those of which the probe is all. No branch depends on the keys.</summary>
    [MethodImpl(Compiled.Once)]
    private unsafe void ProbeWhole<TPairs>(in TPairs pairs, int start, int end, ref KeyBatch<TProbe> batch, bool prefetch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        TPairs source = pairs;
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        ref TProbe probes = ref batch.Probes;
        ref int places = ref batch.Places;
        int shift = _shift, whole = 0, last = Batch - 1;
        ulong multiplier = _multiplier, mask = prefetch ? ulong.MaxValue : 0;
        for (int i = start; i < end; i++)
        {
            TProbe probe = _traits.Glance(source.KeyAt(i));
            int isWhole = _traits.IsWhole(in probe);
            int at = last ^ ((whole ^ last) & -isWhole);
            Unsafe.Add(ref probes, at) = probe;
            Unsafe.Add(ref places, at) = i;
            whole += isWhole;
            last += isWhole - 1;
            // For the others the first slot is asked for, which costs next to nothing.
            ulong home = (_traits.Spread(in probe, multiplier) >> shift) & (ulong)-(long)isWhole & mask;
            if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref slots, (nuint)home)));
        }
        batch.Whole = whole;
        batch.Others = Batch - 1 - last;
    }

    [MethodImpl(Compiled.Once)]
    private void ProbeOthers<TPairs>(in TPairs pairs, ref KeyBatch<TProbe> batch, bool prefetch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        for (int at = Batch - batch.Others; at < Batch; at++)
        {
            ref TProbe probe = ref Unsafe.Add(ref batch.Probes, at);
            probe = _traits.Probe(pairs.KeyAt(Unsafe.Add(ref batch.Places, at)));
            if (prefetch) PrefetchSlot(in probe);
        }
    }

    /// <summary>Looks up the keys of which the probe is all.</summary>
    [MethodImpl(Compiled.Once)]
    private void AddWhole<TPairs>(in TPairs pairs, ref KeyBatch<TProbe> batch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        for (int i = 0; (i = CombineWhole(in pairs, ref batch, i)) < batch.Whole; i++)
        {
            int place = Unsafe.Add(ref batch.Places, i);
            Add(pairs.KeyAt(place), in Unsafe.Add(ref batch.Probes, i), pairs.ValueAt(place));
        }
    }

    /// <summary>Combines the keys of a batch that are whole up to the first that is new or kept apart, and says where that is. Nothing is called in the loop, so that all it needs stays in registers.</summary>
    [MethodImpl(Compiled.Once)]
    private int CombineWhole<TPairs>(in TPairs pairs, ref KeyBatch<TProbe> batch, int start)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        TPairs source = pairs;
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1;
        int shift = _shift, whole = batch.Whole;
        ulong multiplier = _multiplier;
        TReducer reducer = _reducer;
        ref TProbe probes = ref batch.Probes;
        ref int places = ref batch.Places;
        for (int i = start; i < whole; i++)
        {
            ref TProbe probe = ref Unsafe.Add(ref probes, i);
            if (_traits.IsApart(in probe)) return i;
            nuint at = (nuint)(_traits.Spread(in probe, multiplier) >> shift);
            while (!_traits.Matches(in probe, in Unsafe.Add(ref slots, at).Key))
            {
                if (_traits.IsFree(in Unsafe.Add(ref slots, at).Key)) return i;
                at = (at + 1) & mask;
            }
            ref TValue value = ref Unsafe.Add(ref slots, at).Value;
            value = reducer.Combine(value, source.ValueAt(Unsafe.Add(ref places, i)));
        }
        return whole;
    }

    /// <summary>Looks up the keys of which a part lies elsewhere. The first one is the last of the batch.</summary>
    [MethodImpl(Compiled.Once)]
    private void AddOthers<TPairs>(in TPairs pairs, ref KeyBatch<TProbe> batch)
        where TPairs : struct, IPairs<TKey, TValue>, allows ref struct
    {
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1;
        int shift = _shift, first = Batch - batch.Others;
        ulong multiplier = _multiplier;
        TReducer reducer = _reducer;
        for (int i = Batch - 1; i >= first && _traits.ReadsBehindSlots; i--)
            _traits.Prefetch(in Unsafe.Add(ref slots, (nuint)(_traits.Spread(in Unsafe.Add(ref batch.Probes, i), multiplier) >> shift)).Key);
        for (int i = Batch - 1; i >= first; i--)
        {
            ref TProbe probe = ref Unsafe.Add(ref batch.Probes, i);
            int place = Unsafe.Add(ref batch.Places, i);
            TKey key = pairs.KeyAt(place);
            nuint at = (nuint)(_traits.Spread(in probe, multiplier) >> shift);
            while (true)
            {
                ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
                if (_traits.Same(in key, in probe, in slot.Key))
                {
                    slot.Value = reducer.Combine(slot.Value, pairs.ValueAt(place));
                    break;
                }
                if (_traits.IsFree(in slot.Key))
                {
                    Insert(ref slot, key, probe, pairs.ValueAt(place));
                    break;
                }
                at = (at + 1) & mask;
            }
        }
    }

    /// <summary>Adds one pair. There must be room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TKey key, in TProbe probe, TValue value)
    {
        if (_traits.IsApart(in probe))
        {
            AddApart(value);
            return;
        }
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1;
        nuint at = Home(in probe);
        while (true)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
            if (_traits.Same(in key, in probe, in slot.Key))
            {
                slot.Value = _reducer.Combine(slot.Value, value);
                return;
            }
            if (_traits.IsFree(in slot.Key))
            {
                Insert(ref slot, key, probe, value);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// <summary>The value of a key, which is <c>default</c> where the key is new. There must be room for it; the reference is good until the next key is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue FindOrAdd(in TKey key, in TProbe probe, out bool isNew)
    {
        if (_traits.IsApart(in probe))
        {
            isNew = !_hasApart;
            if (isNew) AddApart(default!);
            return ref _apart.Value;
        }
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        nuint mask = (nuint)_slots.Length - 1;
        nuint at = Home(in probe);
        while (true)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
            isNew = _traits.IsFree(in slot.Key);
            if (isNew) Insert(ref slot, key, probe, default!);
            if (isNew || _traits.Same(in key, in probe, in slot.Key)) return ref slot.Value;
            at = (at + 1) & mask;
        }
    }

    /// <summary>
    /// Copies distinct keys with their values into <paramref name="destination"/>, going on from <paramref name="position"/>.
    /// Returns how many; fewer than fit means that there are no more.
    /// </summary>
    [MethodImpl(Compiled.Once)]
    public int Read(ref long position, Span<KeyValuePair<TKey, TValue>> destination, Span<ulong> hashes)
    {
        ref CombineSlot<TStored, TValue> slots = ref _slots.First;
        int filled = 0;
        while (filled < destination.Length && position < _slots.Length)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, (nint)position++);
            if (_traits.IsFree(in slot.Key)) continue;
            if (!hashes.IsEmpty) hashes[filled] = _traits.HashOf(in slot.Key);
            destination[filled++] = new(_traits.Restore(in slot.Key), slot.Value);
        }
        if (_hasApart && position == _slots.Length && filled < destination.Length)
        {
            position++;
            if (!hashes.IsEmpty) hashes[filled] = _traits.HashOf(in _apart.Key);
            destination[filled++] = new(_traits.Restore(in _apart.Key), _apart.Value);
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
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref slots, at);
            if (!_traits.IsFree(in slot.Key)) longest = Math.Max(longest, (at - (nuint)(_traits.SpreadOf(in slot.Key, _multiplier) >> _shift)) & mask);
        }
        return (long)longest;
    }

    /// <summary>Forgets all keys; the slots are kept, because new memory costs more than cleared memory. Views of keys read before stay valid.</summary>
    public void Clear()
    {
        _slots.Clear();
        Forget();
    }

    /// <summary>Forgets all keys and gives the slots back.</summary>
    public void Shrink()
    {
        _slots.Dispose();
        _slots = new(1 << SmallestLog);
        _shift = 64 - SmallestLog;
        Forget();
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>Makes the table two or four times as large.</summary>
    [MethodImpl(Compiled.Once)]
    public void Grow()
    {
        HugeArray<CombineSlot<TStored, TValue>> old = _slots;
        HugeArray<CombineSlot<TStored, TValue>> grown = new(old.Length * GrowthFactor);
        int shift = 64 - System.Numerics.BitOperations.Log2((nuint)grown.Length);
        ulong multiplier = _multiplier;
        ref CombineSlot<TStored, TValue> from = ref old.First;
        ref CombineSlot<TStored, TValue> to = ref grown.First;
        nuint mask = (nuint)grown.Length - 1;
        for (nint i = 0; i < old.Length; i++)
        {
            ref CombineSlot<TStored, TValue> slot = ref Unsafe.Add(ref from, i);
            if (_traits.IsFree(in slot.Key)) continue;
            nuint at = (nuint)(_traits.SpreadOf(in slot.Key, multiplier) >> shift);
            while (!_traits.IsFree(in Unsafe.Add(ref to, at).Key)) at = (at + 1) & mask;
            Unsafe.Add(ref to, at) = slot;
        }
        _shift = shift;
        _slots = grown;
        old.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint Home(in TProbe probe) => (nuint)(_traits.Spread(in probe, _multiplier) >> _shift);

    [MethodImpl(Compiled.Once)]
    private void Insert(ref CombineSlot<TStored, TValue> slot, TKey key, TProbe probe, TValue value)
    {
        slot.Key = _traits.Keep(in key, in probe);
        slot.Value = value;
        Count++;
    }

    [MethodImpl(Compiled.Once)]
    private void AddApart(TValue value)
    {
        _apart.Value = _hasApart ? _reducer.Combine(_apart.Value, value) : value;
        if (!_hasApart) Count++;
        _hasApart = true;
    }

    private void Forget()
    {
        _traits.Clear();
        _apart = default;
        _hasApart = false;
        Count = 0;
    }
}
