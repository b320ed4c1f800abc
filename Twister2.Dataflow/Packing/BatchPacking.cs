namespace Twister2.Dataflow.Packing;

/// <summary>Packing that stops at a limit.</summary>
internal static class BatchPacking
{
    /// <summary>Packs as many of the records as come to no more than so many bytes, halving until they do, but one whatever its size. Returns how many.</summary>
    public static int PackFitting<T>(this IDataPacker<T> packer, ReadOnlySpan<T> records, ChunkWriter writer, int limit)
    {
        int before = writer.Written;
        while (true)
        {
            writer.Limit = records.Length == 1 ? Array.MaxLength : (int)Math.Min(Array.MaxLength, (long)before + limit);
            try
            {
                packer.Pack(records, writer);
                return records.Length;
            }
            catch (ChunkFullException) when (records.Length > 1)
            {
                writer.Rewind(before);
                records = records[..(records.Length / 2)];
            }
        }
    }
}
