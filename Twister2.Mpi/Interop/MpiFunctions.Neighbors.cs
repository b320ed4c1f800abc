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
    public static delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, int> NeighborAlltoallw;
    public static delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, nint*, int> IneighborAlltoallw;

    // Null before MPI 4. Where they are there they are called: MPICH 4.0 takes the plain functions' counts wrongly (its issue 6233).
    public static delegate* unmanaged<void*, long*, nint*, void*, void*, long*, nint*, void*, nint, int> NeighborAlltoallwLarge;
    public static delegate* unmanaged<void*, long*, nint*, void*, void*, long*, nint*, void*, nint, nint*, int> IneighborAlltoallwLarge;

    private static void ResolveNeighbors(Func<string, nint> find, Func<string, nint> required)
    {
        NeighborAllgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)required("MPI_Neighbor_allgather");
        NeighborAllgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)required("MPI_Neighbor_allgatherv");
        NeighborAlltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)required("MPI_Neighbor_alltoall");
        NeighborAlltoallv =
            (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)required("MPI_Neighbor_alltoallv");
        IneighborAllgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)required("MPI_Ineighbor_allgather");
        IneighborAllgatherv =
            (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)required("MPI_Ineighbor_allgatherv");
        IneighborAlltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)required("MPI_Ineighbor_alltoall");
        IneighborAlltoallv =
            (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)required("MPI_Ineighbor_alltoallv");
        NeighborAlltoallw = (delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, int>)required("MPI_Neighbor_alltoallw");
        IneighborAlltoallw =
            (delegate* unmanaged<void*, int*, nint*, void*, void*, int*, nint*, void*, nint, nint*, int>)required("MPI_Ineighbor_alltoallw");
        NeighborAlltoallwLarge =
            (delegate* unmanaged<void*, long*, nint*, void*, void*, long*, nint*, void*, nint, int>)find("MPI_Neighbor_alltoallw_c");
        IneighborAlltoallwLarge =
            (delegate* unmanaged<void*, long*, nint*, void*, void*, long*, nint*, void*, nint, nint*, int>)find("MPI_Ineighbor_alltoallw_c");
    }
}
