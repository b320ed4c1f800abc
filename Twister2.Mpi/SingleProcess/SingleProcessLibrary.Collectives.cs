namespace Twister2.Mpi.SingleProcess;

// MPI chapter 6: collectives.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddCollectives()
    {
        Functions["MPI_Barrier"] = (nint)(delegate* unmanaged<nint, int>)&CollectiveCalls.Barrier;
        Functions["MPI_Ibarrier"] = (nint)(delegate* unmanaged<nint, nint*, int>)&CollectiveCalls.ImmediateBarrier;
        Functions["MPI_Bcast"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, int>)&CollectiveCalls.Broadcast;
        Functions["MPI_Reduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int>)&CollectiveCalls.Reduce;
        Functions["MPI_Allreduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Gather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Gatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int>)&CollectiveCalls.GatherVarying;
        Functions["MPI_Allgather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Allgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.GatherVaryingToAll;
        Functions["MPI_Scatter"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Scatterv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.ScatterVarying;
        Functions["MPI_Alltoall"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Alltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.AllToAllVarying;
        Functions["MPI_Scan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Exscan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ExclusiveScan;
    }
}
