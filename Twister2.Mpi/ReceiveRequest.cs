using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A receive under way; the status at its end tells how many elements came, and from whom.</summary>
public sealed unsafe class ReceiveRequest : Request
{
    private ReceiveRequest(string function, nint handle, in MemoryHandle pin, delegate*<in NativeStatus, CompletedStatus> complete)
        : base(function, handle, pin, complete)
    {
    }

    internal static ReceiveRequest Of<T>(string function, nint handle, in MemoryHandle pin) => new(function, handle, pin, &CompletedStatus.Of<T>);
}
