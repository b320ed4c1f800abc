using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Memory from the library: see <see cref="Environment.Allocate{T}"/>. Its <see cref="MemoryManager{T}.Memory"/> goes into every call that takes memory; it lies
/// still without being pinned.
/// </summary>
/// <typeparam name="T">Any unmanaged type.</typeparam>
public sealed unsafe class MpiMemory<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly Lock _gate = new();
    private T* _memory;
    private int _pins;
    private bool _disposed;

    internal MpiMemory(T* memory, int length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>How many elements there are.</summary>
    public int Length { get; }

    /// <summary>The elements; the span must not be used after the end of the memory, or of MPI (MPI_Alloc_mem).</summary>
    /// <exception cref="MpiException">The memory was given back, or MPI has been finalised.</exception>
    public override Span<T> GetSpan()
    {
        CheckUsable();
        return new Span<T>(_memory, Length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length);
        lock (_gate)
        {
            CheckUsable();
            _pins++;
            return new MemoryHandle(_memory + elementIndex, default, this);
        }
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        lock (_gate)
        {
            _pins--;
            FreeUnused();
        }
    }

    /// <summary>
    /// Gives the memory back (MPI_Free_mem), or where an operation under way uses it when that has ended. Nothing happens a second time, or after MPI's end.
    /// </summary>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _disposed = true;
            FreeUnused();
        }
    }

    private void FreeUnused()
    {
        if (!_disposed || _pins > 0 || _memory == null)
            return;
        void* memory = _memory;
        _memory = null;
        if (Native.IsLive)
            Native.Check(MpiFunctions.FreeMem(memory), "MPI_Free_mem");
    }

    private void CheckUsable()
    {
        Native.EnsureLive("MPI_Alloc_mem");
        if (_disposed)
            throw new MpiException(ErrorClass.Buffer, "MPI_Alloc_mem", "the memory was given back before this call");
    }
}
