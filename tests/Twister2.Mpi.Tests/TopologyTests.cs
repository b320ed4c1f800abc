using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class TopologyTests : RankTests
{
    [Fact]
    public void Sizes_of_a_grid_are_chosen()
    {
        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(12, 2, ref dims);
        Assert.Equal([4, 3], dims);
        dims = [0, 2, 0];
        CartesianCommunicator.ComputeDimensions(20, 3, ref dims);
        Assert.Equal([5, 2, 2], dims);
        dims = [0, 0, 0];
        CartesianCommunicator.ComputeDimensions(7, 3, ref dims);
        Assert.Equal([7, 1, 1], dims);
        int[] seven = [3, 0];
        Assert.Equal(ErrorClass.Dimensions, Assert.Throws<MpiException>(() => CartesianCommunicator.ComputeDimensions(7, 2, ref seven)).ErrorClass);
        int[] none = [0];
        Assert.Throws<MpiException>(() => CartesianCommunicator.ComputeDimensions(7, 2, ref none));
        int[] full = [3, 2];
        Assert.Throws<MpiException>(() => CartesianCommunicator.ComputeDimensions(12, 2, ref full));
        Assert.Throws<MpiException>(() => CartesianCommunicator.ComputeDimensions(0, 1, ref none));
    }

    [Fact]
    public void A_grid_knows_its_places()
    {
        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(World.Size, 2, ref dims);
        using var grid = new CartesianCommunicator(World, 2, dims, [true, false], reorder: false);
        Assert.Equal(dims, grid.Dimensions);
        Assert.Equal([true, false], grid.Periodic);
        Assert.Equal([World.Rank / dims[1], World.Rank % dims[1]], grid.Coordinates);
        Assert.Equal(World.Rank, grid.GetCartesianRank(grid.Coordinates));
        for (int rank = 0; rank < World.Size; rank++)
            Assert.Equal(rank, grid.GetCartesianRank(grid.GetCartesianCoordinates(rank)));
        Assert.Equal(grid.GetCartesianRank(dims[0] - 1, 0), grid.GetCartesianRank(-1, 0));
        Assert.Throws<MpiException>(() => grid.GetCartesianRank(0, dims[1]));
        Assert.Throws<MpiException>(() => grid.GetCartesianRank(0));
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => grid.GetCartesianCoordinates(World.Size)).ErrorClass);
        Assert.Equal(World.Size, grid.Allreduce(1, Operation<int>.Add));
    }

    [Fact]
    public void Values_shift_along_a_grid()
    {
        using var line = new CartesianCommunicator(World, 1, [World.Size], [false], reorder: false);
        line.Shift(0, 1, out int source, out int dest);
        Assert.Equal(World.Rank == 0 ? Communicator.procNull : World.Rank - 1, source);
        Assert.Equal(World.Rank == World.Size - 1 ? Communicator.procNull : World.Rank + 1, dest);
        using var ring = new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false);
        ring.Shift(0, -1, out source, out dest);
        Assert.Equal((Ring.Next, Ring.Previous), (source, dest));
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => ring.Shift(1, 1, out _, out _)).ErrorClass);
        Assert.Equal([Ring.Previous, Ring.Next], ring.Sources);
        Assert.Equal(ring.Sources, ring.Destinations);
        Assert.Equal((2, 2), (ring.InDegree, ring.OutDegree));
    }

    [Fact]
    public void A_grid_lists_its_neighbours_once()
    {
        using var ring = new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false);
        int[] expected = World.Size switch
        {
            1 => [],
            2 => [1 - World.Rank],
            _ => [Ring.Previous, Ring.Next],
        };
        Assert.Equal(expected, ring.Neighbors);
        Assert.Equal(World.Size switch { 1 => 0, 2 => 1, _ => World.Size }, ring.NumEdges);
        Assert.Equal(ring.NumEdges * 2, Enumerable.Range(0, World.Size).Sum(rank => ring.NeighborsOf(rank).Length));
        using var line = new CartesianCommunicator(World, 2, [1, World.Size], [false, false], reorder: false);
        Assert.Equal(World.Size - 1, line.NumEdges);
        Assert.Equal(World.Size == 1 ? [] : [1], line.NeighborsOf(0));
    }

    [Fact]
    public void A_grid_is_cut_into_lines()
    {
        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(World.Size, 2, ref dims);
        using var grid = new CartesianCommunicator(World, 2, dims, [false, true], reorder: false);
        using var row = grid.Subgrid(false, true);
        Assert.Equal([dims[1]], row.Dimensions);
        Assert.Equal([true], row.Periodic);
        Assert.Equal([grid.Coordinates[1]], row.Coordinates);
        Assert.Equal(dims[1], row.Size);
        using var column = grid.Subgrid([1, 0]);
        Assert.Equal((dims[0], grid.Coordinates[0]), (column.Size, column.Rank));
        Assert.Throws<MpiException>(() => grid.Subgrid(true));
        Assert.Throws<ArgumentNullException>(() => grid.Subgrid((int[])null!));
    }

    [Fact]
    public void A_grid_may_leave_processes_out()
    {
        int places = Math.Max(1, World.Size - 1);
        using var grid = CartesianCommunicator.Create(World, [places], [false]);
        Assert.Equal(World.Rank >= places, grid is null);
        if (World.Rank >= places)
            Assert.Equal(ErrorClass.Topology, Assert.Throws<MpiException>(() => Line(places)).ErrorClass);
        else
            Line(places).Dispose();
        Assert.InRange(CartesianCommunicator.Map(World, 1, [places], [false]), Communicator.undefined, places - 1);
        Assert.Equal(ErrorClass.Topology, Assert.Throws<MpiException>(() => Line(World.Size + 1)).ErrorClass);
        Assert.Equal(ErrorClass.Dimensions, Assert.Throws<MpiException>(() => Line(0)).ErrorClass);
        Assert.Equal(
            ErrorClass.Dimensions,
            Assert.Throws<MpiException>(() => new CartesianCommunicator(World, 2, [1], [false], reorder: false)).ErrorClass);
        Assert.Throws<MpiException>(() => CartesianCommunicator.Create(World, [1], [false, true]));
        Assert.Throws<ArgumentNullException>(() => CartesianCommunicator.Create(null!, [1], [false]));
    }

    [Fact]
    public void A_clone_has_the_topology()
    {
        using var ring = new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false);
        using var clone = ring.Clone();
        Assert.Equal((ring.Dimensions[0], true), (clone.Dimensions[0], clone.Periodic[0]));
        using var info = new Info();
        using var second = ring.Clone(info);
        Assert.Equal(ring.Sources, second.Sources);
        using var graph = new GraphCommunicator(World, Star(World.Size), reorder: false);
        using var graphClone = graph.Clone();
        Assert.Equal(graph.Edges, graphClone.Edges);
        using var graphSecond = graph.Clone(info);
        Assert.Equal(graph.Neighbors, graphSecond.Neighbors);
        using var directed = DistributedGraphCommunicator.CreateAdjacent(World, [Ring.Previous], [Ring.Next], [2], [3]);
        using var directedClone = directed.Clone();
        Assert.Equal((2, 3), (directedClone.SourceWeights![0], directedClone.DestinationWeights![0]));
        using var directedSecond = directed.Clone(info);
        Assert.Equal(directed.Sources, directedSecond.Sources);
        using Communicator abstractly = ((Communicator)ring).Clone();
        Assert.IsType<CartesianCommunicator>(abstractly);
    }

    [Fact]
    public void A_graph_knows_all_edges()
    {
        int[][] star = Star(World.Size);
        using var graph = new GraphCommunicator(World, star, reorder: false);
        Assert.Equal(star, graph.Edges);
        Assert.Equal(2 * (World.Size - 1), graph.NumEdges);
        Assert.Equal(star[World.Rank], graph.Neighbors);
        Assert.Equal(star[World.Rank], graph.Sources);
        Assert.Equal(star[0], graph.NeighborsOf(0));
        Assert.InRange(GraphCommunicator.Map(World, star), 0, World.Size - 1);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => graph.NeighborsOf(-1)).ErrorClass);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => new GraphCommunicator(World, [[World.Size]], reorder: false)).ErrorClass);
        Assert.Throws<MpiException>(() => new GraphCommunicator(World, [], reorder: false));
        Assert.Throws<ArgumentNullException>(() => new GraphCommunicator(World, null!, reorder: false));
    }

    [Fact]
    public void A_graph_may_leave_processes_out()
    {
        int nodes = Math.Max(1, World.Size - 1);
        using var graph = GraphCommunicator.Create(World, Star(nodes));
        Assert.Equal(World.Rank >= nodes, graph is null);
        Assert.Equal(nodes, graph?.Size ?? nodes);
    }

    [Fact]
    public void A_distributed_graph_knows_its_own_edges()
    {
        using var ring = DistributedGraphCommunicator.CreateAdjacent(World, [Ring.Previous], [Ring.Next]);
        Assert.Equal([Ring.Previous], ring.Sources);
        Assert.Equal([Ring.Next], ring.Destinations);
        Assert.Equal([Ring.Next], ring.Neighbors);
        Assert.Null(ring.SourceWeights);
        Assert.Null(ring.DestinationWeights);
        using var hints = new Info();
        using var weighted = DistributedGraphCommunicator.CreateAdjacent(World, [Ring.Previous], [], [5], [], reorder: false, hints);
        Assert.Equal([5], weighted.SourceWeights!);
        Assert.Empty(weighted.DestinationWeights!);
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.CreateAdjacent(World, [World.Size], []));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.CreateAdjacent(World, [0], [], [1], null));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.CreateAdjacent(World, [0], [], [1, 2], []));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.CreateAdjacent(World, [0], [], [-1], []));
    }

    [Fact]
    public void A_distributed_graph_is_given_by_anybody()
    {
        // Rank 0 gives all edges of the ring.
        int[] ranks = World.Rank == 0 ? [.. Enumerable.Range(0, World.Size)] : [];
        int[] ends = [.. ranks.Select(rank => (rank + 1) % World.Size)];
        using var ring = DistributedGraphCommunicator.Create(World, ranks, [.. ranks.Select(_ => 1)], ends);
        Assert.Equal([Ring.Previous], ring.Sources);
        Assert.Equal([Ring.Next], ring.Destinations);
        using var weighted = DistributedGraphCommunicator.Create(World, ranks, [.. ranks.Select(_ => 1)], ends, [.. ranks.Select(r => r + 10)]);
        Assert.Equal((10 + Ring.Previous, 10 + World.Rank), (weighted.SourceWeights!.Single(), weighted.DestinationWeights!.Single()));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.Create(World, [0], [2], [0]));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.Create(World, [0], [1, 1], [0, 0]));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.Create(World, [0], [1], [World.Size]));
        Assert.Throws<MpiException>(() => DistributedGraphCommunicator.Create(World, [0], [1], [0], [1, 2]));
    }

    /// <summary>Rank 0 in the middle of the others.</summary>
    internal static int[][] Star(int size) =>
        [.. Enumerable.Range(0, size).Select(rank => rank == 0 ? Enumerable.Range(1, size - 1).ToArray() : [0])];

    private static CartesianCommunicator Line(int places) => new(World, 1, [places], [false], reorder: false);
}
