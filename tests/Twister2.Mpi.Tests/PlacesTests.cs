using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Parts at places of the caller's choice: here in the reverse order of ranks, with one free element between them.</summary>
[Trait("ranks", "any")]
public sealed class PlacesTests : RankTests
{
    private static int Size => World.Size;

    private static int Rank => World.Rank;

    private static IEnumerable<int> Ranks => Enumerable.Range(0, Size);

    private static int[] Counts => [.. Ranks.Select(r => r + 1)];

    private static int[] Places => [.. Ranks.Select(r => Ranks.Where(other => other > r).Sum(other => other + 2))];

    private static int[] Mine => [.. Enumerable.Repeat(Rank, Rank + 1)];

    private static int[] Laid => [.. Ranks.Reverse().SelectMany(r => Enumerable.Repeat(r, r + 1).Append(-1))];

    private static int[] Room()
    {
        int[] room = new int[Laid.Length];
        Array.Fill(room, -1);
        return room;
    }

    [Fact]
    public void Gather_puts_each_part_where_it_is_told()
    {
        int root = Size - 1;
        int[] room = Rank == root ? Room() : [];
        World.GatherFlattened<int>(Mine, Rank == root ? Counts : [], Rank == root ? Places : [], root, room);
        Assert.Equal(Rank == root ? Laid : [], room);
        room = Rank == root ? Room() : [];
        World.ImmediateGatherFlattened<int>(Mine, Rank == root ? Counts : [], Rank == root ? Places : [], root, room).Wait();
        Assert.Equal(Rank == root ? Laid : [], room);
    }

    [Fact]
    public void Allgather_puts_each_part_where_it_is_told()
    {
        int[] room = Room();
        World.AllgatherFlattened<int>(Mine, Counts, Places, room);
        Assert.Equal(Laid, room);
        room = Room();
        World.ImmediateAllgatherFlattened<int>(Mine, Counts, Places, room).Wait();
        Assert.Equal(Laid, room);
    }

    [Fact]
    public void Scatter_takes_each_part_from_where_it_is_told()
    {
        int root = Size / 2;
        int[] room = new int[Rank + 1];
        World.ScatterFromFlattened<int>(Rank == root ? Laid : [], Rank == root ? Counts : [], Rank == root ? Places : [], root, room);
        Assert.Equal(Mine, room);
        room = new int[Rank + 1];
        World.ImmediateScatterFromFlattened<int>(
            Rank == root ? Laid : [], Rank == root ? Counts : [], Rank == root ? Places : [], root, room).Wait();
        Assert.Equal(Mine, room);
    }

    [Fact]
    public void Alltoall_takes_and_puts_each_part_where_it_is_told()
    {
        // Rank a sends each rank b the value 10 a + b, b + 1 times; what comes has Rank + 1 values from each, laid in reverse.
        int[] values = [.. Ranks.Reverse().SelectMany(r => Enumerable.Repeat((10 * Rank) + r, r + 1).Append(-1))];
        int[] recvCounts = [.. Ranks.Select(_ => Rank + 1)];
        int[] recvPlaces = [.. Ranks.Select(r => (Size - 1 - r) * (Rank + 1))];
        int[] expected = [.. Ranks.Reverse().SelectMany(r => Enumerable.Repeat((10 * r) + Rank, Rank + 1))];
        int[] room = new int[expected.Length];
        World.AlltoallFlattened<int>(values, Counts, Places, recvCounts, recvPlaces, room);
        Assert.Equal(expected, room);
        room = new int[expected.Length];
        World.ImmediateAlltoallFlattened<int>(values, Counts, Places, recvCounts, recvPlaces, room).Wait();
        Assert.Equal(expected, room);
    }

    [Fact]
    public void Places_outside_the_room_are_refused()
    {
        int[] places = Places;
        places[Size - 1] = -1;
        Expect(ErrorClass.Buffer, () => World.AllgatherFlattened<int>(Mine, Counts, places, Room()));
        places[Size - 1] = Laid.Length;
        Expect(ErrorClass.Buffer, () => World.AllgatherFlattened<int>(Mine, Counts, places, Room()));
        places[Size - 1] = int.MaxValue;
        Expect(ErrorClass.Buffer, () => World.ImmediateAllgatherFlattened<int>(Mine, Counts, places, Room()));
        Expect(ErrorClass.Buffer, () => World.AlltoallFlattened<int>(Mine, Counts, places, Counts, Places, Room()));
        Expect(ErrorClass.Count, () => World.AllgatherFlattened<int>(Mine, Counts, Places.AsSpan(1), Room()));
        int[] counts = Counts;
        counts[0] = -1;
        Expect(ErrorClass.Count, () => World.AllgatherFlattened<int>(Mine, counts, Places, Room()));
        Expect(ErrorClass.Count, () => World.AlltoallInPlace<int>(Room(), counts));
        Expect(ErrorClass.Count, () => World.ReduceScatter<int>(Room(), Operation<int>.Add, counts, Room()));
    }

    [Fact]
    public void Collectives_in_place_check_what_they_are_given()
    {
        if (Size > 1)
        {
            Expect(ErrorClass.Count, () => World.AllgatherInPlace<int>(new int[Size + 1]));
            Expect(ErrorClass.Count, () => World.AlltoallInPlace<int>(new int[Size + 1]));
            Expect(ErrorClass.Count, () => World.ImmediateReduceScatterBlock<int>(new int[Size + 1], Operation<int>.Add));
        }

        Expect(ErrorClass.Root, () => World.GatherInPlace<int>(new int[Size], Size));
        Expect(ErrorClass.Root, () => World.ScatterInPlace<int>(new int[Size], -1));
        Expect(ErrorClass.Root, () => World.ImmediateReduce<int>(new int[Size], Operation<int>.Add, Size));
        Expect(ErrorClass.Buffer, () => World.AllgatherInPlace<int>(new int[1], [.. Ranks.Select(_ => 2)]));
        Expect(ErrorClass.Buffer, () => World.ImmediateAllreduce<int>(new int[2], Operation<int>.Add, new int[1]));
        Expect(ErrorClass.Count, () => World.ReduceScatter<int>(new int[1].AsSpan(), Operation<int>.Add, [.. Ranks.Select(_ => 2)]));
    }

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);
}
