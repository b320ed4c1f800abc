using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Topologies of one process: a grid of one place, a graph of one node.</summary>
internal static unsafe class TopologyCalls
{
    private static readonly int Graph = Abi.Table.Topologies[0];
    private static readonly int Cartesian = Abi.Table.Topologies[1];
    private static readonly int Distributed = Abi.Table.Topologies[2];

    [UnmanagedCallersOnly]
    public static int Test(nint comm, int* kind)
    {
        lock (ProcessState.Gate)
        {
            *kind = ProcessState.Communicator(comm)?.Topology?.Kind ?? Interop.MpiAbi.Undefined;
            return Arguments.Communicator(comm);
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianCreate(nint comm, int count, int* dims, int* periods, int reorder, nint* result)
    {
        if (count < 0 || new ReadOnlySpan<int>(dims, count).ContainsAnyExcept(1))
            return (int)ErrorClass.Dimensions;
        return Create(comm, SingleTopology.Grid([.. new ReadOnlySpan<int>(periods, count)]), result);
    }

    [UnmanagedCallersOnly]
    public static int ComputeDimensions(int nodes, int count, int* dims)
    {
        var sizes = new Span<int>(dims, count);
        int rest = nodes;
        foreach (int size in sizes)
            rest /= Math.Max(1, size);
        int open = sizes.Count(0);
        foreach (ref int size in sizes)
        {
            if (size != 0)
                continue;
            size = NearRoot(rest, open--);
            rest /= size;
        }

        return rest == 1 ? Abi.Success : (int)ErrorClass.Dimensions;
    }

    [UnmanagedCallersOnly]
    public static int CartesianCount(nint comm, int* count)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Cartesian, out var topology);
            *count = topology.Periods.Length;
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianGet(nint comm, int count, int* dims, int* periods, int* coordinates)
    {
        lock (ProcessState.Gate)
        {
            if (Find(comm, Cartesian, out var topology) is var error && error != 0)
                return error;
            int length = Math.Min(count, topology.Periods.Length);
            new Span<int>(dims, length).Fill(1);
            topology.Periods.AsSpan(0, length).CopyTo(new Span<int>(periods, length));
            new Span<int>(coordinates, length).Clear();
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianRank(nint comm, int* coordinates, int* rank)
    {
        lock (ProcessState.Gate)
        {
            *rank = 0;
            return Find(comm, Cartesian, out _);
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianCoordinates(nint comm, int rank, int count, int* coordinates)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Cartesian, out var topology);
            new Span<int>(coordinates, Math.Min(count, topology.Periods.Length)).Clear();
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianShift(nint comm, int direction, int distance, int* source, int* destination)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Cartesian, out var topology);
            if (error == 0)
                *source = *destination = distance == 0 || topology.Periods[direction] != 0 ? 0 : Abi.ProcNull;
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int CartesianSubgrid(nint comm, int* remain, nint* result)
    {
        lock (ProcessState.Gate)
        {
            if (Find(comm, Cartesian, out var topology) is var error && error != 0)
                return error;
            var kept = new List<int>();
            for (int i = 0; i < topology.Periods.Length; i++)
            {
                if (remain[i] != 0)
                    kept.Add(topology.Periods[i]);
            }

            return Create(comm, SingleTopology.Grid([.. kept]), result);
        }
    }

    [UnmanagedCallersOnly]
    public static int Map(nint comm, int count, int* sizes, int* other, int* rank)
    {
        lock (ProcessState.Gate)
        {
            *rank = 0;
            return Arguments.Communicator(comm);
        }
    }

    [UnmanagedCallersOnly]
    public static int GraphCreate(nint comm, int nodes, int* ends, int* edges, int reorder, nint* result)
    {
        if (nodes != 1)
            return (int)ErrorClass.Topology;
        int[] neighbors = [.. new ReadOnlySpan<int>(edges, *ends)];
        return Create(comm, new(Graph, neighbors, neighbors), result);
    }

    [UnmanagedCallersOnly]
    public static int GraphSizes(nint comm, int* nodes, int* edges)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Graph, out var topology);
            (*nodes, *edges) = (1, topology.Sources.Length);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int GraphDegree(nint comm, int rank, int* degree)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Graph, out var topology);
            *degree = topology.Sources.Length;
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int GraphNeighbors(nint comm, int rank, int count, int* neighbors)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Graph, out var topology);
            Put(topology.Sources, neighbors, count);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int DistributedCreateAdjacent(
        nint comm, int inDegree, int* sources, int* sourceWeights, int outDegree, int* destinations, int* destinationWeights, nint info,
        int reorder, nint* result)
    {
        var topology = new SingleTopology(
            Distributed, [.. new ReadOnlySpan<int>(sources, inDegree)], [.. new ReadOnlySpan<int>(destinations, outDegree)])
        {
            SourceWeights = Weights(sourceWeights, inDegree),
            DestinationWeights = Weights(destinationWeights, outDegree),
        };
        return Create(comm, topology, result);
    }

    [UnmanagedCallersOnly]
    public static int DistributedCreate(
        nint comm, int count, int* sources, int* degrees, int* destinations, int* weights, nint info, int reorder, nint* result)
    {
        int edges = 0;
        foreach (int degree in new ReadOnlySpan<int>(degrees, count))
            edges += degree;
        int[] ends = [.. new ReadOnlySpan<int>(destinations, edges)];
        int[]? weight = Weights(weights, edges);
        return Create(comm, new(Distributed, ends, ends) { SourceWeights = weight, DestinationWeights = weight }, result);
    }

    [UnmanagedCallersOnly]
    public static int DistributedDegrees(nint comm, int* inDegree, int* outDegree, int* weighted)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Distributed, out var topology);
            (*inDegree, *outDegree) = (topology.Sources.Length, topology.Destinations.Length);
            *weighted = topology.SourceWeights is null ? 0 : 1;
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int DistributedNeighbors(
        nint comm, int maxIn, int* sources, int* sourceWeights, int maxOut, int* destinations, int* destinationWeights)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(comm, Distributed, out var topology);
            Put(topology.Sources, sources, maxIn);
            Put(topology.Destinations, destinations, maxOut);
            if (topology.SourceWeights is not null && sourceWeights != (int*)Abi.Table.Unweighted)
                Put(topology.SourceWeights, sourceWeights, maxIn);
            if (topology.DestinationWeights is not null && destinationWeights != (int*)Abi.Table.Unweighted)
                Put(topology.DestinationWeights, destinationWeights, maxOut);
            return error;
        }
    }

    /// <summary>The topology of a communicator; an empty one, with an error, where it has none of the kind.</summary>
    public static int Find(nint comm, int kind, out SingleTopology topology)
    {
        var found = ProcessState.Communicator(comm)?.Topology;
        topology = found ?? SingleTopology.Grid([]);
        return found?.Kind == kind ? Abi.Success : (int)ErrorClass.Topology;
    }

    /// <summary>The divisor of a number that is nearest to its root from above, so that sizes come in falling order.</summary>
    private static int NearRoot(int number, int root)
    {
        int size = Math.Max(1, (int)Math.Ceiling(Math.Pow(number, 1.0 / root) - 1e-9));
        while (number % size != 0)
            size++;
        return size;
    }

    private static int Create(nint comm, SingleTopology topology, nint* result)
    {
        lock (ProcessState.Gate)
        {
            *result = Abi.Table.CommNull;
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            *result = ProcessState.Add(new SingleCommunicator("") { Topology = topology, ErrorHandler = known.ErrorHandler });
            return Abi.Success;
        }
    }

    private static int[]? Weights(int* weights, int count) =>
        weights == (int*)Abi.Table.Unweighted ? null : count == 0 ? [] : [.. new ReadOnlySpan<int>(weights, count)];

    private static void Put(int[] values, int* target, int room) =>
        values.AsSpan(0, Math.Min(values.Length, room)).CopyTo(new Span<int>(target, room));
}
