namespace Twister2.Dataflow.Packing;

/// <summary>Nullable values: a byte each that says whether there is a value, then the values of those that have one.</summary>
internal sealed class NullablePacker<T>(IDataPacker<T> values) : IDataPacker<T?>, ISizedPacker where T : struct
{
    public int LeastBytes => 1;

    public void Pack(ReadOnlySpan<T?> records, ChunkWriter writer)
    {
        int count = Presence.Write(records, writer);
        using Column<T> column = new(count);
        int next = 0;
        foreach (ref readonly T? record in records)
            if (record.HasValue) column.Items[next++] = record.GetValueOrDefault();
        values.Pack(column.Items, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<T?> records)
    {
        ReadOnlySpan<byte> present = Presence.Read(ref reader, records.Length, out int count);
        using Column<T> column = new(count);
        values.Unpack(ref reader, column.Items);
        int next = 0;
        for (int i = 0; i < records.Length; i++) records[i] = present[i] == 1 ? column.Items[next++] : null;
    }
}
