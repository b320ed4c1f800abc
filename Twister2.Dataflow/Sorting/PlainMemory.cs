using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Records without references, one after the other in blocks of native memory; an entry holds the address of its record. The bits are taken while the record is in the cache
/// because it is being copied, and the records are moved once more, when they are read.
/// </summary>
internal sealed unsafe class PlainMemory<T>(DataflowEnvironment env, SortOrder<T> order, Action spill) : SortMemory<T>(env, order, spill)
{
    // How many records ahead of the one that is copied are asked for: enough to hide a miss behind copies.
    private const int Ahead = 16;

    private const int CacheLine = 64;

    private readonly List<StoreBlock> _blocks = [];
    private StoreBlock? _last;
    private long _held;

    public override long Held => _held + Entries.Held;

    public override void Add(ReadOnlySpan<T> records)
    {
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(records.Length, BatchRecords)];
            Order.GetBits(batch, Bits);
            records = records[batch.Length..];
            for (int done = 0; done < batch.Length;)
            {
                int room = Math.Min(MakeRoom(), batch.Length - done);
                Append(batch.Slice(done, room), Bits.AsSpan(done, room));
                done += room;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddPicked(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked)
    {
        while (!picked.IsEmpty)
        {
            int room = Math.Min(MakeRoom(), picked.Length);
            byte* place = _last!.Address + _last.Length;
            SortEntry* entry = Entries.End;
            for (int i = 0; i < room; i++)
            {
                int pick = picked[i];
                Unsafe.AsRef<T>(place) = records[pick];
                entry->Bits = bits[pick];
                entry->Place = (long)place;
                entry++;
                place += Unsafe.SizeOf<T>();
            }
            _last.Length += room * Unsafe.SizeOf<T>();
            Entries.Advance(room);
            picked = picked[room..];
        }
    }

    public override void Gather(int first, Span<T> destination) => Gather(Entries, first, destination);

    /// <summary>Copies the records of entries, from the one with number <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(EntryList entries, int first, Span<T> destination)
    {
        ref T to = ref MemoryMarshal.GetReference(destination);
        for (int i = 0; i < destination.Length;)
        {
            SortEntry* entry = EntryList.At(entries.Blocks, first + i);
            int end = Math.Min(destination.Length, i + EntryList.PerBlock - ((first + i) & EntryList.Mask));
            // What is ahead may be behind the last that is wanted now: it is wanted next.
            SortEntry* lastAhead = entry + Math.Min(entries.Count - first - i, EntryList.PerBlock - ((first + i) & EntryList.Mask)) - Ahead;
            for (; i < end; i++, entry++)
            {
                if (entry < lastAhead) Prefetch((byte*)entry[Ahead].Place);
                to = Unsafe.AsRef<T>((void*)entry->Place);
                to = ref Unsafe.Add(ref to, 1);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (StoreBlock block in _blocks) block.Dispose();
        _blocks.Clear();
        _last = null;
        _held = 0;
    }

    protected override MergeSort NewComparing() => new MergeSort<T, Places>(Order, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* record)
    {
        if (!Sse.IsSupported) return;
        for (int offset = 0; offset < Math.Min(Unsafe.SizeOf<T>(), 4 * CacheLine); offset += CacheLine) Sse.Prefetch0(record + offset);
    }

    /// <summary>Adds entries, for which there must be room in the last block, of records that lie one after the other; returns where the next one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte* AppendEntries(EntryList entries, ReadOnlySpan<ulong> bits, byte* place)
    {
        SortEntry* entry = entries.End;
        for (int i = 0; i < bits.Length; i++, entry++, place += Unsafe.SizeOf<T>())
        {
            entry->Bits = bits[i];
            entry->Place = (long)place;
        }
        entries.Advance(bits.Length);
        return place;
    }

    /// <summary>The bits of records from all over it, in order.</summary>
    public ulong[] SampleBits(int size)
    {
        size = Math.Min(size, Entries.Count);
        ulong[] sample = new ulong[size];
        for (int i = 0; i < size; i++) sample[i] = EntryList.At(Entries.Blocks, (int)((long)Entries.Count * i / size))->Bits;
        Array.Sort(sample);
        return sample;
    }

    /// <summary>Gives all records to another, in the order of adding, and the memory back behind them.</summary>
    public void MoveTo(SortMemory<T> other)
    {
        base.Dispose();
        foreach (StoreBlock block in _blocks)
        {
            other.Add(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef<T>(block.Address), block.Length / Unsafe.SizeOf<T>()));
            block.Dispose();
        }
        Dispose();
    }

    private void Append(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits)
    {
        byte* place = _last!.Address + _last.Length;
        records.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(place), records.Length));
        AppendEntries(Entries, bits, place);
        _last.Length += records.Length * Unsafe.SizeOf<T>();
    }

    /// <summary>Makes room for a record at least, and returns for how many. Whoever needs memory for that may spill this store.</summary>
    private int MakeRoom()
    {
        while (true)
        {
            int records = _last is null ? 0 : _last.Rest.Length / Unsafe.SizeOf<T>();
            int entries = Entries.FreeInBlock;
            if (records > 0 && entries > 0) return Math.Min(records, entries);
            if (entries == 0) GrowEntries();
            else AddBlock();
        }
    }

    private void AddBlock()
    {
        StoreBlock block = Env.Blocks.Rent(Env.Blocks.NextCapacity(_held, Unsafe.SizeOf<T>()), Ledger);
        _blocks.Add(block);
        _held += block.Capacity;
        _last = block;
    }

    internal readonly struct Places : IPlaces<T>
    {
        public ref readonly T this[long place] => ref Unsafe.AsRef<T>((void*)place);
    }
}
