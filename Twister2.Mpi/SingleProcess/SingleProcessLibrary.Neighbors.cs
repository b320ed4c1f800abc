namespace Twister2.Mpi.SingleProcess;

// MPI chapter 8.6 and 8.7: neighbourhood collectives.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddNeighbors()
    {
        Functions["MPI_Neighbor_allgather"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&NeighborCalls.GatherToAll;
        Functions["MPI_Neighbor_allgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)&NeighborCalls.GatherVaryingToAll;
        Functions["MPI_Neighbor_alltoall"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&NeighborCalls.AllToAll;
        Functions["MPI_Neighbor_alltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)&NeighborCalls.AllToAllVarying;
        Functions["MPI_Ineighbor_allgather"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)&NeighborCalls.ImmediateGatherToAll;
        Functions["MPI_Ineighbor_allgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)&NeighborCalls.ImmediateGatherVaryingToAll;
        Functions["MPI_Ineighbor_alltoall"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)&NeighborCalls.ImmediateAllToAll;
        Functions["MPI_Ineighbor_alltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)&NeighborCalls.ImmediateAllToAllVarying;
        Functions["MPI_Neighbor_alltoallw"] =
            (nint)(delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, int>)&NeighborCalls.AllToAllTyped;
        Functions["MPI_Ineighbor_alltoallw"] =
            (nint)(delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, nint*, int>)&NeighborCalls.ImmediateAllToAllTyped;
    }
}
