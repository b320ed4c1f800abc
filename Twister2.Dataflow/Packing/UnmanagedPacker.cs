using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Packs records as they lie in memory.</summary>
internal interface IMemoryPacker;

/// <summary>Structs without references: their memory is the message.</summary>
internal sealed class UnmanagedPacker<T> : IDataPacker<T>, IMemoryPacker where T : unmanaged
{
    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer) => writer.Write(MemoryMarshal.AsBytes(records));

    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(records);
        reader.Take(bytes.Length).CopyTo(bytes);
    }
}
