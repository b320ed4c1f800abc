namespace Twister2.Dataflow.Packing;

/// <summary>Pairs that have no value: their keys.</summary>
internal sealed class KeysPacker<TKey>(IDataPacker<TKey> keys) : ComposedPacker<KeyValuePair<TKey, None>>
{
    public override void Pack(ReadOnlySpan<KeyValuePair<TKey, None>> records, ChunkWriter writer) =>
        PackPart(keys, records, writer, static (in KeyValuePair<TKey, None> pair) => pair.Key);

    public override void Unpack(ref ChunkReader reader, Span<KeyValuePair<TKey, None>> records)
    {
        TKey[] column = UnpackPart(keys, ref reader, records.Length);
        for (int i = 0; i < records.Length; i++) records[i] = new(column[i], default);
        Return(column);
    }
}
