using System.Runtime.InteropServices;

namespace Twister2.Dataflow;

/// <summary>
/// Memory for one chunk in a pinned array: never moved, so MPI may read or write it at any time, and never freed while a message
/// refers to it. Owned by whoever rented it; given back once.
/// </summary>
internal sealed class ChunkBuffer
{
    private readonly BufferPool _pool;
    private readonly byte[] _array;
    private int _otherOwners;

    public ChunkBuffer(BufferPool pool, int capacity)
    {
        _pool = pool;
        _array = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
    }

    /// <summary>Bytes that fit.</summary>
    public int Capacity => _array.Length;

    /// <summary>Bytes that count.</summary>
    public int Length { get; set; }

    /// <summary>All <see cref="Capacity"/> bytes.</summary>
    public Span<byte> Span => _array;

    /// <summary>All <see cref="Capacity"/> bytes; pinning it costs nothing.</summary>
    public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_array, 0, _array.Length);

    /// <summary>The bytes that count.</summary>
    public Memory<byte> Message => MemoryMarshal.CreateFromPinnedArray(_array, 0, Length);

    /// <summary>Lets <paramref name="others"/> more read the same bytes; it goes back when each of them, too, has returned it.</summary>
    public void Share(int others) => _otherOwners += others;

    /// <summary>Gives the buffer back; it must not be touched afterwards.</summary>
    public void Return()
    {
        if (_otherOwners > 0) _otherOwners--;
        else _pool.Return(this);
    }
}
