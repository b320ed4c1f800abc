using System.IO.Hashing;
using MemoryPack;

namespace Twister2.Dataflow.Packing;

/// <summary>
/// Types marked [MemoryPackable], and what MemoryPack itself knows: the bytes of all records and their hash, then each record with its length.
/// </summary>
/// <remarks>
/// MemoryPack reads where no memory is, and takes the process with it, when it is given certain bytes that are no record (Cysharp/MemoryPack issue 306). So it gets those only
/// whose hash says that it wrote them itself, also where a packer in front of it did not read all that was its own.
/// </remarks>
internal sealed class MemoryPackPacker<T> : IDataPacker<T>, ISizedPacker
{
    public int LeastBytes => sizeof(int) + 1;

    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        int start = writer.Written;
        writer.Write(0);
        writer.Write(0UL);
        int first = writer.Written;
        foreach (ref readonly T record in records)
        {
            int at = writer.Written;
            writer.Write(0);
            MemoryPackSerializer.Serialize(in writer, in record);
            writer.WriteAt(at, writer.Written - at - sizeof(int));
        }
        writer.WriteAt(start, writer.Written - first);
        writer.WriteAt(start + sizeof(int), XxHash3.HashToUInt64(writer.WrittenFrom(first)));
    }

    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        int length = reader.Read<int>();
        ulong hash = reader.Read<ulong>();
        ReadOnlySpan<byte> bytes = reader.Take(length);
        if (XxHash3.HashToUInt64(bytes) != hash) throw new CorruptChunkException($"{records.Length:N0} records of type {typeof(T)} are not what was packed.");
        ChunkReader rest = new(bytes);
        foreach (ref T record in records) record = Unpack(rest.Take(rest.Read<int>()));
        if (rest.Remaining > 0) throw new CorruptChunkException($"{rest.Remaining:N0} bytes are left behind {records.Length:N0} records of type {typeof(T)}.");
    }

    private static T Unpack(ReadOnlySpan<byte> bytes)
    {
        T? value = default;
        try
        {
            MemoryPackSerializer.Deserialize(bytes, ref value);
        }
        catch (MemoryPackSerializationException e)
        {
            throw new CorruptChunkException($"A record of type {typeof(T)} cannot be read: {e.Message}", e);
        }
        return value!;
    }
}
