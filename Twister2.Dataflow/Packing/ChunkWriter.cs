using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow;

/// <summary>Writes a chunk's bytes into a growing pooled buffer. Numbers are written as they lie in memory (little endian).</summary>
public sealed class ChunkWriter : IBufferWriter<byte>
{
    private readonly BufferPool _pool;
    private ChunkBuffer _buffer;
    private int _written;

    internal ChunkWriter(BufferPool pool, int capacity)
    {
        _pool = pool;
        _buffer = pool.Rent(capacity);
    }

    /// <summary>Bytes written so far.</summary>
    public int Written => _written;

    /// <summary>Bytes of the buffer.</summary>
    internal int Capacity => _buffer.Capacity;

    /// <summary>How many bytes may be written.</summary>
    internal int Limit { get; set; } = Array.MaxLength;

    /// <summary>How many more bytes may be written.</summary>
    internal int Room => Limit - _written;

    /// <summary>Writes one value of an unmanaged type.</summary>
    public void Write<T>(T value) where T : unmanaged => Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Take(Unsafe.SizeOf<T>())), value);

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The next <paramref name="length"/> bytes, which the caller fills.</summary>
    /// <exception cref="ChunkFullException">The chunk would grow past what it may hold, 2 GiB for a single record.</exception>
    public Span<byte> Take(int length)
    {
        Span<byte> span = GetSpan(length)[..length];
        _written += length;
        return span;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _buffer.Capacity - _written) throw new ArgumentOutOfRangeException(nameof(count), "More bytes than the buffer holds.");
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.Memory[_written..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.Span[_written..];
    }

    /// <summary>Writes a number over bytes that were written before.</summary>
    internal void WriteAt<T>(int position, T value) where T : unmanaged => MemoryMarshal.Write(_buffer.Span[position..], in value);

    /// <summary>What was written from a place on.</summary>
    internal ReadOnlySpan<byte> WrittenFrom(int position) => _buffer.Span[position.._written];

    /// <summary>Forgets what was written behind <paramref name="length"/> bytes.</summary>
    internal void Rewind(int length) => _written = length;

    /// <summary>Hands over the buffer with what was written; the writer is done.</summary>
    internal ChunkBuffer Detach()
    {
        ChunkBuffer buffer = _buffer;
        buffer.Length = _written;
        _buffer = null!;
        return buffer;
    }

    private void Reserve(int more)
    {
        long needed = (long)_written + more;
        if (needed > Limit) throw new ChunkFullException($"A chunk of {needed:N0} bytes: one record and the chunk that carries it must stay below {Limit:N0} bytes.");
        if (needed <= _buffer.Capacity) return;
        ChunkBuffer larger = _pool.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Capacity)));
        _buffer.Span[.._written].CopyTo(larger.Span);
        _buffer.Return();
        _buffer = larger;
    }
}
