#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Groups, communicators made from communicators, grids, graphs, attributes.</summary>
internal static class Topologies
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator world = Communicator.world;
            Communicators(world);
            Groups(world);
            Grid(world);
            Graph(world);
            Attributes(world);
            if (world.Size > 1)
                Bridge(world);
        }
    }

    private static void Communicators(Intracommunicator world)
    {
        Intracommunicator twin = (Intracommunicator)world.Clone();
        Assert.Equal(Comparison.Congruent, world.Compare(twin));
        twin.Dispose();
        Intracommunicator half = (Intracommunicator)world.Split(world.Rank % 2, world.Rank)!;
        Assert.Equal(world.Rank / 2, half.Rank);
        half.Dispose();
    }

    private static void Groups(Intracommunicator world)
    {
        int[] even = [.. Enumerable.Range(0, world.Size).Where(r => r % 2 == 0)];
        Group all = world.Group;
        Group evens = all.IncludeOnly(even);
        Group odds = all - evens;
        Assert.Equal(all.Size, evens.Size + odds.Size);
        Assert.Equal(world.Rank % 2 == 0 ? world.Rank / 2 : Group.NoProcess, evens.Rank);
        Assert.Equal(even, evens.TranslateRanks([.. Enumerable.Range(0, even.Length)], all));
        Assert.Equal(Comparison.Unequal, all.Compare(world.Size > 1 ? evens : odds));
        using Communicator made = world.Create(evens);
        Assert.Equal(world.Rank % 2 != 0, made is null);
    }

    private static void Grid(Intracommunicator world)
    {
        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(world.Size, 2, ref dims);
        Assert.Equal(world.Size, dims[0] * dims[1]);
        using CartesianCommunicator cart = new CartesianCommunicator(world, 2, dims, [true, false], false);
        int from, to;
        cart.Shift(0, 1, out from, out to);
        int got;
        cart.SendReceive(cart.Rank, to, 0, from, 0, out got);
        Assert.Equal(from, got);
        Assert.Equal(cart.Rank, cart.GetCartesianRank(cart.GetCartesianCoordinates(cart.Rank)));
        Assert.Equal(dims, cart.Dimensions);
        Assert.Equal(new[] { true, false }, cart.Periodic);
        Assert.Equal(cart.Coordinates, cart.GetCartesianCoordinates(cart.Rank));
        using CartesianCommunicator row = cart.Subgrid([0, 1]);
        Assert.Equal(dims[1], row.Size);
    }

    private static void Graph(Intracommunicator world)
    {
        int[][] edges = [.. Enumerable.Range(0, world.Size).Select(r => new[] { (r + 1) % world.Size })];
        using GraphCommunicator graph = new GraphCommunicator(world, edges, false);
        Assert.Equal(edges[graph.Rank], graph.Neighbors);
        Assert.Equal(world.Size, graph.NumEdges);
        Assert.Equal(edges[0], graph.NeighborsOf(0));
    }

    private static void Attributes(Intracommunicator world)
    {
        MPI.Attribute attribute = MPI.Attribute.Create<int>(AttributeDuplication.Shallow);
        world.Attributes[attribute] = 17;
        Intracommunicator twin = (Intracommunicator)world.Clone();
        Assert.Equal(17, (int)twin.Attributes[attribute]!);
        world.Attributes.Remove(attribute);
        Assert.Null(world.Attributes[attribute]);
        twin.Dispose();
        attribute.Dispose();
    }

    private static void Bridge(Intracommunicator world)
    {
        int side = world.Rank % 2;
        using Intracommunicator local = (Intracommunicator)world.Split(side, world.Rank)!;
        using Intercommunicator bridge = new Intercommunicator(local, 0, world, 1 - side, 9);
        Assert.Equal(world.Size, bridge.Size + bridge.RemoteSize);
        using Intracommunicator merged = bridge.Merge(side == 1);
        Assert.Equal(side == 0 ? local.Rank : (world.Size + 1) / 2 + local.Rank, merged.Rank);
    }
}
