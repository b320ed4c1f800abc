using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Pairs: all keys, then all values.</summary>
internal sealed class PairPacker<TKey, TValue>(IDataPacker<TKey> keys, IDataPacker<TValue> values) : IDataPacker<KeyValuePair<TKey, TValue>>, ISizedPacker
{
    public int LeastBytes { get; } = PackerTraits.LeastBytesOf(keys) + PackerTraits.LeastBytesOf(values);

    public void Pack(ReadOnlySpan<KeyValuePair<TKey, TValue>> records, ChunkWriter writer)
    {
        PackKeys(records, writer);
        PackValues(records, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<KeyValuePair<TKey, TValue>> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        using Column<TKey> first = new(records.Length);
        keys.Unpack(ref reader, first.Items);
        using Column<TValue> second = new(records.Length);
        values.Unpack(ref reader, second.Items);
        for (int i = 0; i < records.Length; i++) records[i] = new(first.Items[i], second.Items[i]);
    }

    private void PackKeys(ReadOnlySpan<KeyValuePair<TKey, TValue>> records, ChunkWriter writer)
    {
        if (keys is IMemoryPacker)
        {
            // Straight to where they are sent from.
            ref byte to = ref MemoryMarshal.GetReference(writer.Take(checked(records.Length * Unsafe.SizeOf<TKey>())));
            for (int i = 0; i < records.Length; i++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * Unsafe.SizeOf<TKey>()), records[i].Key);
            return;
        }
        using Column<TKey> column = new(records.Length);
        for (int i = 0; i < records.Length; i++) column.Items[i] = records[i].Key;
        keys.Pack(column.Items, writer);
    }

    private void PackValues(ReadOnlySpan<KeyValuePair<TKey, TValue>> records, ChunkWriter writer)
    {
        if (values is IMemoryPacker)
        {
            ref byte to = ref MemoryMarshal.GetReference(writer.Take(checked(records.Length * Unsafe.SizeOf<TValue>())));
            for (int i = 0; i < records.Length; i++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * Unsafe.SizeOf<TValue>()), records[i].Value);
            return;
        }
        using Column<TValue> column = new(records.Length);
        for (int i = 0; i < records.Length; i++) column.Items[i] = records[i].Value;
        values.Pack(column.Items, writer);
    }
}
