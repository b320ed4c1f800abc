using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// What MPI does when a call on a communicator fails (MPI_Errhandler). Wrong arguments that are seen before MPI is called come as exceptions
/// whatever the handler.
/// </summary>
/// <seealso cref="Communicator.ErrorHandler"/>
public sealed unsafe class ErrorHandler : IDisposable
{
    // Handles of the program's own handlers, and of communicators that were given one. A disposed handler stays in use where it is set.
    private static readonly ConcurrentDictionary<nint, ErrorHandler> Known = new();
    private static readonly ConcurrentDictionary<nint, WeakReference<Communicator>> Users = new();

    private readonly Action<Communicator?, MpiException>? _action;
    private readonly Func<nint> _handle;
    private readonly nint _own;
    private bool _disposed;

    /// <summary>Makes a handler that calls a function of the program (MPI_Comm_create_errhandler). Local.</summary>
    /// <param name="action">
    /// Gets the communicator - null for one that inherited the handler and that this process has no object for - and the error, before
    /// the call that failed throws it. What the function itself throws comes out of the call instead. It must not call MPI.
    /// </param>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public ErrorHandler(Action<Communicator?, MpiException> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Native.EnsureLive("MPI_Comm_create_errhandler");
        _action = action;
        nint handle = 0;
        nint function = (nint)(delegate* unmanaged[Cdecl]<void*, int*, void>)&Call;
        Native.Check(MpiFunctions.CommCreateErrhandler(function, &handle), "MPI_Comm_create_errhandler");
        _own = handle;
        _handle = () => _own;
        Known[handle] = this;
    }

    private ErrorHandler(Func<nint> handle) => _handle = handle;

    /// <summary>Failures come as <see cref="MpiException"/>: what the world and self have from the start (MPI_ERRORS_RETURN).</summary>
    public static ErrorHandler Exceptions { get; } = new(() => Native.Abi.ErrorsReturn);

    /// <summary>A failure ends the whole job (MPI_ERRORS_ARE_FATAL).</summary>
    public static ErrorHandler Fatal { get; } = new(() => Native.Abi.ErrorsAreFatal);

    /// <summary>A failure ends the processes of the communicator (MPI_ERRORS_ABORT); with MPICH, and libraries before MPI 4, as <see cref="Fatal"/>.</summary>
    public static ErrorHandler Abort { get; } = new(() => Native.Abi.ErrorsAbort != 0 ? Native.Abi.ErrorsAbort : Native.Abi.ErrorsAreFatal);

    /// <summary>
    /// Gives the handler back (MPI_Errhandler_free); communicators that have it keep it. Nothing happens for the predefined ones, a second
    /// time, or after MPI's end.
    /// </summary>
    public void Dispose()
    {
        if (_action is null || _disposed)
            return;
        _disposed = true;
        nint handle = _own;
        if (Native.IsLive)
            Native.Check(MpiFunctions.ErrhandlerFree(&handle), "MPI_Errhandler_free");
    }

    internal static ErrorHandler Of(Communicator communicator)
    {
        nint handle = 0;
        Native.Check(MpiFunctions.CommGetErrhandler(communicator.Handle, &handle), "MPI_Comm_get_errhandler");
        if (Known.TryGetValue(handle, out var own))
        {
            // Asking for it took a share in it.
            Native.Check(MpiFunctions.ErrhandlerFree(&handle), "MPI_Errhandler_free");
            return own;
        }

        return handle == Native.Abi.ErrorsReturn ? Exceptions
            : handle == Native.Abi.ErrorsAreFatal ? Fatal
            : handle == Native.Abi.ErrorsAbort ? Abort
            : throw new MpiException(ErrorClass.ErrorHandler, "MPI_Comm_get_errhandler", "the communicator has a handler of another library");
    }

    internal static void Set(Communicator communicator, ErrorHandler handler)
    {
        nint comm = communicator.Handle;
        if (handler._disposed)
            throw new MpiException(ErrorClass.ErrorHandler, "MPI_Comm_set_errhandler", "the error handler was disposed before this call");
        if (handler._action is not null)
            Users[comm] = new(communicator);
        Native.Check(MpiFunctions.CommSetErrhandler(comm, handler._handle()), "MPI_Comm_set_errhandler");
    }

    /// <summary>Forgets a communicator that goes: another one may get its handle.</summary>
    internal static void Forget(Communicator communicator)
    {
        if (!Users.IsEmpty)
            Users.TryRemove(communicator.RawHandle, out _);
    }

    // MPI says which communicator, not which handler.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(void* comm, int* code)
    {
        CallbackFailure.HandlerSees(*code);
        try
        {
            nint handle = Native.Abi.HandleSize == sizeof(int) ? (nint)(*(uint*)comm) : *(nint*)comm;
            nint handler = 0;
            if (MpiFunctions.CommGetErrhandler(handle, &handler) != 0 || !Known.TryGetValue(handler, out var own))
                return;
            _ = MpiFunctions.ErrhandlerFree(&handler);
            Communicator? communicator = null;
            if (Users.TryGetValue(handle, out var user))
                _ = user.TryGetTarget(out communicator);
            own._action!(communicator, Native.ToException(*code, "MPI"));
        }
        catch (Exception e)
        {
            _ = CallbackFailure.Keep(e);
        }
    }
}
