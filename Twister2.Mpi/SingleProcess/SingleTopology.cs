namespace Twister2.Mpi.SingleProcess;

/// <summary>The topology of a communicator of one process: which parts of a neighbourhood collective go to, and come from, itself.</summary>
/// <param name="Kind">The number of the kind: MPI_GRAPH, MPI_CART or MPI_DIST_GRAPH.</param>
/// <param name="Sources">Each source: rank 0, or no process.</param>
/// <param name="Destinations">Each destination: rank 0, or no process.</param>
internal sealed record SingleTopology(int Kind, int[] Sources, int[] Destinations)
{
    /// <summary>For a grid which dimensions go round; all have the size 1.</summary>
    public int[] Periods { get; init; } = [];

    /// <summary>For a distributed graph the weights; null without.</summary>
    public int[]? SourceWeights { get; init; }

    public int[]? DestinationWeights { get; init; }

    /// <summary>
    /// For each part that comes, the part that is sent there: with edges to itself the k-th source gets what goes to the k-th destination,
    /// but the lower neighbour on a grid is the one whose upper neighbour this is. -1 for no process.
    /// </summary>
    public int Sender(int part) => Sources[part] != 0 ? -1 : Kind == Abi.Table.Topologies[1] ? part ^ 1 : part;

    public static SingleTopology Grid(int[] periods)
    {
        int[] neighbors = [.. periods.SelectMany(p => Enumerable.Repeat(p != 0 ? 0 : Abi.ProcNull, 2))];
        return new(Abi.Table.Topologies[1], neighbors, neighbors) { Periods = periods };
    }
}
