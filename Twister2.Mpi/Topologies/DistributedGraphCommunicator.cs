using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A communicator with a directed graph of neighbours of which each process knows its own edges only (MPI_Dist_graph_create): it scales to any
/// number of processes.
/// </summary>
public sealed unsafe class DistributedGraphCommunicator : TopologicalCommunicator
{
    private readonly int[]? _sourceWeights;
    private readonly int[]? _destinationWeights;

    internal DistributedGraphCommunicator(nint handle)
        : base(handle)
    {
        int inDegree = 0;
        int outDegree = 0;
        int weighted = 0;
        Native.Check(MpiFunctions.DistGraphNeighborsCount(handle, &inDegree, &outDegree, &weighted), "MPI_Dist_graph_neighbors_count");
        var (sources, destinations) = (new int[inDegree], new int[outDegree]);
        var (sourceWeights, destinationWeights) = (new int[inDegree + 1], new int[outDegree + 1]);
        fixed (int* from = sources, to = destinations, fromWeights = sourceWeights, toWeights = destinationWeights)
        {
            // An unweighted graph leaves the weights as they are: libraries differ in what they write.
            nint none = Native.Abi.Unweighted;
            int code = MpiFunctions.DistGraphNeighbors(
                handle, inDegree, from, weighted != 0 ? fromWeights : (int*)none, outDegree, to, weighted != 0 ? toWeights : (int*)none);
            Native.Check(code, "MPI_Dist_graph_neighbors");
        }

        SetNeighbors(sources, destinations);
        _sourceWeights = weighted != 0 ? sourceWeights[..inDegree] : null;
        _destinationWeights = weighted != 0 ? destinationWeights[..outDegree] : null;
    }

    /// <summary>The weights of the edges from <see cref="TopologicalCommunicator.Sources"/>; null for a graph without weights (MPI_Dist_graph_neighbors, MPI_UNWEIGHTED).</summary>
    public int[]? SourceWeights => (int[]?)_sourceWeights?.Clone();

    /// <summary>The weights of the edges to <see cref="TopologicalCommunicator.Destinations"/>; null for a graph without weights (MPI_Dist_graph_neighbors, MPI_UNWEIGHTED).</summary>
    public int[]? DestinationWeights => (int[]?)_destinationWeights?.Clone();

    /// <inheritdoc/>
    public override int[] Neighbors => [.. Destinations.Distinct()];

    /// <summary>
    /// Makes the graph of which each process gives the edges that begin or end at it (MPI_Dist_graph_create_adjacent). Collective: every process of
    /// the old communicator must call this; an edge is given at both of its ends.
    /// </summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="sources">The ranks with an edge to this process.</param>
    /// <param name="destinations">The ranks with an edge from this process.</param>
    /// <param name="sourceWeights">A weight, 0 or more, for each source; null on all processes for a graph without weights.</param>
    /// <param name="destinationWeights">A weight for each destination; null if <paramref name="sourceWeights"/> is.</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <param name="info">Hints.</param>
    /// <exception cref="MpiException">A rank does not exist, weights are wrong, or the library failed.</exception>
    public static DistributedGraphCommunicator CreateAdjacent(
        Intracommunicator oldComm,
        ReadOnlySpan<int> sources,
        ReadOnlySpan<int> destinations,
        int[]? sourceWeights = null,
        int[]? destinationWeights = null,
        bool reorder = false,
        Info? info = null)
    {
        const string Function = "MPI_Dist_graph_create_adjacent";
        ArgumentNullException.ThrowIfNull(oldComm);
        CheckRanks(sources, oldComm, Function);
        CheckRanks(destinations, oldComm, Function);
        if (sourceWeights is null != destinationWeights is null)
            throw new MpiException(ErrorClass.Argument, Function, "weights are given for one direction only; give both, or none");
        CheckWeights(sourceWeights, sources.Length, Function);
        CheckWeights(destinationWeights, destinations.Length, Function);
        nint result = 0;
        fixed (int* from = sources, to = destinations, fromWeights = sourceWeights, toWeights = destinationWeights)
        {
            int code = MpiFunctions.DistGraphCreateAdjacent(
                oldComm.Handle,
                sources.Length, from, Weights(fromWeights, sourceWeights),
                destinations.Length, to, Weights(toWeights, destinationWeights),
                Info.HandleOf(info), reorder ? 1 : 0, &result);
            Native.Check(code, Function);
        }

        return new DistributedGraphCommunicator(result);
    }

    /// <summary>
    /// Makes the graph of which each process gives some edges, not only its own (MPI_Dist_graph_create). Collective: every process of the old
    /// communicator must call this; an edge is given by one process.
    /// </summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="sources">The ranks where the edges begin that this process gives.</param>
    /// <param name="degrees">How many edges it gives for each of them.</param>
    /// <param name="destinations">The ranks where the edges end: first those of the first source.</param>
    /// <param name="weights">A weight, 0 or more, for each edge; null on all processes for a graph without weights.</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <param name="info">Hints.</param>
    /// <exception cref="MpiException">A rank does not exist, degrees or weights are wrong, or the library failed.</exception>
    public static DistributedGraphCommunicator Create(
        Intracommunicator oldComm,
        ReadOnlySpan<int> sources,
        ReadOnlySpan<int> degrees,
        ReadOnlySpan<int> destinations,
        int[]? weights = null,
        bool reorder = false,
        Info? info = null)
    {
        const string Function = "MPI_Dist_graph_create";
        ArgumentNullException.ThrowIfNull(oldComm);
        CheckRanks(sources, oldComm, Function);
        CheckRanks(destinations, oldComm, Function);
        CheckWeights(weights, destinations.Length, Function);
        int edges = PartLayout.Fill(degrees, new int[sources.Length], Function);
        if (edges != destinations.Length)
            throw new MpiException(ErrorClass.Count, Function, $"the degrees add up to {edges}; there are {destinations.Length} destinations");
        nint result = 0;
        fixed (int* from = sources, counts = degrees, to = destinations, weight = weights)
        {
            int code = MpiFunctions.DistGraphCreate(
                oldComm.Handle, sources.Length, from, counts, to, Weights(weight, weights), Info.HandleOf(info), reorder ? 1 : 0, &result);
            Native.Check(code, Function);
        }

        return new DistributedGraphCommunicator(result);
    }

    /// <inheritdoc/>
    public override DistributedGraphCommunicator Clone() => new(Duplicate());

    /// <inheritdoc/>
    public override DistributedGraphCommunicator Clone(Info info) => new(Duplicate(info));

    private static int* Weights(int* first, int[]? weights) =>
        weights is null ? (int*)Native.Abi.Unweighted : weights.Length == 0 ? (int*)Native.Abi.WeightsEmpty : first;

    private static void CheckRanks(ReadOnlySpan<int> ranks, Intracommunicator comm, string function)
    {
        foreach (int rank in ranks)
        {
            if ((uint)rank >= (uint)comm.Size)
                throw new MpiException(ErrorClass.Rank, function, $"there is no rank {rank}; the communicator has {comm.Size}, numbered from 0");
        }
    }

    private static void CheckWeights(int[]? weights, int edges, string function)
    {
        if (weights is null)
            return;
        if (weights.Length != edges)
            throw new MpiException(ErrorClass.Count, function, $"there are {weights.Length} weights for {edges} edges");
        if (Array.FindIndex(weights, w => w < 0) is >= 0 and var wrong)
            throw new MpiException(ErrorClass.Argument, function, $"weight {wrong} is {weights[wrong]}; use 0 or more");
    }
}
