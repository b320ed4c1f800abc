using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class AllocationTests : RankTests
{
    private static readonly double[] Values = new double[64];
    private static readonly double[] Room = new double[64];

    [Fact]
    public void Blocking_calls_on_spans_allocate_nothing()
    {
        var self = Communicator.self;
        int peer = World.Rank ^ 1;
        if (peer >= World.Size)
            peer = Communicator.procNull;
        Check("send and receive", () =>
        {
            if (World.Rank % 2 == 0)
                World.Send<double>(Values, peer, 1);
            _ = World.Receive<double>(Room, peer, 1).Count();
            if (World.Rank % 2 != 0)
                World.Send<double>(Values, peer, 1);
        });
        if (Environment.Library.Path is not null)
            Sends(peer);
        Check("probe", () => Assert.Null(self.ImmediateProbe(Communicator.anySource, Communicator.anyTag)));
        Check("matched probe", () => Assert.Null(self.ImmediateMatchedProbe(Communicator.anySource, Communicator.anyTag)));
        Check("allreduce", () => World.Allreduce<double>(Values, Operation<double>.Add, Room));
        Check("allreduce in place", () => World.Allreduce(Room.AsSpan(), Operation<double>.Max));
        Check("allreduce of a value", () => World.Allreduce(1, Operation<int>.Add));
        Check("broadcast", () => World.Broadcast<double>(Values, 0));
        Check("barrier", World.Barrier);
    }

    // The single process is managed code, and keeps what is sent in managed memory.
    private static void Sends(int peer)
    {
        Check("send-receive", () => World.SendReceive<double>(Values, peer, 2, Room, peer, 2));
        Check("send-receive of a value", () => World.SendReceive(1.5, peer, 2, peer, 2, out double _));
        Check("send-receive in place", () => World.SendReceiveReplace<double>(Room, peer, 2, peer, 2));
        Check("synchronous and ready sends", () =>
        {
            World.SynchronousSend<double>(Values, Communicator.procNull, 3);
            World.ReadySend<double>(Values, Communicator.procNull, 3);
            World.Send(Values, Communicator.procNull, 3);
            World.Send(1.5, Communicator.procNull, 3);
            _ = World.Receive<int>(Communicator.procNull, 3);
        });
        Environment.AttachBuffer(World.BufferedSendSize<double>(Values.Length));
        Check("buffered sends", () => World.BufferedSend<double>(Values, Communicator.procNull, 3));
        Environment.DetachBuffer();
    }

    internal static void Check(string what, Action action)
    {
        for (int i = 0; i < 10; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            action();
        Assert.Equal((what, 0L), (what, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
