using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow;

/// <summary>Reads what a <see cref="ChunkWriter"/> wrote.</summary>
public ref struct ChunkReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from <paramref name="bytes"/>.</summary>
    public ChunkReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one value of an unmanaged type.</summary>
    /// <exception cref="CorruptChunkException">The chunk ends before.</exception>
    public T Read<T>() where T : unmanaged => Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(Take(Unsafe.SizeOf<T>())));

    /// <summary>The next <paramref name="length"/> bytes, valid until the packer returns.</summary>
    /// <exception cref="CorruptChunkException">The chunk ends before.</exception>
    public ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length)
            throw new CorruptChunkException($"A chunk ends early: {length} bytes wanted, {_rest.Length} left.");
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
