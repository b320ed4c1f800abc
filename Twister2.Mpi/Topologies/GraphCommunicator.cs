using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A communicator with a graph of neighbours that every process knows as a whole (MPI_Graph_create).</summary>
/// <remarks>It grows with all edges of the job: for many processes use <see cref="DistributedGraphCommunicator"/>.</remarks>
public sealed unsafe class GraphCommunicator : TopologicalCommunicator
{
    /// <summary>Gives processes neighbours (MPI_Graph_create). Collective: every process of the old communicator must call this with the same edges.</summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="edges">For each process its neighbours: entry x in edges[i] makes x a neighbour of i, and should come with i in edges[x].</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <exception cref="MpiException">
    /// Edges are wrong, or this process is left out because there are fewer entries than processes (see <see cref="Create"/>).
    /// </exception>
    public GraphCommunicator(Intracommunicator oldComm, int[][] edges, bool reorder)
        : this(NotLeftOut(CreateHandle(oldComm, edges, reorder), "MPI_Graph_create"))
    {
    }

    internal GraphCommunicator(nint handle)
        : base(handle)
    {
        int[] neighbors = NeighborsOf(Rank);
        SetNeighbors(neighbors, neighbors);
    }

    /// <summary>For each process its neighbours (MPI_Graph_neighbors).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public int[][] Edges => [.. Enumerable.Range(0, Size).Select(NeighborsOf)];

    /// <summary>How many entries <see cref="Edges"/> has in all: an edge between two processes counts twice (MPI_Graphdims_get).</summary>
    /// <exception cref="MpiException">The communicator was disposed, or MPI has been finalised.</exception>
    public int NumEdges
    {
        get
        {
            int nodes = 0;
            int edges = 0;
            Native.Check(MpiFunctions.GraphdimsGet(Handle, &nodes, &edges), "MPI_Graphdims_get");
            return edges;
        }
    }

    /// <inheritdoc/>
    public override int[] Neighbors => Destinations;

    /// <summary>
    /// Gives the first processes neighbours (MPI_Graph_create). Collective: every process of the old communicator must call this with the
    /// same edges.
    /// </summary>
    /// <param name="oldComm">The processes.</param>
    /// <param name="edges">For each process its neighbours; there may be fewer entries than processes.</param>
    /// <param name="reorder">True when ranks may change, to suit the machine.</param>
    /// <returns>The new communicator; null on a process that is left out.</returns>
    /// <exception cref="MpiException">Edges are wrong, or the library failed.</exception>
    public static GraphCommunicator? Create(Intracommunicator oldComm, int[][] edges, bool reorder = false)
    {
        nint handle = CreateHandle(oldComm, edges, reorder);
        return handle == Native.Abi.CommNull ? null : new GraphCommunicator(handle);
    }

    /// <summary>The rank that this process should have in such a graph, to suit the machine (MPI_Graph_map).</summary>
    /// <returns>The rank; <see cref="Communicator.undefined"/> for a process that is left out.</returns>
    /// <exception cref="MpiException">Edges are wrong, or the library failed.</exception>
    public static int Map(Intracommunicator oldComm, int[][] edges)
    {
        var (ends, flat) = Flatten(oldComm, edges, "MPI_Graph_map");
        int rank = 0;
        fixed (int* index = ends, targets = flat)
            return Advised(MpiFunctions.GraphMap(oldComm.Handle, ends.Length, index, targets, &rank), rank, ends.Length, "MPI_Graph_map");
    }

    /// <inheritdoc/>
    public override GraphCommunicator Clone() => new(Duplicate());

    /// <inheritdoc/>
    public override GraphCommunicator Clone(Info info) => new(Duplicate(info));

    /// <summary>The neighbours of a process, in the order they were given in (MPI_Graph_neighbors).</summary>
    /// <exception cref="MpiException">There is no such rank.</exception>
    public int[] NeighborsOf(int rank)
    {
        nint comm = Handle;
        if ((uint)rank >= (uint)Size)
            throw new MpiException(ErrorClass.Rank, "MPI_Graph_neighbors", $"there is no rank {rank}; the communicator has {Size}, numbered from 0");
        int count = 0;
        Native.Check(MpiFunctions.GraphNeighborsCount(comm, rank, &count), "MPI_Graph_neighbors_count");
        var neighbors = new int[count];
        fixed (int* first = neighbors)
            Native.Check(MpiFunctions.GraphNeighbors(comm, rank, count, first), "MPI_Graph_neighbors");
        return neighbors;
    }

    private static nint CreateHandle(Intracommunicator oldComm, int[][] edges, bool reorder)
    {
        var (ends, flat) = Flatten(oldComm, edges, "MPI_Graph_create");
        nint result = 0;
        fixed (int* index = ends, targets = flat)
        {
            int code = MpiFunctions.GraphCreate(oldComm.Handle, ends.Length, index, targets, reorder ? 1 : 0, &result);
            Native.Check(code, "MPI_Graph_create");
        }

        return result;
    }

    /// <summary>MPI's form of the edges: one list, and where each process's part of it ends.</summary>
    private static (int[] Ends, int[] Flat) Flatten(Intracommunicator oldComm, int[][] edges, string function)
    {
        ArgumentNullException.ThrowIfNull(oldComm);
        ArgumentNullException.ThrowIfNull(edges);
        if (edges.Length == 0 || edges.Length > oldComm.Size)
            throw new MpiException(ErrorClass.Topology, function, $"the edges have {edges.Length} entries; the communicator has {oldComm.Size} processes");
        var ends = new int[edges.Length];
        var flat = new List<int>();
        for (int i = 0; i < edges.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(edges[i], nameof(edges));
            flat.AddRange(edges[i]);
            ends[i] = flat.Count;
        }

        // A graph without edges: libraries do not take a null for no edges.
        int wrong = flat.FindIndex(x => (uint)x >= (uint)edges.Length);
        return wrong < 0
            ? (ends, [.. flat, 0])
            : throw new MpiException(ErrorClass.Rank, function, $"{flat[wrong]} cannot be a neighbour; the graph has {edges.Length} processes");
    }
}
