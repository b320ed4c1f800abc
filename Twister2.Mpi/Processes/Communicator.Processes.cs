using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 11: who started this process, and the end of a connection.
public abstract unsafe partial class Communicator
{
    private static Intercommunicator? _parent;

    /// <summary>The processes that started this one's world with <c>Spawn</c>; null for a job that a launcher started (MPI_Comm_get_parent).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Intercommunicator? Parent
    {
        get
        {
            Native.EnsureLive("MPI_Comm_get_parent");
            if (_parent is not null)
                return _parent;
            nint handle = 0;
            Native.Check(MpiFunctions.CommGetParent(&handle), "MPI_Comm_get_parent");
            if (handle == Native.Abi.CommNull)
                return null;
            Native.Check(MpiFunctions.CommSetErrhandler(handle, Native.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
            return _parent = new Intercommunicator(handle);
        }
    }

    /// <summary>
    /// Waits until all messages have come, and gives the communicator back (MPI_Comm_disconnect): after that, and if no other communicator joins
    /// them, the jobs on its two sides end apart from each other. Collective: every process must call this.
    /// </summary>
    /// <exception cref="MpiException">The communicator was disposed, is the world or self, or the library failed.</exception>
    public void Disconnect()
    {
        nint handle = Handle;
        if (_predefined)
            throw new MpiException(ErrorClass.Communicator, "MPI_Comm_disconnect", "the world and self cannot be disconnected");
        ReleaseHidden(disconnect: true);
        IsDisposed = true;
        ErrorHandler.Forget(this);
        Native.Check(MpiFunctions.CommDisconnect(&handle), "MPI_Comm_disconnect");
    }
}
