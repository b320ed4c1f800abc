using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Sets: the lengths (see <see cref="KeyComparers"/>) and their sum, then all items.</summary>
internal sealed class SetPacker<T>(IDataPacker<T> items) : IDataPacker<HashSet<T>>, ISizedPacker
{
    public int LeastBytes => sizeof(int);

    public void Pack(ReadOnlySpan<HashSet<T>> records, ChunkWriter writer)
    {
        long total = 0;
        foreach (HashSet<T> set in records)
        {
            writer.Write(set is null ? KeyComparers.Null : KeyComparers.Encode(set.Count, set.Comparer, typeof(HashSet<T>)));
            total += set?.Count ?? 0;
        }
        writer.Write(total);
        if (total == 0) return;
        if (total > writer.Room) throw new ChunkFullException($"{records.Length:N0} sets of {total:N0} items in one chunk.");
        using Column<T> column = new((int)total);
        int next = 0;
        foreach (HashSet<T> set in records)
            if (set is not null)
                foreach (T item in set) column.Items[next++] = item;
        items.Pack(column.Items, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<HashSet<T>> records)
    {
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(reader.Take(checked(records.Length * sizeof(int))));
        int total = KeyComparers.CheckedTotal(lengths, items, ref reader);
        using Column<T> column = new(total);
        if (total > 0) items.Unpack(ref reader, column.Items);
        Span<T> rest = column.Items;
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = null!;
            if (lengths[i] == KeyComparers.Null) continue;
            int count = KeyComparers.CountOf(lengths[i]);
            HashSet<T> set = new(count, KeyComparers.Decode<T>(lengths[i]));
            foreach (T item in rest[..count])
                if (!set.Add(item)) throw new CorruptChunkException("An item comes twice in a set.");
            rest = rest[count..];
            records[i] = set;
        }
    }
}
