using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Tuples, column after column: all first items, then all second items…</summary>
internal sealed class TuplePacker<T>(params TupleItem<T>[] items) : IDataPacker<T>, ISizedPacker where T : struct
{
    public int LeastBytes { get; } = items.Sum(static item => item.LeastBytes);

    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        foreach (TupleItem<T> item in items) item.Pack(records, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        foreach (TupleItem<T> item in items) item.Unpack(ref reader, records);
    }
}

/// <summary>One of a tuple's items: how it is packed, and where in the tuple it lies.</summary>
internal abstract class TupleItem<T> where T : struct
{
    public abstract int LeastBytes { get; }

    /// <summary>Whether it travels as it lies in memory.</summary>
    public abstract bool IsMemory { get; }

    public abstract void Pack(ReadOnlySpan<T> records, ChunkWriter writer);

    public abstract void Unpack(ref ChunkReader reader, Span<T> records);

    /// <summary>The item whose place in a tuple is shown by one tuple.</summary>
    public static TupleItem<T> At<TItem>(ref T tuple, ref TItem item) =>
        new TupleItem<T, TItem>(DataPackers.For<TItem>(), Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref tuple), ref Unsafe.As<TItem, byte>(ref item)));
}

internal sealed class TupleItem<T, TItem>(IDataPacker<TItem> packer, nint offset) : TupleItem<T> where T : struct
{
    public override int LeastBytes { get; } = PackerTraits.LeastBytesOf(packer);

    public override bool IsMemory => packer is IMemoryPacker;

    public override void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        if (IsMemory)
        {
            // Straight to where they are sent from.
            ref byte to = ref MemoryMarshal.GetReference(writer.Take(checked(records.Length * Unsafe.SizeOf<TItem>())));
            for (int i = 0; i < records.Length; i++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * Unsafe.SizeOf<TItem>()), ItemOf(in records[i]));
            return;
        }
        using Column<TItem> column = new(records.Length);
        for (int i = 0; i < records.Length; i++) column.Items[i] = ItemOf(in records[i]);
        packer.Pack(column.Items, writer);
    }

    public override void Unpack(ref ChunkReader reader, Span<T> records)
    {
        using Column<TItem> column = new(records.Length);
        packer.Unpack(ref reader, column.Items);
        for (int i = 0; i < records.Length; i++) ItemOf(in records[i]) = column.Items[i];
    }

    private ref TItem ItemOf(in T record) => ref Unsafe.As<byte, TItem>(ref Unsafe.AddByteOffset(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in record)), offset));
}
