namespace Twister2.Dataflow.Packing;

/// <summary>Values that may be missing: a byte each that says whether there is a value, then the values that there are.</summary>
internal sealed class OptionalPacker<T>(IDataPacker<T> values) : IDataPacker<Optional<T>>
{
    public void Pack(ReadOnlySpan<Optional<T>> records, ChunkWriter writer)
    {
        Span<byte> present = writer.Take(records.Length);
        T[] column = new T[records.Length];
        int count = 0;
        for (int i = 0; i < records.Length; i++)
        {
            present[i] = records[i].HasValue ? (byte)1 : (byte)0;
            if (records[i].TryGet(out T? value)) column[count++] = value;
        }
        values.Pack(column.AsSpan(0, count), writer);
    }

    public void Unpack(ref ChunkReader reader, Span<Optional<T>> records)
    {
        ReadOnlySpan<byte> present = reader.Take(records.Length);
        T[] column = new T[present.Count((byte)1)];
        values.Unpack(ref reader, column);
        int next = 0;
        for (int i = 0; i < records.Length; i++)
        {
            if (present[i] > 1) throw new CorruptChunkException($"An optional value begins with {present[i]}, which is neither 0 nor 1.");
            records[i] = present[i] == 1 ? new Optional<T>(column[next++]) : default;
        }
    }
}
