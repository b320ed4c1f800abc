namespace Twister2.Dataflow.Packing;

/// <summary>Nullable values: a byte each that says whether there is a value, then the values of those that have one.</summary>
internal sealed class NullablePacker<T>(IDataPacker<T> values) : IDataPacker<T?> where T : struct
{
    public void Pack(ReadOnlySpan<T?> records, ChunkWriter writer)
    {
        Span<byte> present = writer.Take(records.Length);
        T[] column = new T[records.Length];
        int count = 0;
        for (int i = 0; i < records.Length; i++)
        {
            present[i] = records[i].HasValue ? (byte)1 : (byte)0;
            if (records[i] is { } value) column[count++] = value;
        }
        values.Pack(column.AsSpan(0, count), writer);
    }

    public void Unpack(ref ChunkReader reader, Span<T?> records)
    {
        ReadOnlySpan<byte> present = reader.Take(records.Length);
        T[] column = new T[present.Count((byte)1)];
        values.Unpack(ref reader, column);
        int next = 0;
        for (int i = 0; i < records.Length; i++)
        {
            if (present[i] > 1) throw new CorruptChunkException($"A nullable value begins with {present[i]}, which is neither 0 nor 1.");
            records[i] = present[i] == 1 ? column[next++] : null;
        }
    }
}
