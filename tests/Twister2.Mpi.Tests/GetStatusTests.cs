using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>A look at a request that leaves it as it is.</summary>
[Trait("ranks", "any")]
public sealed class GetStatusTests : RankTests
{
    [Fact]
    public void The_status_is_there_before_the_request_is_complete()
    {
        var room = new int[4];
        var receive = World.ImmediateReceive<int>(room, Ring.Previous, 1);
        Assert.Null(receive.GetStatus());
        Assert.False(receive.GetStatus(out _));
        World.Barrier();
        var send = World.ImmediateSend<int>(new[] { 1, 2, 3 }, Ring.Next, 1);
        CompletedStatus status;
        while (!receive.GetStatus(out status))
            Thread.Yield();
        Assert.Equal((Ring.Previous, 1, 3), (status.Source, status.Tag, status.Count()));
        Assert.False(receive.IsCompleted);
        Assert.Equal(3, receive.GetStatus()?.Count());
        Assert.Equal([1, 2, 3, 0], room);
        Assert.Equal(status, receive.Wait());
        Assert.Equal(status, receive.GetStatus());
        send.Wait();
        Assert.NotNull(send.GetStatus());
    }

    [Fact]
    public void Objects_are_looked_for()
    {
        var receive = World.ImmediateReceive<string>(Ring.Previous, 2);
        Assert.Null(receive.GetStatus());
        World.Barrier();
        var send = World.ImmediateSend("text", Ring.Next, 2);
        CompletedStatus status;
        while (!receive.GetStatus(out status))
            Thread.Yield();
        Assert.Equal(4, status.Count());
        Assert.False(receive.IsCompleted);
        Assert.Equal("text", receive.Value);
        send.Wait();
    }

    [Fact]
    public void A_persistent_request_is_looked_at_in_each_run()
    {
        var room = new int[1];
        using var receive = World.ReceiveInit<int>(room, Ring.Previous, 3);
        Assert.NotNull(receive.GetStatus());
        for (int round = 1; round <= 2; round++)
        {
            receive.Start();
            Assert.Null(receive.GetStatus());
            World.Barrier();
            var send = World.ImmediateSend<int>(new[] { round }, Ring.Next, 3);
            while (receive.GetStatus() is null)
                Thread.Yield();
            receive.Wait();
            Assert.Equal(round, room[0]);
            send.Wait();
            World.Barrier();
        }
    }

    [Fact]
    public void A_collective_is_looked_at()
    {
        var sums = new int[1];
        var request = World.ImmediateAllreduce<int>(new[] { 1 }, Operation<int>.Add, sums);
        while (request.GetStatus() is null)
            Thread.Yield();
        request.Wait();
        Assert.Equal(World.Size, sums[0]);
    }

    [Fact]
    public void A_matched_message_is_received_as_what_it_was_sent()
    {
        var sends = new[]
        {
            World.ImmediateSend("text ж", Ring.Next, 4), World.ImmediateSend(5.5, Ring.Next, 5), World.ImmediateSend(new List<string> { "a" }, Ring.Next, 6),
            World.ImmediateSend<int>(new[] { 1, 2 }, Ring.Next, 7), World.ImmediateSend(new[] { "b", "c" }, Ring.Next, 8),
        };
        Assert.Equal("text ж", World.MatchedProbe(Ring.Previous, 4).Receive<string>());
        Assert.Equal(5.5, World.MatchedProbe(Ring.Previous, 5).Receive<double>());
        Assert.Equal(["a"], World.MatchedProbe(Ring.Previous, 6).Receive<List<string>>());
        Assert.Equal([1, 2], World.MatchedProbe(Ring.Previous, 7).ReceiveArray<int>());
        var message = World.MatchedProbe(Ring.Previous, 8);
        Assert.Equal(["b", "c"], message.ReceiveArray<string>());
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => message.Receive<string>()).ErrorClass);
        Assert.Null(World.MatchedProbe(Communicator.procNull, 9).Receive<string>());
        Assert.Empty(World.MatchedProbe(Communicator.procNull, 9).ReceiveArray<int>());
        foreach (var send in sends)
            send.Wait();
    }
}
