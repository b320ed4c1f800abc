namespace Twister2.Mpi.SingleProcess;

// MPI chapter 8: topologies.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddTopologies()
    {
        Functions["MPI_Topo_test"] = (nint)(delegate* unmanaged<nint, int*, int>)&TopologyCalls.Test;
        Functions["MPI_Cart_create"] = (nint)(delegate* unmanaged<nint, int, int*, int*, int, nint*, int>)&TopologyCalls.CartesianCreate;
        Functions["MPI_Dims_create"] = (nint)(delegate* unmanaged<int, int, int*, int>)&TopologyCalls.ComputeDimensions;
        Functions["MPI_Cartdim_get"] = (nint)(delegate* unmanaged<nint, int*, int>)&TopologyCalls.CartesianCount;
        Functions["MPI_Cart_get"] = (nint)(delegate* unmanaged<nint, int, int*, int*, int*, int>)&TopologyCalls.CartesianGet;
        Functions["MPI_Cart_rank"] = (nint)(delegate* unmanaged<nint, int*, int*, int>)&TopologyCalls.CartesianRank;
        Functions["MPI_Cart_coords"] = (nint)(delegate* unmanaged<nint, int, int, int*, int>)&TopologyCalls.CartesianCoordinates;
        Functions["MPI_Cart_shift"] = (nint)(delegate* unmanaged<nint, int, int, int*, int*, int>)&TopologyCalls.CartesianShift;
        Functions["MPI_Cart_sub"] = (nint)(delegate* unmanaged<nint, int*, nint*, int>)&TopologyCalls.CartesianSubgrid;
        Functions["MPI_Cart_map"] = (nint)(delegate* unmanaged<nint, int, int*, int*, int*, int>)&TopologyCalls.Map;
        Functions["MPI_Graph_create"] = (nint)(delegate* unmanaged<nint, int, int*, int*, int, nint*, int>)&TopologyCalls.GraphCreate;
        Functions["MPI_Graphdims_get"] = (nint)(delegate* unmanaged<nint, int*, int*, int>)&TopologyCalls.GraphSizes;
        Functions["MPI_Graph_neighbors_count"] = (nint)(delegate* unmanaged<nint, int, int*, int>)&TopologyCalls.GraphDegree;
        Functions["MPI_Graph_neighbors"] = (nint)(delegate* unmanaged<nint, int, int, int*, int>)&TopologyCalls.GraphNeighbors;
        Functions["MPI_Graph_map"] = (nint)(delegate* unmanaged<nint, int, int*, int*, int*, int>)&TopologyCalls.Map;
        Functions["MPI_Dist_graph_create_adjacent"] =
            (nint)(delegate* unmanaged<nint, int, int*, int*, int, int*, int*, nint, int, nint*, int>)&TopologyCalls.DistributedCreateAdjacent;
        Functions["MPI_Dist_graph_create"] =
            (nint)(delegate* unmanaged<nint, int, int*, int*, int*, int*, nint, int, nint*, int>)&TopologyCalls.DistributedCreate;
        Functions["MPI_Dist_graph_neighbors_count"] =
            (nint)(delegate* unmanaged<nint, int*, int*, int*, int>)&TopologyCalls.DistributedDegrees;
        Functions["MPI_Dist_graph_neighbors"] =
            (nint)(delegate* unmanaged<nint, int, int*, int*, int, int*, int*, int>)&TopologyCalls.DistributedNeighbors;
    }
}
