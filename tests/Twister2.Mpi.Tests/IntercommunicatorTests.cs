using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The even and the odd ranks of the world as two groups; one process cannot be two groups.</summary>
[Trait("ranks", "any")]
public sealed class IntercommunicatorTests : RankTests
{
    private static bool IsEven => World.Rank % 2 == 0;

    // The remote group's world ranks, in order.
    private static int[] Others => [.. Enumerable.Range(0, World.Size).Where(rank => rank % 2 != World.Rank % 2)];

    private static int[] Mine => [.. Enumerable.Range(0, World.Size).Where(rank => rank % 2 == World.Rank % 2)];

    [Fact]
    public void One_process_has_nobody_to_meet()
    {
        Assert.SkipUnless(World.Size == 1, "for one process");
        Assert.Throws<MpiException>(() => new Intercommunicator(World, 0, World, 1, 0));
        Assert.Throws<MpiException>(() => new Intercommunicator(World, 1, World, 0, 0));
        Assert.Throws<ArgumentNullException>(() => new Intercommunicator(World, 0, null, 0, 0));
        Assert.Throws<ArgumentNullException>(() => new Intercommunicator(null!, 0, World, 0, 0));
    }

    [Fact]
    public void It_knows_both_groups()
    {
        using var local = Half();
        using var inter = Meet(local);
        Assert.Equal((local.Rank, local.Size, Others.Length), (inter.Rank, inter.Size, inter.RemoteSize));
        using var remote = inter.RemoteGroup;
        using var world = World.Group;
        Assert.Equal(Others, remote.TranslateRanks([.. Enumerable.Range(0, remote.Size)], world));
        using var own = inter.Group;
        Assert.Equal(local.Rank, own.Rank);
        using var clone = inter.Clone();
        Assert.Equal(Comparison.Congruent, Communicator.Compare(inter, clone));
        using var info = new Info();
        using var second = inter.Clone(info);
        Assert.Equal(inter.RemoteSize, second.RemoteSize);
    }

    [Fact]
    public void Messages_go_to_the_other_group()
    {
        using var local = Half();
        using var inter = Meet(local);
        if (IsEven && local.Rank < inter.RemoteSize)
        {
            inter.Send(World.Rank, local.Rank, 3);
            Assert.Equal(World.Rank + 1, inter.Receive<int>(local.Rank, 4));
        }
        else if (!IsEven && local.Rank < inter.RemoteSize)
        {
            Assert.Equal(World.Rank - 1, inter.Receive<int>(local.Rank, 3));
            inter.Send(World.Rank, local.Rank, 4);
        }

        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => inter.Send(1, inter.RemoteSize, 0)).ErrorClass);
        inter.Barrier();
    }

    [Fact]
    public void It_merges_splits_and_shrinks()
    {
        using var local = Half();
        using var inter = Meet(local);
        using var all = inter.Merge(upper: !IsEven);
        Assert.Equal(World.Size, all.Size);
        Assert.Equal(IsEven ? local.Rank : Others.Length + local.Rank, all.Rank);
        Assert.Equal(World.Size, all.Allreduce(1, Operation<int>.Add));
        using var split = inter.Split(local.Rank == 0 ? 1 : Communicator.undefined, 0);
        Assert.Equal(local.Rank == 0, split is not null);
        Assert.Equal(1, split?.RemoteSize ?? 1);
        using var group = inter.Group;
        using var first = group.IncludeOnly(0);
        using var leaders = inter.Create(first);
        Assert.Equal(local.Rank == 0, leaders is not null);
        Assert.Equal(1, leaders?.RemoteSize ?? 1);
    }

    [Fact]
    public void A_root_gives_to_the_other_group()
    {
        using var local = Half();
        using var inter = Meet(local);
        int root = IsEven ? (local.Rank == 0 ? Intercommunicator.Root : Intercommunicator.Null) : 0;
        int value = World.Rank == 0 ? 41 : -1;
        inter.Broadcast(ref value, root);
        Assert.Equal(!IsEven || World.Rank == 0 ? 41 : -1, value);
        int[] parts = [.. Enumerable.Range(10, Others.Length)];
        Assert.Equal(IsEven ? 0 : 10 + local.Rank, inter.Scatter(World.Rank == 0 ? parts : null, root));
        var room = new long[IsEven ? 0 : 2];
        long[] pairs = World.Rank == 0 ? [.. parts.SelectMany(p => new long[] { p, -p })] : [];
        inter.ScatterFromFlattened<long>(pairs, root, room);
        Assert.Equal(IsEven ? [] : [10 + local.Rank, -10 - local.Rank], room);
        int[] counts = [.. Enumerable.Range(1, Others.Length)];
        int[] many = [.. counts.SelectMany(c => Enumerable.Repeat(c, c))];
        var part = new int[IsEven ? 0 : local.Rank + 1];
        inter.ScatterFromFlattened<int>(World.Rank == 0 ? many : [], World.Rank == 0 ? counts : [], root, part);
        Assert.Equal(IsEven ? [] : Enumerable.Repeat(local.Rank + 1, local.Rank + 1), part);
        Assert.Equal(ErrorClass.Root, Assert.Throws<MpiException>(() => inter.Broadcast(ref value, inter.RemoteSize)).ErrorClass);
    }

    [Fact]
    public void A_root_gets_from_the_other_group()
    {
        using var local = Half();
        using var inter = Meet(local);
        bool isRoot = World.Rank == 0;
        int root = IsEven ? (local.Rank == 0 ? Intercommunicator.Root : Intercommunicator.Null) : 0;
        Assert.Equal(isRoot ? Others : null, inter.Gather(World.Rank, root));
        var room = new int[isRoot ? 2 * Others.Length : 0];
        inter.GatherFlattened<int>(IsEven ? [] : [World.Rank, 7], root, room);
        Assert.Equal(isRoot ? Others.SelectMany(o => new[] { o, 7 }) : [], room);
        int[] counts = [.. Enumerable.Range(1, Others.Length)];
        var many = new int[isRoot ? counts.Sum() : 0];
        inter.GatherFlattened<int>(IsEven ? [] : [.. Enumerable.Repeat(World.Rank, local.Rank + 1)], isRoot ? counts : [], root, many);
        Assert.Equal(isRoot ? Others.SelectMany((o, i) => Enumerable.Repeat(o, i + 1)) : [], many);
        Assert.Equal(isRoot ? Others.Sum() : World.Rank, inter.Reduce(World.Rank, Operation<int>.Add, root));
        var sums = new double[isRoot ? 2 : 0];
        inter.Reduce(IsEven ? [] : [World.Rank, 0.5], Operation<double>.Add, root, sums);
        Assert.Equal(isRoot ? [Others.Sum(), 0.5 * Others.Length] : [], sums);
        if (isRoot)
            Assert.Throws<MpiException>(() => inter.GatherFlattened<int>([], counts.AsSpan(1), root, many));
    }

    [Fact]
    public void Each_group_gets_what_the_other_gives()
    {
        using var local = Half();
        using var inter = Meet(local);
        Assert.Equal(Others, inter.Allgather(World.Rank));
        var pairs = new int[2 * Others.Length];
        inter.AllgatherFlattened<int>([World.Rank, 1], pairs);
        Assert.Equal(Others.SelectMany(o => new[] { o, 1 }), pairs);
        int[] counts = [.. Others.Select(o => o + 1)];
        var many = new int[counts.Sum()];
        inter.AllgatherFlattened<int>([.. Enumerable.Repeat(World.Rank, World.Rank + 1)], counts, many);
        Assert.Equal(Others.SelectMany(o => Enumerable.Repeat(o, o + 1)), many);
        Assert.Equal(Others.Select(o => (o * 100) + World.Rank), inter.Alltoall<int>([.. Others.Select(o => (World.Rank * 100) + o)]));
        var parts = new short[2 * Others.Length];
        inter.Alltoall<short>([.. Others.SelectMany(o => new[] { (short)World.Rank, (short)o })], parts);
        Assert.Equal(Others.SelectMany(o => new[] { (short)o, (short)World.Rank }), parts);
        int[] sendCounts = [.. Others.Select(o => World.Rank + 1)];
        var flat = new int[counts.Sum()];
        inter.AlltoallFlattened<int>([.. sendCounts.SelectMany(c => Enumerable.Repeat(World.Rank, c))], sendCounts, counts, flat);
        Assert.Equal(many, flat);
        Assert.Throws<MpiException>(() => inter.AlltoallFlattened<int>([], sendCounts, counts, flat));
        Assert.Throws<MpiException>(() => inter.Alltoall<int>(new int[Others.Length + 1]));
    }

    [Fact]
    public void Each_group_gets_what_the_others_values_combine_to()
    {
        using var local = Half();
        using var inter = Meet(local);
        Assert.Equal(Others.Sum(), inter.Allreduce(World.Rank, Operation<int>.Add));
        var sums = new int[2];
        inter.Allreduce([World.Rank, 1], Operation<int>.Add, sums);
        Assert.Equal([Others.Sum(), Others.Length], sums);

        // As many elements as both groups divide.
        int length = Mine.Length * Others.Length;
        int[] values = [.. Enumerable.Range(0, length).Select(i => (World.Rank * 100) + i)];
        int share = length / Mine.Length;
        int[] expected = [.. Enumerable.Range(local.Rank * share, share).Select(i => Others.Sum(o => (o * 100) + i))];
        var block = new int[share];
        inter.ReduceScatterBlock(values, Operation<int>.Add, block);
        Assert.Equal(expected, block);
        var part = new int[share];
        inter.ReduceScatter(values, Operation<int>.Add, [.. Mine.Select(_ => share)], part);
        Assert.Equal(expected, part);
        Assert.Throws<MpiException>(() => inter.ReduceScatterBlock(values, Operation<int>.Add, new int[share + 1]));
        Assert.Throws<MpiException>(() => inter.ReduceScatter(values, Operation<int>.Add, [.. Mine.Select(_ => share + 1)], part));
    }

    private static Intracommunicator Half()
    {
        Assert.SkipWhen(World.Size == 1, "needs two processes");
        return World.Split(World.Rank % 2, 0)!;
    }

    private static Intercommunicator Meet(Intracommunicator local) =>
        new(local, 0, local.Rank == 0 ? World : null, IsEven ? 1 : 0, 12);
}
