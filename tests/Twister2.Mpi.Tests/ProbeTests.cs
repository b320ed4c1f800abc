using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class ProbeTests : RankTests
{
    [Fact]
    public void A_probe_tells_what_is_coming_and_leaves_it()
    {
        Assert.Null(World.ImmediateProbe(Ring.Previous, 50));
        World.Barrier();
        var send = World.ImmediateSend<short>(new short[] { 1, 2, 3 }, Ring.Next, 50);
        var status = World.Probe(Communicator.anySource, Communicator.anyTag);
        Assert.Equal((Ring.Previous, 50, 3), (status.Source, status.Tag, status.Count<short>()));
        Assert.Equal(status, World.ImmediateProbe(Ring.Previous, 50));
        Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => status.Count<int>()).ErrorClass);
        Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => status.Count<Guid>()).ErrorClass);
        Assert.Equal(3, World.Receive<short>(new short[3], status.Source, status.Tag).Count());
        send.Wait();
    }

    [Fact]
    public void A_matched_message_is_received_once_through_itself()
    {
        Assert.Null(World.ImmediateMatchedProbe(Ring.Previous, 51));
        World.Barrier();
        var send = World.ImmediateSend<int>(new[] { 4, 5 }, Ring.Next, 51);
        var message = World.MatchedProbe(Communicator.anySource, 51);
        Assert.Null(World.ImmediateProbe(Communicator.anySource, 51));
        Assert.Equal((Ring.Previous, 51, 2), (message.Source, message.Tag, message.Count<int>()));
        var room = new int[2];
        Assert.Equal(2, message.Receive<int>(room).Count());
        Assert.Equal([4, 5], room);
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => message.Receive<int>(room)).ErrorClass);
        send.Wait();
    }

    [Fact]
    public void All_to_one_by_matched_probes_from_any_source()
    {
        const int Each = 50;
        var sends = new RequestList();
        for (int i = 0; i < Each; i++)
            sends.Add(World.ImmediateSend<int>(Enumerable.Repeat(World.Rank, (i % 7) + 1).ToArray(), 0, 52));
        if (World.Rank == 0)
        {
            var seen = new int[World.Size];
            for (int received = 0; received < Each * World.Size;)
            {
                if (World.ImmediateMatchedProbe(Communicator.anySource, 52) is not { } message)
                {
                    Thread.Yield();
                    continue;
                }

                var room = new int[message.Count<int>()];
                message.ImmediateReceive<int>(room).Wait();
                Assert.All(room, value => Assert.Equal(message.Source, value));
                Assert.Equal((seen[message.Source]++ % 7) + 1, room.Length);
                received++;
            }

            Assert.All(seen, count => Assert.Equal(Each, count));
        }

        sends.WaitAll();
    }

    [Fact]
    public void Nobody_is_probed_at_once()
    {
        Assert.Equal(Communicator.procNull, World.Probe(Communicator.procNull, 0).Source);
        var message = World.ImmediateMatchedProbe(Communicator.procNull, 0);
        Assert.NotNull(message);
        Assert.Equal(0, message.Receive<int>(new int[1]).Count());
    }
}
