namespace Twister2.Mpi.Interop;

// MPI chapter 6: collectives, each blocking and nonblocking, and operations.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, int> Barrier;
    public static delegate* unmanaged<nint, nint*, int> Ibarrier;
    public static delegate* unmanaged<void*, int, nint, int, nint, int> Bcast;
    public static delegate* unmanaged<void*, int, nint, int, nint, nint*, int> Ibcast;
    public static delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int> Reduce;
    public static delegate* unmanaged<void*, void*, int, nint, nint, int, nint, nint*, int> Ireduce;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Allreduce;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> Iallreduce;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int> Gather;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int> Igather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int> Gatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, nint*, int> Igatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> Allgather;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> Iallgather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int> Allgatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int> Iallgatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int> Scatter;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int> Iscatter;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int> Scatterv;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, nint*, int> Iscatterv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> Alltoall;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> Ialltoall;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int> Alltoallv;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int> Ialltoallv;
    public static delegate* unmanaged<void*, void*, int*, nint, nint, nint, int> ReduceScatter;
    public static delegate* unmanaged<void*, void*, int*, nint, nint, nint, nint*, int> IreduceScatter;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> ReduceScatterBlock;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> IreduceScatterBlock;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Scan;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> Iscan;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Exscan;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> Iexscan;
    public static delegate* unmanaged<nint, int, nint*, int> OpCreate;
    public static delegate* unmanaged<nint*, int> OpFree;

    private static void ResolveCollectives(Func<string, nint> find)
    {
        ResolveMovements(find);
        ResolveReductions(find);
    }

    private static void ResolveMovements(Func<string, nint> find)
    {
        Barrier = (delegate* unmanaged<nint, int>)find("MPI_Barrier");
        Ibarrier = (delegate* unmanaged<nint, nint*, int>)find("MPI_Ibarrier");
        Bcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)find("MPI_Bcast");
        Ibcast = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)find("MPI_Ibcast");
        Gather = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)find("MPI_Gather");
        Igather = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int>)find("MPI_Igather");
        Gatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int>)find("MPI_Gatherv");
        Igatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, nint*, int>)find("MPI_Igatherv");
        Allgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Allgather");
        Iallgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)find("MPI_Iallgather");
        Allgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)find("MPI_Allgatherv");
        Iallgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)find("MPI_Iallgatherv");
        Scatter = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)find("MPI_Scatter");
        Iscatter = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, nint*, int>)find("MPI_Iscatter");
        Scatterv = (delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int>)find("MPI_Scatterv");
        Iscatterv = (delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, nint*, int>)find("MPI_Iscatterv");
        Alltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Alltoall");
        Ialltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)find("MPI_Ialltoall");
        Alltoallv = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)find("MPI_Alltoallv");
        Ialltoallv = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)find("MPI_Ialltoallv");
    }

    private static void ResolveReductions(Func<string, nint> find)
    {
        Reduce = (delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int>)find("MPI_Reduce");
        Ireduce = (delegate* unmanaged<void*, void*, int, nint, nint, int, nint, nint*, int>)find("MPI_Ireduce");
        Allreduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Allreduce");
        Iallreduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)find("MPI_Iallreduce");
        ReduceScatter = (delegate* unmanaged<void*, void*, int*, nint, nint, nint, int>)find("MPI_Reduce_scatter");
        IreduceScatter = (delegate* unmanaged<void*, void*, int*, nint, nint, nint, nint*, int>)find("MPI_Ireduce_scatter");
        ReduceScatterBlock = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Reduce_scatter_block");
        IreduceScatterBlock = (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)find("MPI_Ireduce_scatter_block");
        Scan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Scan");
        Iscan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)find("MPI_Iscan");
        Exscan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Exscan");
        Iexscan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)find("MPI_Iexscan");
        OpCreate = (delegate* unmanaged<nint, int, nint*, int>)find("MPI_Op_create");
        OpFree = (delegate* unmanaged<nint*, int>)find("MPI_Op_free");
    }
}
