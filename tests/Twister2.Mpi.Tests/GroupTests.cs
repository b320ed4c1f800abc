using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class GroupTests : RankTests
{
    private static int Last => World.Size - 1;

    [Fact]
    public void The_worlds_group_has_its_ranks()
    {
        using var group = World.Group;
        Assert.Equal((World.Rank, World.Size), (group.Rank, group.Size));
        using var self = Communicator.self.Group;
        Assert.Equal((0, 1), (self.Rank, self.Size));
        Assert.Equal(new[] { World.Rank }, self.TranslateRanks([0], group));
    }

    [Fact]
    public void The_empty_group_has_nobody()
    {
        using var none = Group.empty;
        Assert.Equal((Group.NoProcess, 0), (none.Rank, none.Size));
        none.Dispose();
        using var again = Group.empty;
        Assert.Equal(0, again.Size);
        using var world = World.Group;
        using var rest = world - world;
        Assert.Equal(0, rest.Size);
        Assert.Equal(Comparison.Identical, rest.Compare(again));
    }

    [Fact]
    public void Groups_are_united_cut_and_taken_apart()
    {
        using var world = World.Group;
        using var first = world.IncludeOnly(0);
        using var last = world.IncludeOnly(Last);
        using var both = last | first;
        int[] expected = Last == 0 ? [0] : [Last, 0];
        Assert.Equal(expected, both.TranslateRanks([.. Enumerable.Range(0, both.Size)], world));
        using var common = both & first;
        Assert.Equal(Comparison.Identical, common.Compare(first));
        using var without = both - first;
        Assert.Equal(Last == 0 ? 0 : 1, without.Size);
        using var union = last.Union(first);
        using var intersection = both.Intersection(first);
        using var difference = both.Difference(first);
        Assert.Equal(
            (Comparison.Identical, Comparison.Identical, Comparison.Identical),
            (union.Compare(both), intersection.Compare(common), difference.Compare(without)));
    }

    [Fact]
    public void Groups_are_compared_by_members_and_order()
    {
        using var world = World.Group;
        int[] backwards = [.. Enumerable.Range(0, World.Size).Reverse()];
        using var turned = world.IncludeOnly(backwards);
        Assert.Equal(World.Size == 1 ? Comparison.Identical : Comparison.Similar, world.Compare(turned));
        Assert.Equal(Last - World.Rank, turned.Rank);
        using var none = Group.empty;
        Assert.Equal(Comparison.Unequal, world.Compare(none));
    }

    [Fact]
    public void Ranks_are_included_and_excluded_one_by_one_and_by_range()
    {
        using var world = World.Group;
        using var even = world.IncludeOnly(new RankRange(0, Last, 2));
        Assert.Equal((World.Size + 1) / 2, even.Size);
        Assert.Equal(World.Rank % 2 == 0 ? World.Rank / 2 : Group.NoProcess, even.Rank);
        using var odd = world.Exclude(new RankRange(0, Last, 2));
        Assert.Equal(World.Size / 2, odd.Size);
        using var down = world.IncludeOnly(new RankRange(Last, 0, -1));
        Assert.Equal(Last - World.Rank, down.Rank);
        using var others = world.Exclude(Last);
        Assert.Equal(World.Rank == Last ? Group.NoProcess : World.Rank, others.Rank);
        using var nobody = world.IncludeOnly(Array.Empty<int>());
        Assert.Equal(0, nobody.Size);
        using var all = world.Exclude(Array.Empty<RankRange>());
        Assert.Equal(World.Size, all.Size);
        using var plain = world.IncludeOnly(new RankRange(0, Last));
        Assert.Equal(World.Size, plain.Size);
    }

    [Fact]
    public void Ranks_are_translated()
    {
        using var world = World.Group;
        using var last = world.IncludeOnly(Last);
        Assert.Equal([0, Communicator.procNull], world.TranslateRanks([Last, Communicator.procNull], last));
        Assert.Equal(World.Size == 1 ? 0 : Group.NoProcess, world.TranslateRanks([0], last)[0]);
        Assert.Empty(world.TranslateRanks([], last));
    }

    [Fact]
    public void Wrong_ranks_are_refused()
    {
        using var world = World.Group;
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => world.IncludeOnly(World.Size)).ErrorClass);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => world.Exclude(-1)).ErrorClass);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => world.IncludeOnly(0, 0)).ErrorClass);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => world.Exclude(new RankRange(0, 1 << 30))).ErrorClass);
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => world.IncludeOnly(new RankRange(0, 0, 0))).ErrorClass);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => world.TranslateRanks([World.Size], world)).ErrorClass);
        Assert.Throws<ArgumentNullException>(() => world | null!);
        Assert.Throws<ArgumentNullException>(() => world.Compare(null!));
    }

    [Fact]
    public void A_disposed_group_says_so()
    {
        var group = World.Group;
        group.Dispose();
        group.Dispose();
        Assert.Equal(ErrorClass.Group, Assert.Throws<MpiException>(() => group.Size).ErrorClass);
        Assert.Equal(ErrorClass.Group, Assert.Throws<MpiException>(() => World.Create(group)).ErrorClass);
    }

    [Fact]
    public void A_communicator_is_made_of_a_group()
    {
        using var world = World.Group;
        using var group = world.IncludeOnly(new RankRange(Last, 0, -2));
        using var comm = World.Create(group);
        Assert.Equal(group.Rank == Group.NoProcess, comm is null);
        Assert.Equal(group.Rank, comm?.Rank ?? Group.NoProcess);
        if (comm is not null)
            Assert.Equal(comm.Size, comm.Allreduce(1, Operation<int>.Add));
    }

    [Fact]
    public void A_communicator_is_made_by_the_processes_of_a_group_alone()
    {
        using var world = World.Group;
        using var group = world.IncludeOnly(new RankRange(0, Last, 2));
        using var nothing = World.Rank == 0 || group.Rank == Group.NoProcess ? null : World.Create(group, 7);
        if (World.Rank == 0)
        {
            using var comm = World.Create(group, 7);
            Assert.Equal((0, group.Size), (comm!.Rank, comm.Size));
        }
        else if (group.Rank == Group.NoProcess)
        {
            Assert.Null(World.Create(group, 7));
        }

        Assert.Equal(ErrorClass.Tag, Assert.Throws<MpiException>(() => World.Create(group, -1)).ErrorClass);
    }

    [Fact]
    public void A_stranger_in_the_group_is_refused()
    {
        Assert.SkipWhen(World.Size == 1, "needs two processes");
        using var world = World.Group;
        Assert.Equal(ErrorClass.Group, Assert.Throws<MpiException>(() => Communicator.self.Create(world)).ErrorClass);
        Assert.Equal(ErrorClass.Group, Assert.Throws<MpiException>(() => Communicator.self.Create(world, 0)).ErrorClass);
    }
}
