using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Blocking collectives on spans allocate nothing, user operations included once they are warm.</summary>
[Trait("ranks", "any")]
public sealed class CollectiveAllocationTests : RankTests
{
    private const int Part = 4;

    private static readonly double[] Values = new double[Part];
    private static readonly double[] All = new double[Part * World.Size];
    private static readonly double[] AllRoom = new double[Part * World.Size];
    private static readonly double[] Room = new double[Part];
    private static readonly int[] Counts = [.. Enumerable.Repeat(Part, World.Size)];
    private static readonly int[] Places = [.. Enumerable.Range(0, World.Size).Select(r => r * Part)];
    private static readonly Operation<double> Spans = new((left, right) => right[0] += left[0]);

    [Fact]
    public void Movements_allocate_nothing()
    {
        Check("barrier", World.Barrier);
        Check("broadcast", () => World.Broadcast<double>(Room, 0));
        Check("gather", () => World.GatherFlattened<double>(Values, 0, All));
        Check("gather in place", () => World.GatherInPlace(World.Rank == 0 ? All : Values.AsSpan(), 0));
        Check("gatherv", () => World.GatherFlattened<double>(Values, Counts, 0, All));
        Check("gatherv at places", () => World.GatherFlattened<double>(Values, Counts, Places, 0, All));
        Check("gatherv in place", () => World.GatherInPlace(World.Rank == 0 ? All : Values.AsSpan(), Counts, 0));
        Check("scatter", () => World.ScatterFromFlattened<double>(All, 0, Room));
        Check("scatter in place", () => World.ScatterInPlace(World.Rank == 0 ? All : Room.AsSpan(), 0));
        Check("scatterv", () => World.ScatterFromFlattened<double>(All, Counts, 0, Room));
        Check("scatterv at places", () => World.ScatterFromFlattened<double>(All, Counts, Places, 0, Room));
        Check("scatterv in place", () => World.ScatterInPlace(World.Rank == 0 ? All : Room.AsSpan(), Counts, 0));
        Check("scatter of one", () => World.Scatter<int>(Counts.AsSpan(), 0));
        Check("allgather", () => World.AllgatherFlattened<double>(Values, All));
        Check("allgather in place", () => World.AllgatherInPlace(All.AsSpan()));
        Check("allgatherv", () => World.AllgatherFlattened<double>(Values, Counts, All));
        Check("allgatherv at places", () => World.AllgatherFlattened<double>(Values, Counts, Places, All));
        Check("allgatherv in place", () => World.AllgatherInPlace(All.AsSpan(), Counts));
        Check("alltoall", () => World.Alltoall<double>(All, AllRoom));
        Check("alltoall in place", () => World.AlltoallInPlace(All.AsSpan()));
        Check("alltoallv", () => World.AlltoallFlattened<double>(All, Counts, Counts, AllRoom));
        Check("alltoallv at places", () => World.AlltoallFlattened<double>(All, Counts, Places, Counts, Places, AllRoom));
        Check("alltoallv in place", () => World.AlltoallInPlace(All.AsSpan(), Counts));
    }

    [Fact]
    public void Reductions_allocate_nothing()
    {
        foreach (var op in new[] { Operation<double>.Add, Spans })
        {
            Check("reduce", () => World.Reduce<double>(Values, op, 0, Room));
            Check("reduce in place", () => World.Reduce(Room.AsSpan(), op, 0));
            Check("reduce of a value", () => World.Reduce(1.0, op, 0));
            Check("allreduce", () => World.Allreduce<double>(Values, op, Room));
            Check("allreduce in place", () => World.Allreduce(Room.AsSpan(), op));
            Check("allreduce of a value", () => World.Allreduce(1.0, op));
            Check("reduce-scatter", () => World.ReduceScatter<double>(All, op, Counts, Room));
            Check("reduce-scatter in place", () => World.ReduceScatter(All.AsSpan(), op, Counts));
            Check("reduce-scatter of blocks", () => World.ReduceScatterBlock<double>(All, op, Room));
            Check("reduce-scatter of blocks in place", () => World.ReduceScatterBlock(All.AsSpan(), op));
            Check("scan", () => World.Scan<double>(Values, op, Room));
            Check("scan in place", () => World.Scan(Room.AsSpan(), op));
            Check("scan of a value", () => World.Scan(1.0, op));
            Check("exclusive scan", () => World.ExclusiveScan<double>(Values, op, Room));
            Check("exclusive scan in place", () => World.ExclusiveScan(Room.AsSpan(), op));
            Check("exclusive scan of a value", () => World.ExclusiveScan(1.0, op));
        }
    }

    [Fact]
    public void A_lambda_that_captures_nothing_costs_nothing_after_its_first_use()
    {
        Check("lambda", () => World.Allreduce(1, static (a, b) => a + b));
        Check("lambda on spans", () => World.Allreduce(Room.AsSpan(), static (a, b) => a + b));
    }

    private static void Check(string what, Action action)
    {
        for (int i = 0; i < 10; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            action();
        Assert.Equal((what, 0L), (what, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
