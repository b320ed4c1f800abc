namespace Twister2.Dataflow.Packing;

/// <summary>A byte for each record: 1 where there is one, 0 where there is null.</summary>
internal static class Presence
{
    /// <summary>Writes the bytes, and returns how many records there are.</summary>
    public static int Write<T>(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        Span<byte> present = writer.Take(records.Length);
        int count = 0;
        for (int i = 0; i < records.Length; i++)
        {
            byte isThere = records[i] is null ? (byte)0 : (byte)1;
            present[i] = isThere;
            count += isThere;
        }
        return count;
    }

    /// <summary>Reads the bytes; <paramref name="count"/> is how many records there are.</summary>
    public static ReadOnlySpan<byte> Read(ref ChunkReader reader, int records, out int count)
    {
        ReadOnlySpan<byte> present = reader.Take(records);
        int strange = present.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (strange >= 0) throw new CorruptChunkException($"A value that may be null begins with {present[strange]}, which is neither 0 nor 1.");
        count = present.Count((byte)1);
        return present;
    }
}
