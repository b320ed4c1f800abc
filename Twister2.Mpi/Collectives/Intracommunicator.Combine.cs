using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What the reductions share: their checks, and what becomes of an exception in a user operation.
public unsafe partial class Intracommunicator
{
    /// <summary>Allreduce, the scans and reduce-scatter of blocks: MPI has the same arguments for all, a request behind them for the nonblocking ones.</summary>
    private void Combine<T>(
        string function,
        delegate* unmanaged<void*, void*, int, nint, nint, nint, int> call,
        delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> start,
        void* input,
        int length,
        void* output,
        int room,
        Operation<T> op,
        nint* request)
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckRoom(room, length, function);
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        int code = request == null
            ? call(input, output, length, op.Datatype, handle, comm)
            : start(input, output, length, op.Datatype, handle, comm, request);
        Finish(code, function, op, failures, request);
    }

    /// <summary>Checks what the library returned, and throws what a user operation threw during a blocking call.</summary>
    private static void Finish<T>(int code, string function, Operation<T> op, int failuresBefore, nint* request)
    {
        // MPI has called into the operation until here.
        GC.KeepAlive(op);
        Native.Check(code, function);
        if (request == null)
            op.Failures?.ThrowSince(failuresBefore);
    }
}
