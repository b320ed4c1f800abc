using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Many records without references, divided by ranges of their bits as they come, so that each range is sorted while it is in the cache, and what is sorted takes the room of the range before. There are no
/// entries but those of the range that is being sorted: records in order take no more memory than they have. Equal records keep the order of adding.
/// </summary>
/// <remarks>
/// The borders of the ranges are found in what has come first, and a range that outgrows the others is divided again. If they fit badly this costs time, never order.
/// </remarks>
internal sealed unsafe class RangedMemory<T>(DataflowEnvironment env, SortOrder<T> order, Action spill) : SortMemory<T>(env, order, spill)
{
    /// <summary>Larger records are sorted where they are: a segment would have no room for many.</summary>
    public const int LargestRecord = 1 << 10;

    // Ranges share the pages; each has part of a segment that is empty.
    private const int SegmentBytes = 64 << 10;

    // To begin with, of a range that is divided again, and at most.
    private const int FirstRanges = 128, MoreRanges = 8, MostRanges = 1024;

    // A range beyond either does not fit into the cache with its entries.
    private const int LargestRange = 16 << 20, MostRecordsInRange = 1 << 18;

    private const int SampleSize = 4096;

    private const int CacheLine = 64, LinesAhead = 4;

    private static readonly int PerSegment = SegmentBytes / Unsafe.SizeOf<T>();

    private readonly KeyRanges _ranges = new();
    private readonly List<Range> _lists = [new()];
    private readonly List<StoreBlock> _pages = [];
    private readonly Stack<nint> _free = new();
    private Cursor[] _cursors = new Cursor[1];
    private int[] _starts = [];

    // Those of the records that are being added are needed still when these have to be sorted and spilled before.
    private readonly ulong[] _bitsToSort = new ulong[BatchRecords];
    private int _count;

    // Segments of the largest range so far: so many are kept free, for what is sorted.
    private int _most;

    /// <summary>Where the next record of a range goes.</summary>
    private struct Cursor
    {
        public byte* Next, End;
    }

    private sealed class Range
    {
        public List<nint> Segments = [];

        // When it is to be divided.
        public int DivideAt = Math.Max(2, (int)(Math.Min(LargestRange, (long)MostRecordsInRange * Unsafe.SizeOf<T>()) / SegmentBytes));
    }

    public override int Count => _count;

    public override long Held => (long)_pages.Count * StoreBlock.Largest + Entries.Held;

    /// <summary>
    /// Takes over what another has, in ranges; null where its bits are too much alike, or where that needs memory that others would have to spill for.
    /// </summary>
    public static RangedMemory<T>? TryTakeOver(PlainMemory<T> plain, DataflowEnvironment env, SortOrder<T> order, Action spill)
    {
        if (Unsafe.SizeOf<T>() > LargestRecord || env.Blocks.LargestUsual < StoreBlock.Largest || env.Memory.Free < plain.Held) return null;
        RangedMemory<T> ranged = new(env, order, spill);
        if (ranged._ranges.Divide(0, plain.SampleBits(SampleSize), FirstRanges) == 1) return null;
        ranged.InsertRanges(0);
        try
        {
            plain.MoveTo(ranged);
            return ranged;
        }
        catch
        {
            ranged.Dispose();
            throw;
        }
    }

    public override void Add(ReadOnlySpan<T> records)
    {
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(records.Length, BatchRecords)];
            Order.GetBits(batch, Bits);
            AddBatch(batch, Bits);
            records = records[batch.Length..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddPicked(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked)
    {
        int done = 0;
        for (int i = 0; i < picked.Length; i++)
        {
            int pick = picked[i];
            ref Cursor cursor = ref _cursors[_ranges.Of(bits[pick])];
            if (cursor.Next == cursor.End)
            {
                _count += i - done;
                done = i;
                cursor = ref MakeRoom(bits[pick]);
            }
            Unsafe.AsRef<T>(cursor.Next) = records[pick];
            cursor.Next += Unsafe.SizeOf<T>();
            PrefetchNext(cursor.Next);
        }
        _count += picked.Length - done;
    }

    /// <summary>Sorts range after range; each then lies in order.</summary>
    public override void Sort()
    {
        MergeSort comparing = NewComparing();
        _starts = new int[_lists.Count + 1];
        for (int range = 0; range < _lists.Count; range++)
        {
            SortRange(range, comparing);
            _starts[range + 1] = _starts[range] + CountOf(range);
        }
    }

    public override void DropRoom() => Entries.Dispose();

    public override ReadOnlySpan<T> Chunk(int first)
    {
        int range = Array.BinarySearch(_starts, first);
        if (range < 0) range = ~range - 1;
        // Of ranges that are empty and begin at the same place the last one has it.
        while (_starts[range + 1] == first) range++;
        int offset = first - _starts[range], inSegment = offset % PerSegment;
        return Records(_lists[range].Segments[offset / PerSegment], Math.Min(PerSegment, CountOf(range) - offset + inSegment))[inSegment..];
    }

    public override void Gather(int first, Span<T> destination)
    {
        while (!destination.IsEmpty)
        {
            ReadOnlySpan<T> chunk = Chunk(first);
            chunk = chunk[..Math.Min(chunk.Length, destination.Length)];
            chunk.CopyTo(destination);
            destination = destination[chunk.Length..];
            first += chunk.Length;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (StoreBlock page in _pages) page.Dispose();
        _pages.Clear();
        _free.Clear();
        foreach (Range range in _lists) range.Segments.Clear();
        Array.Clear(_cursors);
        _count = _most = 0;
    }

    protected override MergeSort NewComparing() => new MergeSort<T, PlainMemory<T>.Places>(Order, default);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBatch(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits)
    {
        int done = 0;
        for (int i = 0; i < records.Length; i++)
        {
            ref Cursor cursor = ref _cursors[_ranges.Of(bits[i])];
            if (cursor.Next == cursor.End)
            {
                _count += i - done;
                done = i;
                cursor = ref MakeRoom(bits[i]);
            }
            Unsafe.AsRef<T>(cursor.Next) = records[i];
            cursor.Next += Unsafe.SizeOf<T>();
            PrefetchNext(cursor.Next);
        }
        _count += records.Length - done;
    }

    /// <summary>Asks for the lines that the next record of a range will be written to: a write that misses holds up those behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchNext(byte* next)
    {
        if (!Sse.IsSupported) return;
        for (int offset = CacheLine; offset < Math.Min(Unsafe.SizeOf<T>(), LinesAhead * CacheLine) + CacheLine; offset += CacheLine) Sse.Prefetch0(next + offset);
    }

    /// <summary>Makes room for a record in the range of its bits. The store may be spilled for it, and then is empty.</summary>
    private ref Cursor MakeRoom(ulong bits)
    {
        int range = _ranges.Of(bits);
        if (_lists[range].Segments.Count >= _lists[range].DivideAt) DivideAgain(range);
        range = _ranges.Of(bits);
        if (_cursors[range].Next == _cursors[range].End) AddSegment(range);
        return ref _cursors[range];
    }

    private void AddSegment(int range)
    {
        while (true)
        {
            // Asking for memory may empty all this.
            int most = Math.Max(_most, _lists[range].Segments.Count + 1);
            if (Entries.Capacity < (long)most * PerSegment) Entries.Grow();
            else if (_free.Count <= most) AddPage();
            else break;
        }
        TakeSegment(range);
    }

    private void TakeSegment(int range)
    {
        List<nint> segments = _lists[range].Segments;
        byte* segment = (byte*)_free.Pop();
        segments.Add((nint)segment);
        _most = Math.Max(_most, segments.Count);
        _cursors[range] = new Cursor { Next = segment, End = segment + PerSegment * Unsafe.SizeOf<T>() };
    }

    private void AddPage()
    {
        StoreBlock page = Env.Blocks.Rent(StoreBlock.Largest, Ledger);
        _pages.Add(page);
        for (int offset = StoreBlock.Largest - SegmentBytes; offset >= 0; offset -= SegmentBytes) _free.Push((nint)(page.Address + offset));
    }

    /// <summary>Divides a range that has grown, unless its bits are too much alike or there is no memory without spilling: then it may grow to twice as much.</summary>
    private void DivideAgain(int range)
    {
        Range old = _lists[range];
        old.DivideAt *= 2;
        if (_ranges.Count + MoreRanges > MostRanges) return;
        while (_free.Count < _most + MoreRanges + 1)
        {
            if (Env.Memory.Free < StoreBlock.Largest) return;
            AddPage();
        }
        if (_ranges.Divide(range, SampleBits(old), MoreRanges) == 1) return;
        InsertRanges(range);
        foreach (nint segment in old.Segments)
        {
            // All but the last are full, and the last one is when a range is divided.
            ReadOnlySpan<T> records = Records(segment, PerSegment);
            for (int done = 0; done < records.Length; done += BatchRecords) Move(records.Slice(done, Math.Min(BatchRecords, records.Length - done)));
            _free.Push(segment);
        }
        _most = _lists.Max(list => list.Segments.Count);
    }

    private void Move(ReadOnlySpan<T> records)
    {
        Span<ulong> bits = stackalloc ulong[BatchRecords];
        Order.GetBits(records, bits);
        for (int i = 0; i < records.Length; i++)
        {
            int range = _ranges.Of(bits[i]);
            if (_cursors[range].Next == _cursors[range].End) TakeSegment(range);
            ref Cursor cursor = ref _cursors[range];
            Unsafe.AsRef<T>(cursor.Next) = records[i];
            cursor.Next += Unsafe.SizeOf<T>();
        }
    }

    /// <summary>Puts new, empty ranges in the place of one.</summary>
    private void InsertRanges(int range)
    {
        int parts = _ranges.Count - _lists.Count + 1;
        _lists[range] = new Range();
        _lists.InsertRange(range, Enumerable.Range(1, parts - 1).Select(_ => new Range()));
        Cursor[] cursors = new Cursor[_ranges.Count];
        _cursors.AsSpan(0, range).CopyTo(cursors);
        _cursors.AsSpan(range + 1).CopyTo(cursors.AsSpan(range + parts));
        _cursors = cursors;
    }

    private ulong[] SampleBits(Range range)
    {
        int each = Math.Max(1, Math.Min(PerSegment, SampleSize / range.Segments.Count));
        ulong[] sample = new ulong[range.Segments.Count * each];
        for (int i = 0; i < range.Segments.Count; i++) Order.GetBits(Records(range.Segments[i], each), sample.AsSpan(i * each, each));
        Array.Sort(sample);
        return sample;
    }

    private void SortRange(int range, MergeSort comparing)
    {
        int count = CountOf(range);
        if (count < 2) return;
        List<nint> segments = _lists[range].Segments;
        Entries.Forget();
        for (int i = 0; i < segments.Count; i++) AddEntries(Records(segments[i], Math.Min(PerSegment, count - i * PerSegment)));
        RadixSort.Sort(Entries, comparing);
        List<nint> sorted = new(segments.Count);
        for (int done = 0; done < count; done += PerSegment)
        {
            nint segment = _free.Pop();
            sorted.Add(segment);
            PlainMemory<T>.Gather(Entries, done, Records(segment, Math.Min(PerSegment, count - done)));
        }
        // The last one first: what is written next is what has been read last.
        foreach (nint segment in segments) _free.Push(segment);
        _lists[range].Segments = sorted;
        Cursor end = _cursors[range];
        long rest = end.End - end.Next;
        end.End = (byte*)sorted[^1] + PerSegment * Unsafe.SizeOf<T>();
        end.Next = end.End - rest;
        _cursors[range] = end;
    }

    private void AddEntries(ReadOnlySpan<T> records)
    {
        byte* place = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(records));
        while (!records.IsEmpty)
        {
            int count = Math.Min(Math.Min(records.Length, BatchRecords), Entries.FreeInBlock);
            Order.GetBits(records[..count], _bitsToSort);
            place = PlainMemory<T>.AppendEntries(Entries, _bitsToSort.AsSpan(0, count), place);
            records = records[count..];
        }
    }

    private int CountOf(int range)
    {
        int segments = _lists[range].Segments.Count;
        return segments * PerSegment - (int)((_cursors[range].End - _cursors[range].Next) / Unsafe.SizeOf<T>());
    }

    private static Span<T> Records(nint segment, int count) => MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>((void*)segment), count);
}
