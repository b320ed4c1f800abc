namespace Twister2.Dataflow.Packing;

/// <summary>Values that may be missing: a byte each that says whether there is a value, then the values that there are.</summary>
internal sealed class OptionalPacker<T>(IDataPacker<T> values) : IDataPacker<Optional<T>>, ISizedPacker
{
    public int LeastBytes => 1;

    public void Pack(ReadOnlySpan<Optional<T>> records, ChunkWriter writer)
    {
        Span<byte> present = writer.Take(records.Length);
        using Column<T> column = new(records.Length);
        int count = 0;
        for (int i = 0; i < records.Length; i++)
        {
            present[i] = records[i].HasValue ? (byte)1 : (byte)0;
            if (records[i].TryGet(out T? value)) column.Items[count++] = value;
        }
        values.Pack(column.Items[..count], writer);
    }

    public void Unpack(ref ChunkReader reader, Span<Optional<T>> records)
    {
        ReadOnlySpan<byte> present = Presence.Read(ref reader, records.Length, out int count);
        using Column<T> column = new(count);
        values.Unpack(ref reader, column.Items);
        int next = 0;
        for (int i = 0; i < records.Length; i++) records[i] = present[i] == 1 ? new Optional<T>(column.Items[next++]) : default;
    }
}
