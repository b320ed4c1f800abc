namespace Twister2.Mpi.Interop;

// MPI chapter 8: topologies.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, int*, int> TopoTest;
    public static delegate* unmanaged<nint, int, int*, int*, int, nint*, int> CartCreate;
    public static delegate* unmanaged<int, int, int*, int> DimsCreate;
    public static delegate* unmanaged<nint, int*, int> CartdimGet;
    public static delegate* unmanaged<nint, int, int*, int*, int*, int> CartGet;
    public static delegate* unmanaged<nint, int*, int*, int> CartRank;
    public static delegate* unmanaged<nint, int, int, int*, int> CartCoords;
    public static delegate* unmanaged<nint, int, int, int*, int*, int> CartShift;
    public static delegate* unmanaged<nint, int*, nint*, int> CartSub;
    public static delegate* unmanaged<nint, int, int*, int*, int*, int> CartMap;
    public static delegate* unmanaged<nint, int, int*, int*, int, nint*, int> GraphCreate;
    public static delegate* unmanaged<nint, int*, int*, int> GraphdimsGet;
    public static delegate* unmanaged<nint, int, int*, int> GraphNeighborsCount;
    public static delegate* unmanaged<nint, int, int, int*, int> GraphNeighbors;
    public static delegate* unmanaged<nint, int, int*, int*, int*, int> GraphMap;
    public static delegate* unmanaged<nint, int, int*, int*, int, int*, int*, nint, int, nint*, int> DistGraphCreateAdjacent;
    public static delegate* unmanaged<nint, int, int*, int*, int*, int*, nint, int, nint*, int> DistGraphCreate;
    public static delegate* unmanaged<nint, int*, int*, int*, int> DistGraphNeighborsCount;
    public static delegate* unmanaged<nint, int, int*, int*, int, int*, int*, int> DistGraphNeighbors;

    private static void ResolveTopologies(Func<string, nint> find)
    {
        TopoTest = (delegate* unmanaged<nint, int*, int>)find("MPI_Topo_test");
        CartCreate = (delegate* unmanaged<nint, int, int*, int*, int, nint*, int>)find("MPI_Cart_create");
        DimsCreate = (delegate* unmanaged<int, int, int*, int>)find("MPI_Dims_create");
        CartdimGet = (delegate* unmanaged<nint, int*, int>)find("MPI_Cartdim_get");
        CartGet = (delegate* unmanaged<nint, int, int*, int*, int*, int>)find("MPI_Cart_get");
        CartRank = (delegate* unmanaged<nint, int*, int*, int>)find("MPI_Cart_rank");
        CartCoords = (delegate* unmanaged<nint, int, int, int*, int>)find("MPI_Cart_coords");
        CartShift = (delegate* unmanaged<nint, int, int, int*, int*, int>)find("MPI_Cart_shift");
        CartSub = (delegate* unmanaged<nint, int*, nint*, int>)find("MPI_Cart_sub");
        CartMap = (delegate* unmanaged<nint, int, int*, int*, int*, int>)find("MPI_Cart_map");
        GraphCreate = (delegate* unmanaged<nint, int, int*, int*, int, nint*, int>)find("MPI_Graph_create");
        GraphdimsGet = (delegate* unmanaged<nint, int*, int*, int>)find("MPI_Graphdims_get");
        GraphNeighborsCount = (delegate* unmanaged<nint, int, int*, int>)find("MPI_Graph_neighbors_count");
        GraphNeighbors = (delegate* unmanaged<nint, int, int, int*, int>)find("MPI_Graph_neighbors");
        GraphMap = (delegate* unmanaged<nint, int, int*, int*, int*, int>)find("MPI_Graph_map");
        DistGraphCreateAdjacent =
            (delegate* unmanaged<nint, int, int*, int*, int, int*, int*, nint, int, nint*, int>)find("MPI_Dist_graph_create_adjacent");
        DistGraphCreate = (delegate* unmanaged<nint, int, int*, int*, int*, int*, nint, int, nint*, int>)find("MPI_Dist_graph_create");
        DistGraphNeighborsCount = (delegate* unmanaged<nint, int*, int*, int*, int>)find("MPI_Dist_graph_neighbors_count");
        DistGraphNeighbors = (delegate* unmanaged<nint, int, int*, int*, int, int*, int*, int>)find("MPI_Dist_graph_neighbors");
    }
}
