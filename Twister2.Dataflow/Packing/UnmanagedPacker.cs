using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Packing;

/// <summary>Structs without references: their memory is the message.</summary>
internal sealed class UnmanagedPacker<T> : IDataPacker<T>, IMemoryPacker where T : unmanaged
{
    public int LeastBytes => Unsafe.SizeOf<T>();

    [MethodImpl(Compiled.Once)]
    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        // A span of so many bytes cannot be made: several records come in smaller batches, and one cannot be so large.
        if (records.Length > Array.MaxLength / Unsafe.SizeOf<T>()) throw new ChunkFullException($"{records.Length:N0} items of {Unsafe.SizeOf<T>()} bytes in one chunk.");
        writer.Write(MemoryMarshal.AsBytes(records));
    }

    [MethodImpl(Compiled.Once)]
    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        Span<byte> bytes = MemoryMarshal.AsBytes(records);
        reader.Take(bytes.Length).CopyTo(bytes);
    }
}
