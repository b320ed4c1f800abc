using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>
/// Arrays, lists and the like: the lengths (null is -1) and their sum, then the items, those of one after those of the other. Items that lie as in an array are copied once. Those
/// that are packed column by column become one batch, so that a pair in a list costs no more than a pair by itself.
/// </summary>
internal sealed class SequencePacker<TSequence, T, TAccess>(IDataPacker<T> items) : IDataPacker<TSequence>, ISizedPacker
    where TAccess : struct, ISequence<TSequence, T>
{
    private const int Null = -1;

    public int LeastBytes => sizeof(int);

    public void Pack(ReadOnlySpan<TSequence> records, ChunkWriter writer)
    {
        long total = 0;
        Span<int> lengths = MemoryMarshal.Cast<byte, int>(writer.Take(checked(records.Length * sizeof(int))));
        for (int i = 0; i < records.Length; i++)
        {
            int length = TAccess.LengthOf(records[i]);
            lengths[i] = length;
            total += Math.Max(length, 0);
        }
        writer.Write(total);
        if (records.Length == 1)
        {
            if (total > 0) items.Pack(TAccess.ItemsOf(records[0]), writer);
        }
        else if (items is ISeparablePacker) PackEach(records, writer);
        else if (total > 0) PackTogether(records, total, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<TSequence> records)
    {
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(reader.Take(checked(records.Length * sizeof(int))));
        int total = CheckedTotal(lengths, ref reader);
        if (records.Length == 1 || items is ISeparablePacker)
        {
            for (int i = 0; i < records.Length; i++)
            {
                records[i] = New(lengths[i], out Span<T> room);
                if (!room.IsEmpty) items.Unpack(ref reader, room);
            }
            return;
        }
        using Column<T> column = new(total);
        if (total > 0) items.Unpack(ref reader, column.Items);
        Span<T> rest = column.Items;
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = New(lengths[i], out Span<T> room);
            rest[..room.Length].CopyTo(room);
            rest = rest[room.Length..];
        }
    }

    private void PackEach(ReadOnlySpan<TSequence> records, ChunkWriter writer)
    {
        foreach (TSequence record in records)
        {
            ReadOnlySpan<T> room = TAccess.ItemsOf(record);
            if (!room.IsEmpty) items.Pack(room, writer);
        }
    }

    private void PackTogether(ReadOnlySpan<TSequence> records, long total, ChunkWriter writer)
    {
        // More items than bytes are left: to find that out by packing them would take memory for all of them.
        if (total > writer.Room) throw new ChunkFullException($"{records.Length:N0} records of {total:N0} items in one chunk.");
        using Column<T> column = new((int)total);
        Span<T> rest = column.Items;
        foreach (TSequence record in records)
        {
            ReadOnlySpan<T> part = TAccess.ItemsOf(record);
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }
        items.Pack(column.Items, writer);
    }

    private static TSequence New(int length, out Span<T> room)
    {
        if (length != Null) return TAccess.New(length, out room);
        room = default;
        return default!;
    }

    /// <summary>The sum is there because nothing else bounds a length where items may be packed into less than a byte each.</summary>
    private int CheckedTotal(ReadOnlySpan<int> lengths, ref ChunkReader reader)
    {
        long total = 0;
        foreach (int length in lengths)
        {
            if (length < Null || length > Array.MaxLength) throw new CorruptChunkException($"A sequence of {length:N0} items in a chunk.");
            total += Math.Max(length, 0);
        }
        long packed = reader.Read<long>();
        if (packed != total || total > Array.MaxLength) throw new CorruptChunkException($"Sequences of {total:N0} items in a chunk that was packed with {packed:N0}.");
        PackerTraits.CheckFits(items, total, in reader);
        return (int)total;
    }
}
