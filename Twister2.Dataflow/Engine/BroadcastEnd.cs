namespace Twister2.Dataflow.Engine;

/// <summary>What workers tell each other at the end of a broadcast.</summary>
/// <param name="Chunks">How many chunks they have sent.</param>
/// <param name="Little">The packed records of those that have too few for a chunk.</param>
/// <remarks>A type of its own, with a packer of its own: what works on it is compiled with this library, and not by each process.</remarks>
internal readonly record struct BroadcastEnd(long Chunks, byte[] Little)
{
    public static BroadcastEnd Combine(BroadcastEnd a, BroadcastEnd b) => new(a.Chunks + b.Chunks, a.Little.Length == 0 ? b.Little : b.Little.Length == 0 ? a.Little : [.. a.Little, .. b.Little]);

    public sealed class Packer : IDataPacker<BroadcastEnd>
    {
        public void Pack(ReadOnlySpan<BroadcastEnd> records, ChunkWriter writer)
        {
            foreach (BroadcastEnd end in records)
            {
                writer.Write(end.Chunks);
                writer.Write(end.Little.Length);
                writer.Write(end.Little);
            }
        }

        public void Unpack(ref ChunkReader reader, Span<BroadcastEnd> records)
        {
            for (int i = 0; i < records.Length; i++)
            {
                long chunks = reader.Read<long>();
                records[i] = new(chunks, reader.Take(reader.Read<int>()).ToArray());
            }
        }
    }
}
