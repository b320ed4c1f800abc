using System.Runtime.CompilerServices;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Records with references, as they are; an entry holds the number of its record. What they take is estimated from what they take packed.
/// </summary>
internal sealed class ObjectMemory<T>(DataflowEnvironment env, SortOrder<T> order, IDataPacker<T> packer, Action spill) : SortMemory<T>(env, order, spill)
{
    private const int Shift = 10, PerChunk = 1 << Shift, Mask = PerChunk - 1;

    // Text is twice as large in memory as in UTF-8; each object has a header.
    private const int BytesPerPackedByte = 2, BytesPerRecord = 24;

    private readonly ITextMover<T>? _texts = TextCompactor.For<T>();
    private readonly List<T[]> _chunks = [];
    private long _charged;

    public override long Held => _charged + Entries.Held;

    public override void Add(ReadOnlySpan<T> records)
    {
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(records.Length, BatchRecords)];
            records = records[batch.Length..];
            Order.GetBits(batch, Bits);
            AddMeasured(batch, Bits);
        }
    }

    public override void AddUnpacked(ReadOnlySpan<T> records, int packedBytes)
    {
        long left = packedBytes;
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(records.Length, BatchRecords)];
            long part = left * batch.Length / records.Length;
            left -= part;
            records = records[batch.Length..];
            Order.GetBits(batch, Bits);
            Add(batch, Bits, part, areOwned: true);
        }
    }

    public override void AddPicked(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, ReadOnlySpan<ushort> picked)
    {
        T[] batch = new T[Math.Min(picked.Length, BatchRecords)];
        for (; !picked.IsEmpty; picked = picked[Math.Min(picked.Length, batch.Length)..])
        {
            int count = Math.Min(picked.Length, batch.Length);
            for (int i = 0; i < count; i++) (batch[i], Bits[i]) = (records[picked[i]], bits[picked[i]]);
            AddMeasured(batch.AsSpan(0, count), Bits);
        }
    }

    public override void Gather(int first, Span<T> destination)
    {
        Places places = new(_chunks);
        for (int i = 0; i < destination.Length; i++) destination[i] = places[PlaceOf(first + i)];
    }

    public override void Dispose()
    {
        base.Dispose();
        _chunks.Clear();
        Env.Memory.Release(_charged, Ledger);
        _charged = 0;
    }

    protected override MergeSort NewComparing() => new MergeSort<T, Places>(Order, new Places(_chunks));

    /// <summary>Adds records in parts of a bounded size.</summary>
    private void AddMeasured(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits)
    {
        if (!TryMeasure(records, out long packedBytes))
        {
            int half = records.Length / 2;
            AddMeasured(records[..half], bits[..half]);
            AddMeasured(records[half..], bits[half..]);
            return;
        }
        Add(records, bits, packedBytes, areOwned: false);
    }

    private void Add(ReadOnlySpan<T> records, ReadOnlySpan<ulong> bits, long packedBytes, bool areOwned)
    {
        long charge = BytesPerPackedByte * packedBytes + records.Length * (long)(BytesPerRecord + Unsafe.SizeOf<T>());
        Env.Memory.Reserve(charge, Ledger);
        // Making room for entries may spill this store; what is not in it yet is not part of it.
        int left = records.Length;
        try
        {
            foreach (ref readonly T record in records)
            {
                while (Entries.FreeInBlock == 0) GrowEntries();
                Append(in record, bits[records.Length - left], areOwned);
                long part = charge / left--;
                _charged += part;
                charge -= part;
            }
        }
        finally
        {
            // Scratch failed, and what is left will never be in it.
            if (left > 0) Env.Memory.Release(charge, Ledger);
        }
    }

    /// <summary>How many bytes the records take packed; false where several are too large to be packed at once.</summary>
    private bool TryMeasure(ReadOnlySpan<T> records, out long bytes)
    {
        ChunkWriter writer = new(Env.Pool, Env.Options.ChunkBytes) { Limit = records.Length == 1 ? Array.MaxLength : 1 << 20 };
        try
        {
            packer.Pack(records, writer);
            bytes = writer.Written;
            return true;
        }
        catch (ChunkFullException) when (records.Length > 1)
        {
            bytes = 0;
            return false;
        }
        finally
        {
            writer.Detach().Return();
        }
    }

    private unsafe void Append(in T record, ulong bits, bool isOwned)
    {
        int number = Entries.Count;
        if (number >> Shift == _chunks.Count) _chunks.Add(new T[PerChunk]);
        _chunks[number >> Shift][number & Mask] = _texts is null || isOwned ? record : TextCompactor.ToOwned(_texts, in record);
        *Entries.End = new SortEntry { Bits = bits, Place = number };
        Entries.Advance(1);
    }

    private unsafe long PlaceOf(int index) => EntryList.At(Entries.Blocks, index)->Place;

    private readonly struct Places(List<T[]> chunks) : IPlaces<T>
    {
        public ref readonly T this[long place] => ref chunks[(int)(place >> Shift)][place & Mask];
    }
}
