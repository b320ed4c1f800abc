using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapters 7.7 and 9.3: attributes and error handlers of a communicator.
public abstract unsafe partial class Communicator
{
    private AttributeSet? _attributes;

    /// <summary>The objects attached to the communicator (MPI_Comm_set_attr).</summary>
    public AttributeSet Attributes => _attributes ??= new AttributeSet(this);

    /// <summary>
    /// What MPI does when a call on this communicator fails; communicators made from it inherit it (MPI_Comm_get_errhandler,
    /// MPI_Comm_set_errhandler).
    /// </summary>
    /// <exception cref="MpiException">The communicator or the handler was disposed, or MPI has been finalised.</exception>
    public ErrorHandler ErrorHandler
    {
        get => ErrorHandler.Of(this);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ErrorHandler.Set(this, value);
        }
    }

    /// <summary>The handle, also of a communicator that was disposed.</summary>
    internal nint RawHandle => _handle;

    /// <summary>
    /// Calls the communicator's error handler as if a call had failed with this code (MPI_Comm_call_errhandler). With
    /// <see cref="ErrorHandler.Exceptions"/> nothing happens.
    /// </summary>
    /// <param name="errorCode">A code of the library's, such as <see cref="MpiException.Code"/> or one of <see cref="Environment.AddErrorCode(int)"/>.</param>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised; also what a handler of the program throws.</exception>
    public void CallErrorHandler(int errorCode)
    {
        int code = MpiFunctions.CommCallErrhandler(Handle, errorCode);
        if (CallbackFailure.Take() is { } failure)
            throw failure;
        Native.Check(code, "MPI_Comm_call_errhandler");
    }
}
