using MemoryPack;

namespace Twister2.Dataflow.Packing;

/// <summary>Types marked [MemoryPackable], and what MemoryPack itself knows (lists, dictionaries, dates, nullable values…): each record with its length.</summary>
internal sealed class MemoryPackPacker<T> : IDataPacker<T>
{
    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        foreach (ref readonly T record in records)
        {
            byte[] bytes = MemoryPackSerializer.Serialize(record);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        foreach (ref T record in records)
        {
            ReadOnlySpan<byte> bytes = reader.Take(reader.Read<int>());
            try
            {
                record = MemoryPackSerializer.Deserialize<T>(bytes)!;
            }
            catch (MemoryPackSerializationException e)
            {
                throw new CorruptChunkException($"A record of type {typeof(T)} cannot be read: {e.Message}", e);
            }
        }
    }
}
