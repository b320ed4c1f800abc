using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Dictionaries: the lengths (see <see cref="KeyComparers"/>) and their sum, then all keys, then all values.</summary>
internal sealed class DictionaryPacker<TKey, TValue>(IDataPacker<KeyValuePair<TKey, TValue>> pairs) : IDataPacker<Dictionary<TKey, TValue>>, ISizedPacker
    where TKey : notnull
{
    public int LeastBytes => sizeof(int);

    public void Pack(ReadOnlySpan<Dictionary<TKey, TValue>> records, ChunkWriter writer)
    {
        long total = 0;
        foreach (Dictionary<TKey, TValue> dictionary in records)
        {
            writer.Write(dictionary is null ? KeyComparers.Null : KeyComparers.Encode(dictionary.Count, dictionary.Comparer, typeof(Dictionary<TKey, TValue>)));
            total += dictionary?.Count ?? 0;
        }
        writer.Write(total);
        if (total == 0) return;
        if (total > writer.Room) throw new ChunkFullException($"{records.Length:N0} dictionaries of {total:N0} items in one chunk.");
        using Column<KeyValuePair<TKey, TValue>> column = new((int)total);
        int next = 0;
        foreach (Dictionary<TKey, TValue> dictionary in records)
            if (dictionary is not null)
                foreach (KeyValuePair<TKey, TValue> pair in dictionary) column.Items[next++] = pair;
        pairs.Pack(column.Items, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<Dictionary<TKey, TValue>> records)
    {
        ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(reader.Take(checked(records.Length * sizeof(int))));
        int total = KeyComparers.CheckedTotal(lengths, pairs, ref reader);
        using Column<KeyValuePair<TKey, TValue>> column = new(total);
        if (total > 0) pairs.Unpack(ref reader, column.Items);
        Span<KeyValuePair<TKey, TValue>> rest = column.Items;
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = null!;
            if (lengths[i] == KeyComparers.Null) continue;
            int count = KeyComparers.CountOf(lengths[i]);
            Dictionary<TKey, TValue> dictionary = new(count, KeyComparers.Decode<TKey>(lengths[i]));
            foreach ((TKey key, TValue value) in rest[..count])
                if (key is null || !dictionary.TryAdd(key, value)) throw new CorruptChunkException("A key is null, or comes twice in a dictionary.");
            rest = rest[count..];
            records[i] = dictionary;
        }
    }
}
