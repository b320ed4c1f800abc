namespace Twister2.Mpi.Interop;

// MPI chapter 8.6 and 8.7: neighbourhood collectives.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> NeighborAllgather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int> NeighborAllgatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> NeighborAlltoall;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int> NeighborAlltoallv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> IneighborAllgather;
    public static delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int> IneighborAllgatherv;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> IneighborAlltoall;
    public static delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int> IneighborAlltoallv;

    private static void ResolveNeighbors(Func<string, nint> find)
    {
        NeighborAllgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Neighbor_allgather");
        NeighborAllgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)find("MPI_Neighbor_allgatherv");
        NeighborAlltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)find("MPI_Neighbor_alltoall");
        NeighborAlltoallv =
            (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)find("MPI_Neighbor_alltoallv");
        IneighborAllgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)find("MPI_Ineighbor_allgather");
        IneighborAllgatherv =
            (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)find("MPI_Ineighbor_allgatherv");
        IneighborAlltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)find("MPI_Ineighbor_alltoall");
        IneighborAlltoallv =
            (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)find("MPI_Ineighbor_alltoallv");
    }
}
