using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.3 between two groups, barriers.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Returns when every process of the other group has come here (MPI_Barrier). Collective: every process of both groups must call this.</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Barrier() => Native.Check(MpiFunctions.Barrier(Handle), "MPI_Barrier");

    /// <summary>
    /// Starts a barrier: the request is complete when every process of the other group has come here (MPI_Ibarrier). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public Request ImmediateBarrier()
    {
        nint request = 0;
        Native.Check(MpiFunctions.Ibarrier(Handle, &request), "MPI_Ibarrier");
        return new Request("MPI_Ibarrier", request, default);
    }
}
