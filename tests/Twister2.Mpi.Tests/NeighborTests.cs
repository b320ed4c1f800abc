using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Neighbourhood collectives on every topology, against what the definition says.</summary>
[Trait("ranks", "any")]
public sealed class NeighborTests : RankTests
{
    public static TheoryData<string> Topologies => ["line", "ring", "torus", "star", "directed"];

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Allgather_brings_each_sources_values(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        Assert.Equal(sources.Select(s => s < 0 ? 0 : s + 100), comm.NeighborAllgather(World.Rank + 100));
        int[] sent = [World.Rank, World.Rank * World.Rank];
        int[] expected = [.. sources.SelectMany(s => s < 0 ? new[] { -7, -7 } : [s, s * s])];
        int[] room = Filled(2 * sources.Length);
        comm.NeighborAllgather<int>(sent, room);
        Assert.Equal(expected, room);
        room = Filled(2 * sources.Length);
        comm.ImmediateNeighborAllgather<int>(sent, room).Wait();
        Assert.Equal(expected, room);
        if (sources.Length > 0)
            Assert.Throws<MpiException>(() => comm.NeighborAllgather<int>(sent, new int[(2 * sources.Length) - 1]));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Allgather_brings_differently_many(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        long[] sent = [.. Enumerable.Repeat((long)World.Rank, World.Rank + 1)];
        int[] counts = [.. sources.Select(s => Math.Max(s, 0) + 1)];
        long[] expected = [.. sources.SelectMany(s => s < 0 ? [-7L] : Enumerable.Repeat((long)s, s + 1))];
        long[] room = [.. Enumerable.Repeat(-7L, counts.Sum())];
        comm.NeighborAllgatherFlattened<long>(sent, counts, room);
        Assert.Equal(expected, room);
        room.AsSpan().Fill(-7);
        comm.ImmediateNeighborAllgatherFlattened<long>(sent, counts, room).Wait();
        Assert.Equal(expected, room);
        Assert.Throws<MpiException>(() => comm.NeighborAllgatherFlattened<long>(sent, [.. counts, 0], room));
        if (room.Length > 0)
            Assert.Throws<MpiException>(() => comm.NeighborAllgatherFlattened<long>(sent, counts, room.AsSpan(1)));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Alltoall_gives_each_destination_its_part(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        int[] destinations = comm.Destinations;
        int[] values = [.. destinations.Select(d => (World.Rank * 100) + d)];
        Assert.Equal(sources.Select(s => s < 0 ? 0 : (s * 100) + World.Rank), comm.NeighborAlltoall<int>(values));
        int[] sent = [.. destinations.SelectMany(d => new[] { World.Rank, d })];
        int[] expected = [.. sources.SelectMany(s => s < 0 ? new[] { -7, -7 } : [s, World.Rank])];
        int[] room = Filled(2 * sources.Length);
        comm.NeighborAlltoall<int>(sent, room);
        Assert.Equal(expected, room);
        room = Filled(2 * sources.Length);
        comm.ImmediateNeighborAlltoall<int>(sent, room).Wait();
        Assert.Equal(expected, room);
        Assert.Throws<MpiException>(() => comm.NeighborAlltoall<int>([.. values, 1]));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Alltoall_gives_parts_of_different_lengths(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        int[] destinations = comm.Destinations;
        short[] sent = [.. destinations.SelectMany(d => Enumerable.Repeat((short)World.Rank, Length(World.Rank, d)))];
        int[] sendCounts = [.. destinations.Select(d => Length(World.Rank, d))];
        int[] recvCounts = [.. sources.Select(s => Length(s, World.Rank))];
        short[] expected = [.. sources.SelectMany(s => Enumerable.Repeat(s < 0 ? (short)-7 : (short)s, Length(s, World.Rank)))];
        short[] room = [.. Enumerable.Repeat((short)-7, recvCounts.Sum())];
        comm.NeighborAlltoallFlattened<short>(sent, sendCounts, recvCounts, room);
        Assert.Equal(expected, room);
        room.AsSpan().Fill(-7);
        comm.ImmediateNeighborAlltoallFlattened<short>(sent, sendCounts, recvCounts, room).Wait();
        Assert.Equal(expected, room);
        if (sent.Length > 0)
            Assert.Throws<MpiException>(() => comm.NeighborAlltoallFlattened<short>(sent.AsSpan(1), sendCounts, recvCounts, room));
    }

    /// <summary>Parts lie in memory the other way round, with a gap before each.</summary>
    [Theory]
    [MemberData(nameof(Topologies))]
    public void Parts_lie_where_their_displacements_say(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        int[] destinations = comm.Destinations;
        int[] sendCounts = [.. destinations.Select(d => Length(World.Rank, d))];
        int[] recvCounts = [.. sources.Select(s => Length(s, World.Rank))];
        int[] sendPlaces = Backwards(sendCounts);
        int[] recvPlaces = Backwards(recvCounts);
        int[] sent = Filled(sendCounts.Sum() + sendCounts.Length);
        int[] expected = Filled(recvCounts.Sum() + recvCounts.Length);
        for (int i = 0; i < destinations.Length; i++)
            sent.AsSpan(sendPlaces[i], sendCounts[i]).Fill((100 * World.Rank) + destinations[i]);
        for (int i = 0; i < sources.Length; i++)
            expected.AsSpan(recvPlaces[i], recvCounts[i]).Fill(sources[i] < 0 ? -7 : (100 * sources[i]) + World.Rank);
        int[] room = Filled(expected.Length);
        comm.NeighborAlltoallFlattened<int>(sent, sendCounts, sendPlaces, recvCounts, recvPlaces, room);
        Assert.Equal(expected, room);
        room = Filled(expected.Length);
        comm.ImmediateNeighborAlltoallFlattened<int>(sent, sendCounts, sendPlaces, recvCounts, recvPlaces, room).Wait();
        Assert.Equal(expected, room);

        recvCounts = [.. sources.Select(s => Math.Max(s, 0) + 1)];
        recvPlaces = Backwards(recvCounts);
        expected = Filled(recvCounts.Sum() + recvCounts.Length);
        for (int i = 0; i < sources.Length; i++)
            expected.AsSpan(recvPlaces[i], recvCounts[i]).Fill(sources[i] < 0 ? -7 : sources[i]);
        room = Filled(expected.Length);
        int[] mine = [.. Enumerable.Repeat(World.Rank, World.Rank + 1)];
        comm.NeighborAllgatherFlattened<int>(mine, recvCounts, recvPlaces, room);
        Assert.Equal(expected, room);
        room = Filled(expected.Length);
        comm.ImmediateNeighborAllgatherFlattened<int>(mine, recvCounts, recvPlaces, room).Wait();
        Assert.Equal(expected, room);
        if (sources.Length == 0)
            return;
        recvPlaces[0]++;
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => comm.NeighborAllgatherFlattened<int>(mine, recvCounts, recvPlaces, room)).ErrorClass);
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => comm.ImmediateNeighborAllgatherFlattened<int>(mine, recvCounts, recvPlaces, room)).ErrorClass);

        static int[] Backwards(int[] counts) => [.. counts.Select((_, i) => counts.Skip(i + 1).Sum() + counts.Length - i)];
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Objects_go_to_neighbours(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        int[] destinations = comm.Destinations;
        Assert.Equal(sources.Select(s => s < 0 ? null : $"from {s}"), comm.NeighborAllgather($"from {World.Rank}"));
        string[] texts = [.. destinations.Select(d => $"{World.Rank} to {d}")];
        Assert.Equal(sources.Select(s => s < 0 ? null : $"{s} to {World.Rank}"), comm.NeighborAlltoall(texts));
        int[] numbers = [.. destinations.Select(d => (World.Rank * 100) + d)];
        Assert.Equal(sources.Select(s => s < 0 ? 0 : (s * 100) + World.Rank), comm.NeighborAlltoall(numbers));
        Assert.Throws<MpiException>(() => comm.NeighborAlltoall([.. texts, "one more"]));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void Datatypes_pick_what_goes_to_each_neighbour(string topology)
    {
        using var comm = Create(topology);
        int[] sources = comm.Sources;
        int[] destinations = comm.Destinations;
        // To destination i the column i of a matrix of three rows; from source i into the row i.
        int columns = Math.Max(destinations.Length, 1);
        int[] matrix = [.. Enumerable.Range(0, 3 * columns).Select(k => k % columns < destinations.Length ? Sent(World.Rank, destinations[k % columns], k / columns) : 0)];
        using var column = Datatype.Of<int>().Vector(3, 1, columns);
        int[] ones = [.. destinations.Select(_ => 1)];
        nint[] starts = [.. destinations.Select((_, i) => (nint)(i * sizeof(int)))];
        Datatype[] sendTypes = [.. destinations.Select(_ => column)];
        int[] threes = [.. sources.Select(_ => 3)];
        nint[] rows = [.. sources.Select((_, i) => (nint)(3 * i * sizeof(int)))];
        Datatype[] recvTypes = [.. sources.Select(_ => Datatype.Of<int>())];
        int[] expected = [.. sources.SelectMany(s => new[] { 0, 1, 2 }.Select(k => s < 0 ? -7 : Sent(s, World.Rank, k)))];
        int[] room = Filled(3 * sources.Length);
        comm.NeighborAlltoallw<int>(matrix, ones, starts, sendTypes, room, threes, rows, recvTypes);
        Assert.Equal(expected, room);
        room = Filled(3 * sources.Length);
        comm.ImmediateNeighborAlltoallw<int>(matrix, ones, starts, sendTypes, room, threes, rows, recvTypes).Wait();
        Assert.Equal(expected, room);
        Assert.Throws<MpiException>(() => comm.NeighborAlltoallw<int>(matrix, [.. ones, 1], starts, sendTypes, room, threes, rows, recvTypes));
        if (room.Length > 0)
            Assert.Throws<MpiException>(() => comm.NeighborAlltoallw<int>(matrix, ones, starts, sendTypes, room.AsSpan(1), threes, rows, recvTypes));

        static int Sent(int from, int to, int row) => (1000 * from) + (10 * Math.Max(to, 0)) + row;
    }

    /// <summary>On a ring of one or two the lower and the upper neighbour are the same process: what goes up must come from below.</summary>
    [Fact]
    public void Up_and_down_stay_apart_on_a_short_ring()
    {
        using var ring = Create("ring");
        Assert.Equal([(Ring.Previous * 10) + 1, Ring.Next * 10], ring.NeighborAlltoall(World.Rank * 10, (World.Rank * 10) + 1));
    }

    [Fact]
    public void Blocking_calls_allocate_nothing()
    {
        using var comm = Create("line");
        double[] sent = new double[8];
        double[] room = new double[16];
        int[] sendCounts = [4, 4];
        int[] recvCounts = [4, 4];
        int[] gathered = [8, 8];
        int[] places = [8, 0];
        AllocationTests.Check("neighbour allgather", () => comm.NeighborAllgather<double>(sent, room));
        AllocationTests.Check("neighbour allgatherv", () => comm.NeighborAllgatherFlattened<double>(sent, gathered, room));
        AllocationTests.Check("neighbour allgatherv at places", () => comm.NeighborAllgatherFlattened<double>(sent, gathered, places, room));
        AllocationTests.Check("neighbour alltoallv at places", () => comm.NeighborAlltoallFlattened<double>(sent, sendCounts, recvCounts, sendCounts, recvCounts, room));
        AllocationTests.Check("neighbour alltoall", () => comm.NeighborAlltoall<double>(sent, room.AsSpan(0, 8)));
        AllocationTests.Check("neighbour alltoallv", () => comm.NeighborAlltoallFlattened<double>(sent, sendCounts, recvCounts, room));
    }

    private static int Length(int from, int to) => from < 0 ? 2 : to < 0 ? 1 : 1 + ((from + (2 * to)) % 3);

    private static int[] Filled(int length) => [.. Enumerable.Repeat(-7, length)];

    private static TopologicalCommunicator Create(string topology)
    {
        int[] dims = [0, 0];
        CartesianCommunicator.ComputeDimensions(World.Size, 2, ref dims);
        return topology switch
        {
            "line" => new CartesianCommunicator(World, 1, [World.Size], [false], reorder: false),
            "ring" => new CartesianCommunicator(World, 1, [World.Size], [true], reorder: false),
            "torus" => new CartesianCommunicator(World, 2, dims, [true, false], reorder: false),
            "star" => new GraphCommunicator(World, TopologyTests.Star(World.Size), reorder: false),
            // Everybody sends to all with a higher rank, and to itself.
            _ => DistributedGraphCommunicator.CreateAdjacent(
                World, [.. Enumerable.Range(0, World.Rank + 1)], [.. Enumerable.Range(World.Rank, World.Size - World.Rank)]),
        };
    }
}
