using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A communicator that knows which processes are neighbours, for the neighbourhood collectives: a grid, a graph that all know, or a
/// graph of which each process knows its own edges.
/// </summary>
public abstract unsafe partial class TopologicalCommunicator : Intracommunicator
{
    private int[] _sources = [];
    private int[] _destinations = [];

    private protected TopologicalCommunicator(nint handle)
        : base(handle, predefined: false)
    {
    }

    /// <summary>The neighbours that this process sends to: ranks of this communicator, each once (MPI_Dist_graph_neighbors).</summary>
    public abstract int[] Neighbors { get; }

    /// <summary>
    /// The ranks that a neighbourhood collective gets parts from, in the order of the parts (MPI_Dist_graph_neighbors). On a grid there are two
    /// for each dimension, the lower one and the upper; <see cref="Communicator.procNull"/> where there is none.
    /// </summary>
    public int[] Sources => [.. _sources];

    /// <summary>The ranks that a neighbourhood collective sends parts to, in the order of the parts, as <see cref="Sources"/> (MPI_Dist_graph_neighbors).</summary>
    public int[] Destinations => [.. _destinations];

    /// <summary>How many parts a neighbourhood collective gets: the length of <see cref="Sources"/> (MPI_Dist_graph_neighbors_count).</summary>
    public int InDegree => _sources.Length;

    /// <summary>How many parts a neighbourhood collective sends: the length of <see cref="Destinations"/> (MPI_Dist_graph_neighbors_count).</summary>
    public int OutDegree => _destinations.Length;

    private protected void SetNeighbors(int[] sources, int[] destinations) => (_sources, _destinations) = (sources, destinations);

    /// <summary>The handle that a call made, unless it left this process out.</summary>
    private protected static nint NotLeftOut(nint handle, string function) => handle != Native.Abi.CommNull
        ? handle
        : throw new MpiException(
            ErrorClass.Topology, function, "the topology has fewer places than there are processes, and this one is left out; use Create, which returns null then");

    /// <summary>The rank that the library advises; undefined past the last place, which Open MPI 4.1 does not say of itself.</summary>
    private protected static int Advised(int code, int rank, int places, string function)
    {
        Native.Check(code, function);
        return rank < places ? rank : undefined;
    }
}
