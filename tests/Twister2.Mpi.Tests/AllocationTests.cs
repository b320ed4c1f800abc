using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class AllocationTests
{
    private static readonly double[] Values = new double[64];
    private static readonly double[] Room = new double[64];

    private static Intracommunicator World => Communicator.world;

    [Fact]
    public void Blocking_calls_on_spans_allocate_nothing()
    {
        var self = Communicator.self;
        if (Environment.Library.Path is not null)
        {
            // Without a library the single-process implementation keeps a copy of each message.
            Check("send and receive", () =>
            {
                self.Send<double>(Values, 0, 1);
                Assert.Equal(64, self.Receive<double>(Room, 0, 1).Count());
            });
        }

        Check("probe", () => Assert.Null(self.ImmediateProbe(Communicator.anySource, Communicator.anyTag)));
        Check("matched probe", () => Assert.Null(self.ImmediateMatchedProbe(Communicator.anySource, Communicator.anyTag)));
        Check("allreduce", () => World.Allreduce<double>(Values, Operation<double>.Add, Room));
        Check("allreduce in place", () => World.Allreduce<double>(Room, Operation<double>.Max));
        Check("allreduce of a value", () => World.Allreduce(1, Operation<int>.Add));
        Check("broadcast", () => World.Broadcast<double>(Values, 0));
        Check("barrier", World.Barrier);
    }

    private static void Check(string what, Action action)
    {
        for (int i = 0; i < 50; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            action();
        Assert.Equal((what, 0L), (what, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
