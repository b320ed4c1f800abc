namespace Twister2.Dataflow.Packing;

/// <summary>Pairs that have no value: their keys.</summary>
internal sealed class KeysPacker<TKey>(IDataPacker<TKey> keys) : IDataPacker<KeyValuePair<TKey, None>>, ISizedPacker
{
    public int LeastBytes { get; } = PackerTraits.LeastBytesOf(keys);

    public void Pack(ReadOnlySpan<KeyValuePair<TKey, None>> records, ChunkWriter writer)
    {
        using Column<TKey> column = new(records.Length);
        for (int i = 0; i < records.Length; i++) column.Items[i] = records[i].Key;
        keys.Pack(column.Items, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<KeyValuePair<TKey, None>> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        using Column<TKey> column = new(records.Length);
        keys.Unpack(ref reader, column.Items);
        for (int i = 0; i < records.Length; i++) records[i] = new(column.Items[i], default);
    }
}
