using Xunit;
using static Twister2.Mpi.Tests.WindowTests;

namespace Twister2.Mpi.Tests;

/// <summary>A window's group, epochs of groups, and hints.</summary>
[Trait("ranks", "any")]
public sealed class WindowGroupTests : RankTests
{
    [Fact]
    public void A_window_has_the_group_of_its_communicator()
    {
        using var half = World.Split(World.Rank % 2, -World.Rank)!;
        using var window = Window.Allocate<int>(half, 1);
        using var group = window.Group;
        using var expected = half.Group;
        Assert.Equal(Comparison.Identical, group.Compare(expected));
    }

    [Fact]
    public void Posts_and_starts_name_groups()
    {
        using var window = Window.Allocate<int>(World, 2);
        using var world = World.Group;
        using var previous = world.IncludeOnly(Ring.Previous);
        using var next = world.IncludeOnly(Ring.Next);
        for (int round = 1; round <= 2; round++)
        {
            window.Post(previous, WindowAssertions.NoStore);
            Expect(ErrorClass.RmaSync, () => window.Post(previous));
            window.Start(next);
            Expect(ErrorClass.RmaSync, () => window.Start(next));
            window.Put(World.Rank + round, Ring.Next, 1);
            if (World.Size > 2)
                Expect(ErrorClass.RmaSync, () => window.Put(1, Ring.Previous, 0));
            window.Complete();
            window.Wait();
            Assert.Equal(Ring.Previous + round, window.Local[1]);
        }
    }

    [Fact]
    public void A_group_of_others_is_refused()
    {
        Assert.SkipWhen(World.Size == 1, "needs two processes");
        using var alone = World.Split(World.Rank, 0)!;
        using var window = Window.Allocate<int>(alone, 1);
        using var world = World.Group;
        using var other = world.IncludeOnly(Ring.Next);
        Expect(ErrorClass.Group, () => window.Post(other));
        Expect(ErrorClass.Group, () => window.Start(other));
        Assert.Throws<ArgumentNullException>(() => window.Post((Group)null!));
        using var none = Group.empty;
        window.Post(none);
        window.Start(none);
        window.Complete();
        window.Wait();
    }

    [Fact]
    public void Windows_take_hints_and_tell_them()
    {
        using var hints = new Info { ["no_locks"] = "false", ["accumulate_ordering"] = "rar,raw,war,waw" };
        using var created = Window.Create<int>(World, new int[1], hints);
        using var allocated = Window.Allocate<int>(World, 1, hints);
        using var node = World.SplitByNode();
        using var shared = Window.AllocateShared<int>(node, 1, hints);
        using var dynamic = Window.CreateDynamic(World, hints);
        foreach (Window window in new Window[] { created, allocated, shared, dynamic })
        {
            window.SetInfo(hints);
            using var told = window.GetInfo();
            // Which hints it takes is the library's affair; each tells of the one that it knows.
            Assert.True(!told.ContainsKey("no_locks") || told["no_locks"] == "false", told.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Throws<ArgumentNullException>(() => window.SetInfo(null!));
        }

        if (Environment.Library.Path is null)
        {
            using var told = created.GetInfo();
            Assert.Equal("rar,raw,war,waw", told["accumulate_ordering"]);
        }

        var gone = new Info();
        gone.Dispose();
        Expect(ErrorClass.Info, () => Window.Allocate<int>(World, 1, gone));
    }
}
