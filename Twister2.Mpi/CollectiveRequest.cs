using System.Buffers;

namespace Twister2.Mpi;

/// <summary>A collective under way: it may have two buffers, and arrays of counts and places that MPI reads until its end.</summary>
internal sealed class CollectiveRequest : Request
{
    private readonly object? _kept;
    private MemoryHandle _output;

    /// <summary>Takes over the pins.</summary>
    /// <param name="function">MPI's own name of the call.</param>
    /// <param name="handle">The library's request.</param>
    /// <param name="input">The pinned memory that MPI reads.</param>
    /// <param name="output">The pinned memory that MPI writes.</param>
    /// <param name="kept">Whatever else must live as long.</param>
    public CollectiveRequest(string function, nint handle, in MemoryHandle input, in MemoryHandle output, object? kept = null)
        : base(function, handle, input)
    {
        _output = output;
        _kept = kept;
    }

    private protected override void Release()
    {
        base.Release();
        _output.Dispose();
        GC.KeepAlive(_kept);
    }
}
