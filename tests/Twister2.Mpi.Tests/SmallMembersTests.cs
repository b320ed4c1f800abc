using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Members that need no chapter of their own.</summary>
[Trait("ranks", "any")]
public sealed class SmallMembersTests : RankTests
{
    [Fact]
    public void A_second_environment_changes_nothing_and_ends_nothing()
    {
        Threading before = Environment.Threading;
        string[] arguments = ["a", "b"];
        using (new Environment(ref arguments, Threading.Single))
        using (new Environment(ref arguments, Threading.Multiple, MpiSelection.SingleProcess))
            Assert.Equal(before, Environment.Threading);
        Assert.False(Environment.Finalized);
        Assert.Equal(["a", "b"], arguments);
        World.Barrier();
    }

    [Fact]
    public void Statuses_are_equal_by_what_they_say()
    {
        Request[] sends = [World.ImmediateSend<int>(new[] { 1 }, Ring.Next, 3), World.ImmediateSend<int>(new[] { 2 }, Ring.Next, 4)];
        MatchedMessage message = World.MatchedProbe(Ring.Previous, 3);
        Status first = message.Status;
        Status second = World.Probe(Ring.Previous, 4);
        CompletedStatus received = message.Receive(new int[1].AsSpan());
        CompletedStatus other = World.Receive<int>(new int[1], Ring.Previous, 4);
        Assert.Equal((Ring.Previous, 3, false), (first.Source, first.Tag, first.Cancelled));
        Assert.True(first.Equals(first) && first == received.Status && !(first == second) && first != second);
        Assert.True(received.Equals(received) && received != other && !(received == other));
        foreach (Request send in sends)
            send.Wait();
    }

    [Fact]
    public void A_request_that_is_taken_out_of_a_list_goes_on_by_itself()
    {
        RequestList list = new();
        Request send = World.ImmediateSend<int>(new[] { 1 }, Ring.Next, 5);
        list.Add(send);
        Assert.True(list.Remove(send));
        Assert.False(list.Remove(send));
        Assert.Equal(0, list.Count);
        World.Receive<int>(Ring.Previous, 5);
        send.Wait();
    }

    [Fact]
    public void Library_tells_where_it_was_found()
    {
        MpiLibrary library = Environment.Library;
        Assert.Equal(library.AbiName.StartsWith("single process", StringComparison.Ordinal), library.Path is null);
        Assert.Equal(library.Path is null, library.Attempts.Count == 0 || System.Environment.GetEnvironmentVariable("TWISTER2_MPI") == "none");
        MpiLibrary same = new(
            library.Path, library.VendorLine, library.AbiName, library.Reason, library.MpiVersion, library.Launcher, library.Attempts);
        Assert.Equal(library, same);
    }

    [Fact]
    public void A_check_of_the_self_test_says_what_it_expected_and_what_it_got()
    {
        Assert.All(SelfTest.Run(), check => Assert.Equal((check.Expected, true), (check.Got, check.Name.Length > 0)));
        Assert.False(new SelfTestCheck("a name", "1", "2").Ok);
    }

    [Fact]
    public void An_exception_has_a_code_of_its_class()
    {
        MpiException failure = Assert.Throws<MpiException>(() => World.Send(1, World.Size, 0));
        Assert.Equal(ErrorClass.Rank, failure.ErrorClass);
        Assert.NotEqual(0, failure.Code);
    }

    [Fact]
    public void Varying_parts_and_prefixes_go_into_room_that_is_there()
    {
        int[] one = [.. Enumerable.Repeat(1, World.Size)];
        int[] came = new int[World.Size];
        World.AlltoallFlattened<int>(Enumerable.Repeat(World.Rank, World.Size).ToArray(), one, one, came);
        Assert.Equal(Enumerable.Range(0, World.Size), came);
        int[] prefix = [-1];
        World.ExclusiveScan<int>(new[] { World.Rank }, Operation<int>.Add, prefix);
        Assert.True(World.Rank == 0 || prefix[0] == World.Rank * (World.Rank - 1) / 2);
    }

    [Fact]
    public void The_launcher_tells_the_rank_before_MPI_does() =>
        Assert.True(Launcher.Rank is null || Launcher.Rank == World.Rank, $"{Launcher.Rank} is not {World.Rank}");

    [Fact]
    public void Hints_are_listed_and_go_with_a_copy()
    {
        using var hints = new Info { ["twister2"] = "1" };
        foreach (KeyValuePair<string, string> hint in hints)
            Assert.Equal(("twister2", "1"), (hint.Key, hint.Value));
        Communicator any = World;
        using Communicator copy = any.Clone(hints);
        Assert.Equal(World.Size, copy.Size);
    }

    [Fact]
    public void Small_records_keep_what_they_are_given()
    {
        RankRange range = new(1, 5, 2);
        Assert.Equal((1, 5, 2), (range.First, range.Last, range.Stride));
        SpawnCommand command = new("program", ["a"], 3);
        Assert.Equal(("program", "a", 3), (command.Command, Assert.Single(command.Arguments), command.Processes));
        Assert.Null(command.Info);
        FileView view = new(8, Datatype.Of<int>(), Datatype.Of<int>(), "native");
        Assert.Equal((8L, "native"), (view.Displacement, view.Representation));
        using Window<int> window = Window.Allocate<int>(World, 1);
        using WindowLock held = window.LockScope(World.Rank);
        WindowLock same = held;
        Assert.True(held.Equals(same));
    }

    [Fact]
    public void Spans_are_gathered_into_new_arrays()
    {
        ReadOnlySpan<int> mine = new[] { World.Rank };
        int[] ranks = [.. Enumerable.Range(0, World.Size)];
        Assert.Equal(ranks, World.AllgatherFlattened(mine));
        Assert.Equal(World.Rank == 0 ? ranks : null, World.GatherFlattened(mine, 0));
        int[] before = World.ExclusiveScan(new[] { World.Rank }, Operation<int>.Add);
        Assert.True(World.Rank == 0 || before[0] == World.Rank * (World.Rank - 1) / 2);
    }

    [Fact]
    public void A_span_is_broadcast_to_the_other_group()
    {
        if (World.Size == 1)
            return;
        int side = World.Rank % 2;
        using Intracommunicator local = World.Split(side, World.Rank)!;
        using Intercommunicator bridge = new(local, 0, World, 1 - side, 8);
        int[] values = [side == 0 ? 5 : 0];
        bridge.Broadcast(values.AsSpan(), side == 1 ? 0 : local.Rank == 0 ? Intercommunicator.Root : Intercommunicator.Null);
        Assert.Equal(5, values[0]);
    }
}
