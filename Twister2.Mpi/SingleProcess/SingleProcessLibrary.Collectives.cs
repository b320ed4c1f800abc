namespace Twister2.Mpi.SingleProcess;

// MPI chapter 6: collectives and operations.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddCollectives()
    {
        AddMovements();
        AddReductions();
        Functions["MPI_Op_create"] = (nint)(delegate* unmanaged<nint, int, nint*, int>)&OperationCalls.Create;
        Functions["MPI_Op_free"] = (nint)(delegate* unmanaged<nint*, int>)&OperationCalls.Free;
    }

    private static void AddMovements()
    {
        Functions["MPI_Barrier"] = (nint)(delegate* unmanaged<nint, int>)&CollectiveCalls.Barrier;
        Functions["MPI_Ibarrier"] = (nint)(delegate* unmanaged<nint, nint*, int>)&ImmediateCollectiveCalls.Barrier;
        Functions["MPI_Bcast"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, int>)&CollectiveCalls.Broadcast;
        Functions["MPI_Ibcast"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.Broadcast;
        Functions["MPI_Gather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Igather"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.Gather;
        Functions["MPI_Gatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int>)&CollectiveCalls.GatherVarying;
        Functions["MPI_Igatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.GatherVarying;
        Functions["MPI_Allgather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Iallgather"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)&ImmediateCollectiveCalls.GatherToAll;
        Functions["MPI_Allgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.GatherVaryingToAll;
        Functions["MPI_Iallgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)&ImmediateCollectiveCalls.GatherVaryingToAll;
        Functions["MPI_Scatter"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Iscatter"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.Gather;
        Functions["MPI_Scatterv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.ScatterVarying;
        Functions["MPI_Iscatterv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.ScatterVarying;
        Functions["MPI_Alltoall"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Ialltoall"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)&ImmediateCollectiveCalls.GatherToAll;
        Functions["MPI_Alltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.AllToAllVarying;
        Functions["MPI_Ialltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)&ImmediateCollectiveCalls.AllToAllVarying;
    }

    private static void AddReductions()
    {
        Functions["MPI_Reduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int>)&CollectiveCalls.Reduce;
        Functions["MPI_Ireduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int, nint, nint*, int>)&ImmediateCollectiveCalls.Reduce;
        Functions["MPI_Allreduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Iallreduce"] =
            (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)&ImmediateCollectiveCalls.ReduceToAll;
        Functions["MPI_Reduce_scatter"] = (nint)(delegate* unmanaged<void*, void*, int*, nint, nint, nint, int>)&CollectiveCalls.ReduceScatter;
        Functions["MPI_Ireduce_scatter"] =
            (nint)(delegate* unmanaged<void*, void*, int*, nint, nint, nint, nint*, int>)&ImmediateCollectiveCalls.ReduceScatter;
        Functions["MPI_Reduce_scatter_block"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Ireduce_scatter_block"] =
            (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)&ImmediateCollectiveCalls.ReduceToAll;
        Functions["MPI_Scan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Iscan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)&ImmediateCollectiveCalls.ReduceToAll;
        Functions["MPI_Exscan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ExclusiveScan;
        Functions["MPI_Iexscan"] =
            (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)&ImmediateCollectiveCalls.ExclusiveScan;
    }
}
