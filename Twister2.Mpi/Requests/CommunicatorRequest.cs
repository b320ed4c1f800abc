using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A communicator in the making (MPI_Comm_idup): it is there once the request is complete.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The communicator belongs to whoever waits for it: freeing it is collective.")]
public sealed unsafe class CommunicatorRequest : Request
{
    // MPI writes the handle here some time before the end.
    private nint* _target;
    private Intracommunicator? _communicator;

    private CommunicatorRequest(nint request, nint* target)
        : base("MPI_Comm_idup", request, default) => _target = target;

    /// <summary>The new communicator (MPI_Comm_idup).</summary>
    /// <exception cref="MpiException">The request is not complete, or has failed.</exception>
    public Intracommunicator Communicator => _communicator
        ?? throw new MpiException(ErrorClass.Pending, "MPI_Comm_idup", "the communicator is not there yet; wait for the request first");

    internal static CommunicatorRequest Start(nint comm)
    {
        var target = (nint*)NativeMemory.AllocZeroed((nuint)sizeof(nint));
        nint request = 0;
        int code = Native.Returned(MpiFunctions.CommIdup(comm, target, &request));
        if (code != 0)
            NativeMemory.Free(target);
        Native.Check(code, "MPI_Comm_idup");
        return new CommunicatorRequest(request, target);
    }

    private protected override void Release()
    {
        base.Release();
        nint handle = *_target;
        NativeMemory.Free(_target);
        _target = null;
        if (handle != 0 && handle != Native.Abi.CommNull)
            _communicator = new Intracommunicator(handle, predefined: false);
    }
}
