using System.Numerics;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>MPI.NET's calls with objects of any type that MemoryPack can pack.</summary>
[Trait("ranks", "any")]
public sealed class ObjectCollectiveTests : RankTests
{
    private static readonly ReductionOperation<string> Join = (a, b) => a + b;

    private static int Size => World.Size;

    private static int Rank => World.Rank;

    private static IEnumerable<int> Ranks => Enumerable.Range(0, Size);

    [Fact]
    public void Broadcast_gives_objects_and_arrays_to_all()
    {
        for (int root = 0; root < Size; root++)
        {
            var list = Rank == root ? new List<string> { "a", $"from {root}" } : null;
            World.Broadcast(ref list, root);
            Assert.Equal(["a", $"from {root}"], list!);

            int[]? numbers = Rank == root ? [1, 2, root] : [7];
            World.Broadcast(ref numbers, root);
            Assert.Equal([1, 2, root], numbers!);
            int[] same = numbers!;
            World.Broadcast(ref numbers, root);
            Assert.Same(same, numbers);

            string[]? texts = Rank == root ? ["x", "y"] : null;
            World.Broadcast(ref texts, root);
            Assert.Equal(["x", "y"], texts!);
            texts = Rank == root ? null : ["z"];
            World.Broadcast(ref texts, root);
            Assert.Null(texts);
        }
    }

    [Fact]
    public void Gathers_take_objects()
    {
        for (int root = 0; root < Size; root++)
        {
            Assert.Equal(Rank == root ? [.. Ranks.Select(r => $"{r}")] : null, World.Gather($"{Rank}", root));
            string[]? flat = World.GatherFlattened(Texts(Rank), root);
            Assert.Equal(Rank == root ? [.. Ranks.SelectMany(Texts)] : null, flat);
            int[] counts = [.. Ranks.Select(r => r % 2)];
            flat = World.GatherFlattened([$"{Rank}", "not sent"], counts, root);
            Assert.Equal(Rank == root ? [.. Ranks.Where(r => r % 2 == 1).Select(r => $"{r}")] : null, flat);
            int[]? numbers = World.GatherFlattened(new[] { Rank, -1 }, counts, root);
            Assert.Equal(Rank == root ? [.. Ranks.Where(r => r % 2 == 1)] : null, numbers);
            string[]? room = null;
            World.Gather($"{Rank}", root, ref room);
            Assert.Equal(Rank == root ? [.. Ranks.Select(r => $"{r}")] : null, room);
        }

        Assert.Equal(Ranks.Select(r => new BigInteger(r)), World.Allgather(new BigInteger(Rank)));
        Assert.Equal(Ranks.SelectMany(Texts), World.AllgatherFlattened(Texts(Rank)));
        int[]? all = new int[Size];
        int[] before = all;
        World.Allgather(Rank, ref all);
        Assert.Same(before, all);
        Assert.Equal(Ranks, all);
    }

    [Fact]
    public void Scatters_take_objects()
    {
        for (int root = 0; root < Size; root++)
        {
            string[] texts = [.. Ranks.Select(r => $"for {r}")];
            Assert.Equal($"for {Rank}", Rank == root ? World.Scatter(texts) : World.Scatter<string>(root));
            Assert.Equal(Rank, Rank == root ? World.Scatter([.. Ranks], root) : World.Scatter<int>(root));
            Assert.Equal([$"for {Rank}"], World.ScatterFromFlattened(Rank == root ? texts : null, 1, root));
            Assert.Equal([2 * Rank, (2 * Rank) + 1], World.ScatterFromFlattened(Rank == root ? Enumerable.Range(0, 2 * Size).ToArray() : null, 2, root));
            int[] counts = [.. Ranks.Select(r => Texts(r).Length)];
            Assert.Equal(Texts(Rank), World.ScatterFromFlattened(Rank == root ? Ranks.SelectMany(Texts).ToArray() : null, counts, root));
            Assert.Equal(
                Texts(Rank).Length, World.ScatterFromFlattened(Rank == root ? new double[counts.Sum()] : null, counts, root).Length);
        }

        Assert.Equal(Ranks.Select(r => $"{r}>{Rank}"), World.Alltoall(Ranks.Select(r => $"{Rank}>{r}").ToArray()));
    }

    [Fact]
    public void Reductions_of_objects_keep_the_order_of_ranks()
    {
        string all = string.Concat(Ranks.Select(r => $"{r},"));
        for (int root = 0; root < Size; root++)
        {
            Assert.Equal(Rank == root ? all : $"{Rank},", World.Reduce($"{Rank},", Join, root));
            Assert.Equal(Rank == root ? [all, all] : null, World.Reduce(new[] { $"{Rank},", $"{Rank}," }, Join, root));
        }

        Assert.Equal(all, World.Allreduce($"{Rank},", (a, b) => a + b));
        Assert.Equal(string.Concat(Ranks.Take(Rank + 1).Select(r => $"{r},")), World.Scan($"{Rank},", Join));
        Assert.Equal(Rank == 0 ? null : string.Concat(Ranks.Take(Rank).Select(r => $"{r},")), World.ExclusiveScan($"{Rank},", Join));
        Assert.Equal([all], World.ReduceScatter(Ranks.Select(_ => $"{Rank},").ToArray(), Join, [.. Ranks.Select(_ => 1)]));
        using var copy = World.Clone();
        Assert.Equal(all, copy.Allreduce($"{Rank},", Join));
    }

    [Fact]
    public void Results_go_into_the_callers_array_where_it_fits()
    {
        ReductionOperation<int> add = Operation<int>.Add;
        int[] ones = [.. Ranks.Select(_ => 1)];
        int[]? room = new int[Size];
        int[] same = room;
        World.Allreduce(ones, add, ref room);
        Assert.Same(same, room);
        Assert.All(room!, v => Assert.Equal(Size, v));
        World.Scan(ones, add, ref room);
        Assert.All(room!, v => Assert.Equal(Rank + 1, v));
        World.Alltoall([.. Ranks], ref room);
        Assert.All(room!, v => Assert.Equal(Rank, v));
        World.Reduce(ones, add, 0, ref room);
        Assert.All(room!, v => Assert.Equal(Rank == 0 ? Size : Rank, v));
        room = null;
        World.ReduceScatter(ones, add, ones, ref room);
        Assert.Equal([Size], room!);
    }

    [Fact]
    public void The_world_keeps_its_objects_after_Dispose()
    {
        Assert.Equal(Size, World.Allreduce("x", Join).Length);
        World.Dispose();
        Assert.Equal(Size, World.Allreduce("x", Join).Length);
        string[]? mine = ["root"];
        string[] same = mine;
        World.Broadcast(ref mine, 0);
        Assert.Equal(["root"], mine!);
        Assert.Equal(Rank == 0, ReferenceEquals(same, mine));
    }

    [Fact]
    public void Reductions_of_objects_do_not_meet_the_programs_messages()
    {
        var message = World.ImmediateSend<byte>(new byte[] { 42 }, Ring.Next, 0);
        Assert.Equal(Size, World.Allreduce("x", Join).Length);
        Assert.Equal(42, World.Receive<byte>(Ring.Previous, 0));
        message.Wait();
    }

    [Fact]
    public void A_failure_on_one_rank_reaches_the_others()
    {
        ReductionOperation<string> bad = (a, b) => a.Contains('0', StringComparison.Ordinal) ? throw new InvalidTimeZoneException("mine") : a + b;
        var calls = new Action[]
        {
            () => World.Allreduce($"{Rank}", bad),
            () => _ = World.ReduceScatter(Ranks.Select(_ => $"{Rank}").ToArray(), bad, [.. Ranks.Select(_ => 1)]),
        };
        foreach (var call in calls)
        {
            var thrown = Record.Exception(call);
            Assert.Equal(Size > 1, thrown is not null);
            if (thrown is MpiException other)
                Assert.Contains("mine", other.Message, StringComparison.Ordinal);
            else if (Size > 1)
                Assert.IsType<InvalidTimeZoneException>(thrown);
        }

        // Lists that no serializer knows the elements of, at the root only.
        object? nothing = Rank == 0 ? new object() : null;
        Assert.Throws<MpiException>(() => World.Broadcast(ref nothing, 0));
        Assert.Throws<MpiException>(() => World.Scatter(Rank == 0 ? new string[Size + 1] : null, 0));
        Assert.Equal(Size, World.Allreduce(1, Operation<int>.Add));
    }

    [Fact]
    public void What_is_no_packet_of_objects_is_refused_whatever_it_says()
    {
        Exception? none = null;
        byte[] whole = ObjectPacket.Pack<string>(["one", "two"], 0, "MPI_Test", ref none);
        Assert.Equal(["one", "two"], ObjectPacket.Unpack<string>(whole, "MPI_Test"));
        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length]);

        // What another collective would bring: any numbers where lengths should be, also those that ask for all memory there is.
        var random = new Random(7 + World.Rank);
        foreach (byte filler in new byte[] { 0, 0x7f, 0xff })
            Refused([0, .. Enumerable.Repeat(filler, 4), 1]);
        for (int i = 0; i < 1000; i++)
        {
            byte[] noise = new byte[random.Next(5, 60)];
            random.NextBytes(noise);
            noise[0] = (byte)(i % 2 == 0 ? 0 : noise[0] | 2);
            Refused(noise);
        }

        static void Refused(byte[] packet)
        {
            var error = Record.Exception(() => ObjectPacket.Unpack<string>(packet, "MPI_Test"));
            Assert.True(error is MpiException { ErrorClass: ErrorClass.Type }, $"{Convert.ToHexString(packet)}: {error}");
        }
    }

    private static string[] Texts(int rank) => [.. Enumerable.Range(0, rank % 3).Select(i => $"{rank}.{i}")];
}
