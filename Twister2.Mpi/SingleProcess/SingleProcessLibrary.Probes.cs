namespace Twister2.Mpi.SingleProcess;

// MPI chapter 3.8: probes.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddProbes()
    {
        Functions["MPI_Probe"] = (nint)(delegate* unmanaged<int, int, nint, void*, int>)&ProbeCalls.Probe;
        Functions["MPI_Iprobe"] = (nint)(delegate* unmanaged<int, int, nint, int*, void*, int>)&ProbeCalls.ImmediateProbe;
        Functions["MPI_Mprobe"] = (nint)(delegate* unmanaged<int, int, nint, nint*, void*, int>)&ProbeCalls.MatchedProbe;
        Functions["MPI_Improbe"] = (nint)(delegate* unmanaged<int, int, nint, int*, nint*, void*, int>)&ProbeCalls.ImmediateMatchedProbe;
        Functions["MPI_Mrecv"] = (nint)(delegate* unmanaged<void*, int, nint, nint*, void*, int>)&ProbeCalls.MatchedReceive;
        Functions["MPI_Imrecv"] = (nint)(delegate* unmanaged<void*, int, nint, nint*, nint*, int>)&ProbeCalls.ImmediateMatchedReceive;
    }
}
