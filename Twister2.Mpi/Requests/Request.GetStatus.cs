using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// A look at an operation that leaves it as it is.
public unsafe partial class Request
{
    /// <summary>
    /// Looks whether the operation is complete, and leaves it to be waited for (MPI_Request_get_status): its buffer stays in use until <see cref="Wait"/> or
    /// <see cref="Test()"/>. Null while it is under way.
    /// </summary>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public CompletedStatus? GetStatus() => GetStatus(out var status) ? status : null;

    /// <inheritdoc cref="GetStatus()"/>
    /// <param name="status">The status of the operation, if it is complete.</param>
    /// <returns>True when it is complete.</returns>
    public bool GetStatus(out CompletedStatus status)
    {
        const string Function = "MPI_Request_get_status";
        status = default;
        if (!IsCompleted)
        {
            EnsureUsable(Function);
            if (!IsMatched && !TryMatch() && !IsCompleted)
                return false;
        }

        if (IsCompleted)
        {
            status = Result();
            return true;
        }

        if (!Outstanding.IsShared)
            return LookAt(out status);
        Claim(Function);
        try
        {
            if (!IsCompleted)
                return LookAt(out status);
            status = Result();
            return true;
        }
        finally
        {
            Leave();
        }
    }

    private bool LookAt(out CompletedStatus status)
    {
        status = default;
        NativeStatus native = default;
        int flag = 0;
        int code = Native.Returned(MpiFunctions.RequestGetStatus(_handle, &flag, &native));
        if (code == 0 && flag == 0)
            return false;
        if (Failure(code, ref native) is { } failure)
            throw failure;
        status = _status.With(in native);
        return true;
    }
}
