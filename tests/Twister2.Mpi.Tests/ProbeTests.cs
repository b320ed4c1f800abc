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

    /// <summary>MPICH would end a process that has sent itself a part of an element and receives elements.</summary>
    [Fact]
    public void A_part_of_an_element_is_received_through_its_match_and_not_counted()
    {
        foreach (var (comm, from, to) in new[] { (Communicator.self, 0, 0), (World, Ring.Previous, Ring.Next) })
        {
            var sends = new RequestList();
            MatchedMessage Part()
            {
                sends.Add(comm.ImmediateSend<byte>(new byte[] { 1, 2, 3, 4, 5, 6 }, to, 55));
                return comm.MatchedProbe(from, 55);
            }

            var room = new int[3];
            var status = Part().Receive<int>(room);
            Assert.Equal(0x04030201, room[0]);
            Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => status.Count()).ErrorClass);
            room[0] = 0;
            status = Part().ImmediateReceive<int>(room).Wait();
            Assert.Equal(0x04030201, room[0]);
            Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => status.Count()).ErrorClass);
            Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => Part().Receive<long>()).ErrorClass);
            Assert.Equal(ErrorClass.Truncate, Assert.Throws<MpiException>(() => Part().Receive<int>(new int[1])).ErrorClass);
            sends.WaitAll();
        }
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
