namespace Twister2.Dataflow.Packing;

/// <summary>Tuples that are objects, and what is made of a tuple: a byte each that says whether there is one, then their items as those of tuples that are values.</summary>
internal sealed class ObjectTuplePacker<TTuple, TValues>(IDataPacker<TValues> packer, Func<TTuple, TValues> values, Func<TValues, TTuple> tuple) : IDataPacker<TTuple>, ISizedPacker
    where TTuple : class
{
    public int LeastBytes => 1;

    public void Pack(ReadOnlySpan<TTuple> records, ChunkWriter writer)
    {
        using Column<TValues> column = new(records.Length);
        int count = Presence.Write(records, writer);
        int next = 0;
        foreach (TTuple record in records)
            if (record is not null) column.Items[next++] = values(record);
        packer.Pack(column.Items[..count], writer);
    }

    public void Unpack(ref ChunkReader reader, Span<TTuple> records)
    {
        ReadOnlySpan<byte> present = Presence.Read(ref reader, records.Length, out int count);
        using Column<TValues> column = new(count);
        packer.Unpack(ref reader, column.Items);
        int next = 0;
        for (int i = 0; i < records.Length; i++) records[i] = present[i] == 1 ? tuple(column.Items[next++]) : null!;
    }
}
