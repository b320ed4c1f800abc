using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class PersistentTests : RankTests
{
    [Fact]
    public void A_persistent_pair_runs_as_often_as_it_is_started()
    {
        var values = new int[2];
        var room = new int[3];
        using var send = World.SendInit<int>(values, Ring.Next, 90);
        using var receive = World.ReceiveInit<int>(room, Ring.Previous, 90);
        Assert.True(receive.IsCompleted);
        Assert.Equal((Communicator.anySource, 0), (receive.Wait().Source, receive.Wait().Count()));
        for (int i = 0; i < 5; i++)
        {
            values[0] = World.Rank;
            values[1] = i;
            receive.Start();
            Assert.False(receive.IsCompleted);
            send.Start();
            GC.Collect();
            var status = receive.Wait();
            while (send.Test() is null)
                Thread.Yield();
            Assert.Equal((Ring.Previous, 90, 2), (status.Source, status.Tag, status.Count()));
            Assert.Equal([Ring.Previous, i, 0], room);
            Assert.Equal(status, receive.Wait());
        }
    }

    [Fact]
    public void Every_mode_can_be_persistent()
    {
        Environment.AttachBuffer(World.BufferedSendSize<int>(1));
        var room = new int[3];
        using var first = World.ReceiveInit<int>(room.AsMemory(0, 1), Ring.Previous, 91);
        using var second = World.ReceiveInit<int>(room.AsMemory(1, 1), Ring.Previous, 92);
        using var third = World.ReceiveInit<int>(room.AsMemory(2, 1), Ring.Previous, 93);
        using var buffered = World.BufferedSendInit<int>(new[] { 1 }, Ring.Next, 91);
        using var synchronous = World.SynchronousSendInit<int>(new[] { 2 }, Ring.Next, 92);
        using var ready = World.ReadySendInit<int>(new[] { 3 }, Ring.Next, 93);
        var receives = new RequestList();
        var sends = new RequestList();
        Array.ForEach([first, second, third], receives.Add);
        Array.ForEach([buffered, synchronous, ready], sends.Add);
        for (int i = 0; i < 3; i++)
        {
            room.AsSpan().Clear();
            receives.StartAll();
            World.Barrier();
            sends.StartAll();
            receives.WaitAll();
            Assert.Equal(3, sends.WaitAll().Count);
            Assert.Equal([1, 2, 3], room);
            World.Barrier();
        }

        Assert.Equal((3, 3), (receives.Count, sends.Count));
        Environment.DetachBuffer();
    }

    [Fact]
    public void Lists_report_each_run_once()
    {
        var room = new int[2];
        using var one = World.ReceiveInit<int>(room.AsMemory(0, 1), Ring.Previous, 94);
        using var two = World.ReceiveInit<int>(room.AsMemory(1, 1), Ring.Previous, 95);
        using var sendOne = World.SendInit<int>(new[] { 1 }, Ring.Next, 94);
        using var sendTwo = World.SendInit<int>(new[] { 2 }, Ring.Next, 95);
        var list = new RequestList();
        list.Add(one);
        list.Add(two);
        Assert.Null(list.WaitAny());
        Assert.Null(list.TestAny());
        Assert.Empty(list.WaitSome());
        for (int i = 0; i < 3; i++)
        {
            list.StartAll();
            World.Barrier();
            Assert.Null(list.TestSome());
            World.Barrier();
            sendTwo.Start();
            Assert.Same(two, list.WaitAny());
            Assert.Null(list.TestAny());
            World.Barrier();
            sendOne.Start();
            Assert.Equal([one], list.WaitSome());
            Assert.Null(list.WaitAny());
            sendOne.Wait();
            sendTwo.Wait();
        }

        Assert.Equal(2, list.Count);
        var statuses = new CompletedStatus[2];
        list.StartAll();
        sendOne.Start();
        sendTwo.Start();
        while (!list.TestAll(statuses))
            Thread.Yield();
        Assert.Equal([94, 95], statuses.Select(s => s.Tag));
        sendOne.Wait();
        sendTwo.Wait();
    }

    [Fact]
    public void What_MPI_forbids_is_an_exception()
    {
        var receive = World.ReceiveInit<int>(new int[1], Ring.Previous, 96);
        receive.Start();
        Expect(receive.Start);
        var list = new RequestList();
        list.Add(receive);
        Expect(list.StartAll);
        World.Send(1, Communicator.procNull, 0);
        using var send = World.SendInit<int>(new int[1], Ring.Next, 96);
        send.Start();
        receive.Wait();
        send.Wait();
        receive.Dispose();
        receive.Dispose();
        Expect(receive.Start);
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => World.SendInit<int>(new int[1], World.Size, 0)).ErrorClass);
        Assert.Equal(ErrorClass.Tag, Assert.Throws<MpiException>(() => World.ReceiveInit<int>(new int[1], 0, -5)).ErrorClass);
    }

    [Fact]
    public void Starting_and_waiting_allocate_nothing()
    {
        Assert.SkipWhen(Environment.Library.Path is null, "the single process is managed code, and keeps its messages in managed memory");
        var room = new int[4];
        using var receive = World.ReceiveInit<int>(room, Ring.Previous, 97);
        using var send = World.SendInit<int>(new int[4], Ring.Next, 97);
        var list = new RequestList();
        list.Add(receive);
        list.Add(send);
        var statuses = new CompletedStatus[2];
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                receive.Start();
                send.Start();
                receive.Wait();
                send.Wait();
                list.StartAll();
                list.WaitAll(statuses);
                list.StartAll();
                while (!list.TestAll(statuses))
                    Thread.Yield();
            }

            if (round > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void Expect(Action action) =>
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(action).ErrorClass);
}
