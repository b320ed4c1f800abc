using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class SendReceiveTests : RankTests
{
    [Fact]
    public void Spans_go_round_the_ring()
    {
        var room = new int[4];
        var status = World.SendReceive<int>([World.Rank, 7], Ring.Next, 80, room, Ring.Previous, 80);
        Assert.Equal([Ring.Previous, 7, 0, 0], room);
        Assert.Equal((Ring.Previous, 80, 2), (status.Source, status.Tag, status.Count()));
        status = World.SendReceive<int>([World.Rank], Ring.Next, 81, room, Communicator.anySource, Communicator.anyTag);
        Assert.Equal((Ring.Previous, 81, 1), (status.Source, status.Tag, status.Count()));
        var both = new int[4];
        Assert.Equal(
            ErrorClass.Buffer,
            Assert.Throws<MpiException>(() => World.SendReceive<int>(both.AsSpan(0, 3), Ring.Next, 80, both.AsSpan(2), Ring.Previous, 80)).ErrorClass);
    }

    [Fact]
    public void Values_are_replaced_by_what_comes()
    {
        long[] values = [World.Rank, 5];
        Assert.Equal(2, World.SendReceiveReplace<long>(values, Ring.Next, 80, Ring.Previous, 80).Count());
        Assert.Equal([Ring.Previous, 5], values);
        (int, double) value = (World.Rank, 0.5);
        Assert.Equal(Ring.Previous, World.SendReceiveReplace(ref value, Ring.Next, 81, Communicator.anySource, 81).Source);
        Assert.Equal((Ring.Previous, 0.5), value);
    }

    [Fact]
    public void Values_texts_and_objects_are_exchanged()
    {
        World.SendReceive(World.Rank, Ring.Next, 82, Ring.Previous, 82, out int number);
        Assert.Equal(Ring.Previous, number);
        World.SendReceive($"rank {World.Rank}", Ring.Next, 83, Ring.Previous, 83, out string text, out var status);
        Assert.Equal(($"rank {Ring.Previous}", Ring.Previous), (text, status.Source));
        World.SendReceive(new List<int> { World.Rank }, Ring.Next, 84, Ring.Previous, 84, out List<int> list);
        Assert.Equal([Ring.Previous], list);
        int peer = World.Size - 1 - World.Rank;
        World.SendReceive(World.Rank + 0.5, peer, 85, out double other);
        Assert.Equal(peer + 0.5, other);
        World.SendReceive(World.Rank, Communicator.procNull, 85, out int nothing);
        Assert.Equal(0, nothing);
    }

    [Fact]
    public void Arrays_are_exchanged()
    {
        int[]? room = new int[3];
        World.SendReceive([World.Rank, 1], Ring.Next, 86, Ring.Previous, 86, ref room, out var status);
        Assert.Equal([Ring.Previous, 1, 0], room);
        Assert.Equal(2, status.Count());
        string[]? texts = null;
        World.SendReceive([$"{World.Rank}", "b"], Ring.Next, 87, Ring.Previous, 87, ref texts);
        Assert.Equal([$"{Ring.Previous}", "b"], texts);
        int peer = World.Size - 1 - World.Rank;
        int[]? other = null;
        World.SendReceive(new[] { World.Rank }, peer, 88, ref other);
        Assert.Equal([peer], other);
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_is_sent()
    {
        var room = new int[1];
        foreach (Action wrong in new Action[]
        {
            () => World.SendReceive<int>([1], World.Size, 0, room, 0, 0),
            () => World.SendReceive<int>([1], 0, 0, room, World.Size, 0),
            () => World.SendReceiveReplace<int>(room, World.Size, 0, 0, 0),
            () => World.SendReceive("a", 0, 0, World.Size, 0, out string _),
        })
        {
            Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(wrong).ErrorClass);
        }

        Assert.Equal(ErrorClass.Tag, Assert.Throws<MpiException>(() => World.SendReceive<int>([1], 0, -1, room, 0, 0)).ErrorClass);
        World.Barrier();
        Assert.Null(World.ImmediateProbe(Communicator.anySource, Communicator.anyTag));
    }
}
