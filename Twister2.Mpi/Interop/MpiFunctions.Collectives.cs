namespace Twister2.Mpi.Interop;

// MPI chapter 6: collectives.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, int> Barrier;
    public static delegate* unmanaged<nint, nint*, int> Ibarrier;
    public static delegate* unmanaged<void*, int, nint, int, nint, int> Bcast;
    public static delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int> Reduce;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Allreduce;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int> Gather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int> Gatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> Allgather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int> Allgatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int> Scatter;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int> Scatterv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> Alltoall;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int> Alltoallv;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Scan;
    public static delegate* unmanaged<void*, void*, int, nint, nint, nint, int> Exscan;

    private static void ResolveCollectives(Func<string, nint> find)
    {
        Barrier = (delegate* unmanaged<nint, int>)find("MPI_Barrier");
        Ibarrier = (delegate* unmanaged<nint, nint*, int>)find("MPI_Ibarrier");
        Bcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)find("MPI_Bcast");
        Reduce = (delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int>)find("MPI_Reduce");
        Allreduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Allreduce");
        Gather = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)find("MPI_Gather");
        Gatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int>)find("MPI_Gatherv");
        Allgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Allgather");
        Allgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)find("MPI_Allgatherv");
        Scatter = (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)find("MPI_Scatter");
        Scatterv = (delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int>)find("MPI_Scatterv");
        Alltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Alltoall");
        Alltoallv = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)find("MPI_Alltoallv");
        Scan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Scan");
        Exscan = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)find("MPI_Exscan");
    }
}
