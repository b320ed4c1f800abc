using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>
/// Arrays: the lengths (null is -1) and their sum, then the items, one array after the other. The sum is there because nothing else bounds a length: items may be packed
/// into less than a byte each, and a damaged length must be found before so many items are made room for.
/// </summary>
internal sealed class ArrayPacker<T>(IDataPacker<T> items) : IDataPacker<T[]>
{
    public void Pack(ReadOnlySpan<T[]> records, ChunkWriter writer)
    {
        long total = 0;
        foreach (T[] array in records)
        {
            writer.Write(array?.Length ?? -1);
            total += array?.Length ?? 0;
        }
        writer.Write(total);
        foreach (T[] array in records)
            if (array is not null) items.Pack(array, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<T[]> records)
    {
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(reader.Take(checked(records.Length * sizeof(int))));
        long total = 0;
        foreach (int length in lengths)
        {
            if (length < -1 || length > Array.MaxLength) throw new CorruptChunkException($"An array of {length} items in a chunk.");
            total += Math.Max(length, 0);
        }
        long packed = reader.Read<long>();
        if (packed != total) throw new CorruptChunkException($"Arrays of {total:N0} items in a chunk that was packed with {packed:N0}.");
        for (int i = 0; i < records.Length; i++) records[i] = lengths[i] == -1 ? null! : lengths[i] == 0 ? [] : new T[lengths[i]];
        foreach (T[] array in records)
            if (array is not null) items.Unpack(ref reader, array);
    }
}
