using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Nonblocking collectives between two groups, and those that put parts to places of their own.</summary>
[Trait("ranks", "any")]
public sealed class IntercommunicatorImmediateTests : RankTests
{
    private static int[] Others => Halves.Others;

    private static int Root => Halves.Root;

    [Fact]
    public void A_barrier_waits_for_the_other_group()
    {
        using var halves = new Halves();
        if (World.Rank == 0)
            Thread.Sleep(20);
        var request = halves.Inter.ImmediateBarrier();
        request.Wait();
        Assert.True(request.IsCompleted);
    }

    [Fact]
    public void A_root_gives()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        int[] values = Halves.IsRoot ? [41, 42] : [-1, -1];
        inter.ImmediateBroadcast<int>(values, Root).Wait();
        Assert.Equal(!Halves.IsEven || Halves.IsRoot ? [41, 42] : [-1, -1], values);

        long[] pairs = Halves.IsRoot ? [.. Others.SelectMany(o => new long[] { o, -o })] : [];
        var pair = new long[Halves.IsEven ? 0 : 2];
        inter.ImmediateScatterFromFlattened<long>(pairs, Root, pair).Wait();
        Assert.Equal(Halves.IsEven ? [] : [World.Rank, -World.Rank], pair);

        int[] counts = [.. Enumerable.Range(1, Others.Length)];
        int[] many = Halves.IsRoot ? [.. counts.SelectMany(c => Enumerable.Repeat(c, c))] : [];
        var part = new int[Halves.IsEven ? 0 : halves.Local.Rank + 1];
        inter.ImmediateScatterFromFlattened<int>(many, Halves.IsRoot ? counts : [], Root, part).Wait();
        Assert.Equal(Halves.IsEven ? [] : Enumerable.Repeat(halves.Local.Rank + 1, halves.Local.Rank + 1), part);

        // From the back to the front, with a gap.
        int[] ones = [.. Others.Select(_ => 1)];
        int[] places = [.. Others.Select((_, i) => 2 * (Others.Length - 1 - i))];
        int[] spread = Halves.IsRoot ? [.. Others.Reverse().SelectMany(o => new[] { o, -7 })] : [];
        var one = new int[Halves.IsEven ? 0 : 1];
        inter.ImmediateScatterFromFlattened<int>(spread, Halves.IsRoot ? ones : [], Halves.IsRoot ? places : [], Root, one).Wait();
        Assert.Equal(Halves.IsEven ? [] : [World.Rank], one);
        one.AsSpan().Clear();
        inter.ScatterFromFlattened<int>(spread, Halves.IsRoot ? ones : [], Halves.IsRoot ? places : [], Root, one);
        Assert.Equal(Halves.IsEven ? [] : [World.Rank], one);
    }

    /// <summary>Open MPI compares the two buffers, also where neither holds anything, on the process whose rank is that of the other group's root.</summary>
    [Fact]
    public void Nothing_is_reduced()
    {
        using var halves = new Halves();
        for (int root = 0; root < halves.Local.Size && root < halves.Inter.RemoteSize; root++)
        {
            int given = !Halves.IsEven ? root : halves.Local.Rank == root ? Intercommunicator.Root : Intercommunicator.Null;
            halves.Inter.Reduce<int>([], Operation<int>.Add, given, []);
            halves.Inter.ImmediateReduce<int>(Array.Empty<int>(), Operation<int>.Add, given, Array.Empty<int>()).Wait();
        }

        halves.Inter.Barrier();
    }

    [Fact]
    public void A_root_gets()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        int[] pair = Halves.IsEven ? [] : [World.Rank, 7];
        var room = new int[Halves.IsRoot ? 2 * Others.Length : 0];
        inter.ImmediateGatherFlattened<int>(pair, Root, room).Wait();
        Assert.Equal(Halves.IsRoot ? Others.SelectMany(o => new[] { o, 7 }) : [], room);

        int[] counts = Halves.IsRoot ? [.. Enumerable.Range(1, Others.Length)] : [];
        int[] mine = Halves.IsEven ? [] : [.. Enumerable.Repeat(World.Rank, halves.Local.Rank + 1)];
        int[] expected = Halves.IsRoot ? [.. Others.SelectMany((o, i) => Enumerable.Repeat(o, i + 1))] : [];
        var many = new int[expected.Length];
        inter.ImmediateGatherFlattened<int>(mine, counts, Root, many).Wait();
        Assert.Equal(expected, many);
        Assert.Equal(Halves.IsRoot ? expected : null, inter.GatherFlattened<int>(mine.AsSpan(), Root));

        int[] ones = Halves.IsRoot ? [.. Others.Select(_ => 1)] : [];
        int[] places = Halves.IsRoot ? [.. Others.Select((_, i) => 2 * (Others.Length - 1 - i))] : [];
        int[] one = Halves.IsEven ? [] : [World.Rank];
        int[] spread = Halves.IsRoot ? [.. Others.Reverse().SelectMany(o => new[] { o, -7 })] : [];
        int[] filled = [.. Enumerable.Repeat(-7, spread.Length)];
        inter.ImmediateGatherFlattened<int>(one, ones, places, Root, filled).Wait();
        Assert.Equal(spread, filled);
        filled.AsSpan().Fill(-7);
        inter.GatherFlattened<int>(one, ones, places, Root, filled);
        Assert.Equal(spread, filled);

        var sums = new double[Halves.IsRoot ? 2 : 0];
        double[] given = Halves.IsEven ? [] : [World.Rank, 0.5];
        inter.ImmediateReduce<double>(given, Operation<double>.Add, Root, sums).Wait();
        Assert.Equal(Halves.IsRoot ? [Others.Sum(), 0.5 * Others.Length] : [], sums);
        inter.ImmediateReduce<double>(given, (a, b) => Math.Max(a, b), Root, sums).Wait();
        Assert.Equal(Halves.IsRoot ? [Others.Max(), 0.5] : [], sums);
        if (Halves.IsRoot)
            Assert.Throws<MpiException>(() => inter.ImmediateGatherFlattened<int>(one, ones, places, Root, filled.AsMemory(2)));
    }

    [Fact]
    public void Each_group_gets_what_the_other_gives()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        var pairs = new int[2 * Others.Length];
        inter.ImmediateAllgatherFlattened<int>(new[] { World.Rank, 1 }, pairs).Wait();
        Assert.Equal(Others.SelectMany(o => new[] { o, 1 }), pairs);

        int[] counts = [.. Others.Select(o => o + 1)];
        int[] mine = [.. Enumerable.Repeat(World.Rank, World.Rank + 1)];
        int[] expected = [.. Others.SelectMany(o => Enumerable.Repeat(o, o + 1))];
        var many = new int[expected.Length];
        inter.ImmediateAllgatherFlattened<int>(mine, counts, many).Wait();
        Assert.Equal(expected, many);
        Assert.Equal(expected, inter.AllgatherFlattened<int>(mine.AsSpan()));

        int[] ones = [.. Others.Select(_ => 1)];
        int[] places = [.. Others.Select((_, i) => 2 * (Others.Length - 1 - i))];
        int[] spread = [.. Others.Reverse().SelectMany(o => new[] { o, -7 })];
        int[] filled = [.. Enumerable.Repeat(-7, spread.Length)];
        inter.ImmediateAllgatherFlattened<int>(new[] { World.Rank }, ones, places, filled).Wait();
        Assert.Equal(spread, filled);
        filled.AsSpan().Fill(-7);
        inter.AllgatherFlattened<int>([World.Rank], ones, places, filled);
        Assert.Equal(spread, filled);
    }

    [Fact]
    public void Each_process_gets_a_part_from_each_of_the_other_group()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        short[] given = [.. Others.SelectMany(o => new[] { (short)World.Rank, (short)o })];
        var parts = new short[2 * Others.Length];
        inter.ImmediateAlltoall<short>(given, parts).Wait();
        Assert.Equal(Others.SelectMany(o => new[] { (short)o, (short)World.Rank }), parts);

        int[] sendCounts = [.. Others.Select(o => World.Rank + 1)];
        int[] recvCounts = [.. Others.Select(o => o + 1)];
        int[] values = [.. sendCounts.SelectMany(c => Enumerable.Repeat(World.Rank, c))];
        int[] expected = [.. Others.SelectMany(o => Enumerable.Repeat(o, o + 1))];
        var flat = new int[expected.Length];
        inter.ImmediateAlltoallFlattened<int>(values, sendCounts, recvCounts, flat).Wait();
        Assert.Equal(expected, flat);

        int[] ones = [.. Others.Select(_ => 1)];
        int[] places = [.. Others.Select((_, i) => 2 * (Others.Length - 1 - i))];
        int[] sent = [.. Others.Reverse().SelectMany(o => new[] { (100 * World.Rank) + o, -1 })];
        int[] spread = [.. Others.Reverse().SelectMany(o => new[] { (100 * o) + World.Rank, -7 })];
        int[] filled = [.. Enumerable.Repeat(-7, spread.Length)];
        inter.ImmediateAlltoallFlattened<int>(sent, ones, places, ones, places, filled).Wait();
        Assert.Equal(spread, filled);
        filled.AsSpan().Fill(-7);
        inter.AlltoallFlattened<int>(sent, ones, places, ones, places, filled);
        Assert.Equal(spread, filled);
    }

    [Fact]
    public void Each_process_gets_what_datatypes_pick_from_each_of_the_other_group()
    {
        using var halves = new Halves();
        int n = Others.Length;
        // A column of a matrix for each rank, received as a row.
        int[] matrix = [.. Enumerable.Range(0, 3 * n).Select(i => (1000 * World.Rank) + i)];
        using var column = Datatype.Of<int>().Vector(3, 1, n);
        Datatype[] columns = [.. Others.Select(_ => column)];
        Datatype[] numbers = [.. Others.Select(_ => Datatype.Of<int>())];
        int[] ones = [.. Others.Select(_ => 1)];
        int[] threes = [.. Others.Select(_ => 3)];
        int[] starts = [.. Others.Select((_, i) => i * sizeof(int))];
        int[] rows = [.. Others.Select((_, i) => 3 * i * sizeof(int))];
        var expected = Others.SelectMany(o => new[] { 0, 1, 2 }.Select(k => (1000 * o) + (k * Halves.Mine.Length) + halves.Local.Rank)).ToArray();
        var came = new int[3 * n];
        halves.Inter.Alltoallw<int>(matrix, ones, starts, columns, came, threes, rows, numbers);
        Assert.Equal(expected, came);
        came.AsSpan().Clear();
        halves.Inter.ImmediateAlltoallw<int>(matrix, ones, starts, columns, came, threes, rows, numbers).Wait();
        Assert.Equal(expected, came);
    }

    [Fact]
    public void Each_group_gets_what_the_others_values_combine_to()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        var sums = new int[2];
        inter.ImmediateAllreduce<int>(new[] { World.Rank, 1 }, Operation<int>.Add, sums).Wait();
        Assert.Equal([Others.Sum(), Others.Length], sums);
        inter.ImmediateAllreduce<int>(new[] { World.Rank, 1 }, (a, b) => Math.Min(a, b), sums).Wait();
        Assert.Equal([Others[0], 1], sums);

        int length = Halves.Mine.Length * Others.Length;
        int share = length / Halves.Mine.Length;
        int[] values = [.. Enumerable.Range(0, length).Select(i => (World.Rank * 100) + i)];
        int[] expected = [.. Enumerable.Range(halves.Local.Rank * share, share).Select(i => Others.Sum(o => (o * 100) + i))];
        int[] shares = [.. Halves.Mine.Select(_ => share)];
        var part = new int[share];
        inter.ImmediateReduceScatterBlock<int>(values, Operation<int>.Add, part).Wait();
        Assert.Equal(expected, part);
        part.AsSpan().Clear();
        inter.ImmediateReduceScatterBlock<int>(values, (a, b) => a + b, part).Wait();
        Assert.Equal(expected, part);
        part.AsSpan().Clear();
        inter.ImmediateReduceScatter<int>(values, Operation<int>.Add, shares, part).Wait();
        Assert.Equal(expected, part);
        part.AsSpan().Clear();
        inter.ImmediateReduceScatter<int>(values, (a, b) => a + b, shares, part).Wait();
        Assert.Equal(expected, part);
        Assert.Throws<MpiException>(() => inter.ImmediateReduceScatter<int>(values, Operation<int>.Add, shares, part.AsMemory(1)));
    }

    [Fact]
    public void An_exception_of_the_operation_reaches_the_caller_of_wait()
    {
        using var halves = new Halves();
        using var failing = new Operation<int>(Fail);
        var request = halves.Inter.ImmediateAllreduce<int>(new[] { 1 }, failing, new int[1]);
        // Where the library combines is its own affair; somebody of a group of two or more must.
        bool failed = Record.Exception(() => request.Wait()) is InvalidOperationException;
        int all = World.Allreduce(failed ? 1 : 0, Operation<int>.Add);
        Assert.Equal(World.Size > 2, all > 0);

        static int Fail(int a, int b) => throw new InvalidOperationException($"{a} and {b}");
    }
}
