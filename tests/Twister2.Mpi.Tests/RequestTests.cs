using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class RequestTests : RankTests
{
    [Fact]
    public void Buffers_survive_a_collection_between_start_and_wait()
    {
        var room = new long[20_000];
        var receive = World.ImmediateReceive<long>(room, Ring.Previous, 20);
        var send = StartSend(20_000);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        World.Barrier();
        send.Wait();
        Assert.Equal(20_000, receive.Wait().Count());
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => i + (1000L * Ring.Previous)), room);
    }

    [Fact]
    public void Test_says_null_until_the_message_is_there()
    {
        var room = new int[1];
        var receive = World.ImmediateReceive<int>(room, Ring.Previous, 21);
        Assert.Null(receive.Test());
        Assert.False(receive.IsCompleted);
        World.Barrier();
        var send = World.ImmediateSend<int>(new[] { 5 }, Ring.Next, 21);
        CompletedStatus status;
        while (!receive.Test(out status))
            Thread.Yield();
        send.Wait();
        Assert.Equal((5, 1, 21), (room[0], status.Count(), status.Tag));
        Assert.Equal(status, receive.Wait());
    }

    [Fact]
    public void A_receive_can_be_cancelled()
    {
        var receive = World.ImmediateReceive<int>(new int[1], Ring.Previous, 22);
        receive.Cancel();
        Assert.True(receive.Wait().Cancelled);
    }

    [Fact]
    public void Lists_wait_for_all_any_and_some()
    {
        const int Count = 12;
        var room = new int[Count];
        var receives = new RequestList();
        for (int i = 0; i < Count; i++)
            receives.Add(World.ImmediateReceive<int>(room.AsMemory(i, 1), Ring.Previous, 100 + i));
        Assert.Null(receives.TestAny());
        Assert.Null(receives.TestAll());
        Assert.Equal(0, receives.TestSome(new List<Request>()));
        World.Barrier();

        var sends = new RequestList();
        for (int i = Count - 1; i >= 0; i--)
            sends.Add(World.ImmediateSend<int>(new[] { i }, Ring.Next, 100 + i));
        var first = receives.WaitAny();
        Assert.NotNull(first);
        Assert.InRange(first.Wait().Tag, 100, 100 + Count - 1);
        var some = new List<Request>();
        int moved = receives.WaitSome(some);
        Assert.InRange(moved, 1, Count - 1);
        Assert.All(some, r => Assert.Equal(1, r.Wait().Count()));
        Assert.Equal(Count, receives.Count + 1 + moved);
        receives.WaitAll();
        sends.WaitAll();
        Assert.Equal(Enumerable.Range(0, Count), room);
        Assert.Null(receives.WaitAny());
        Assert.Empty(receives.TestAll()!);
    }

    [Fact]
    public void A_receive_cancelled_twice_is_cancelled()
    {
        var receive = World.ImmediateReceive(new int[1], Ring.Previous, 22);
        receive.Cancel();
        receive.Cancel();
        Assert.True(receive.Wait().Cancelled);
    }

    [Fact]
    public void A_message_without_a_whole_value_is_no_value()
    {
        Assert.SkipWhen(World.Size == 1 && Vendor.IsMpich, "MPICH (4.0.2, 5.0.2) ends a process that sends itself half of an element");
        foreach (byte[] bytes in new byte[][] { [], [1, 2, 3] })
        {
            var expected = bytes.Length == 0 ? ErrorClass.Count : ErrorClass.Type;
            var receive = World.ImmediateReceive<int>(Ring.Previous, 23);
            var send = World.ImmediateSend(bytes, Ring.Next, 23);
            Assert.Equal(expected, Assert.Throws<MpiException>(() => receive.Value).ErrorClass);
            send.Wait();
            send = World.ImmediateSend(bytes, Ring.Next, 24);
            Assert.Equal(expected, Assert.Throws<MpiException>(() => World.Receive<int>(Ring.Previous, 24)).ErrorClass);
            send.Wait();
        }
    }

    [Fact]
    public void A_list_has_a_request_once()
    {
        var (list, other) = (new RequestList(), new RequestList());
        var receive = World.ImmediateReceive(new int[1], Ring.Previous, 21);
        list.Add(receive);
        Assert.Equal(ErrorClass.Request, Assert.Throws<MpiException>(() => list.Add(receive)).ErrorClass);
        other.Add(receive);
        Assert.True(list.Remove(receive));
        list.Add(receive);
        World.Send(7, Ring.Next, 21);
        Assert.Same(receive, Assert.Single(list.WaitAll()));
        Assert.Same(receive, Assert.Single(other.WaitAll()));
    }

    [Fact]
    public void A_list_takes_requests_that_were_waited_for_already()
    {
        var room = new int[2];
        var one = World.ImmediateReceive<int>(room.AsMemory(0, 1), Ring.Previous, 31);
        var two = World.ImmediateReceive<int>(room.AsMemory(1, 1), Ring.Previous, 32);
        var list = new RequestList();
        list.Add(one);
        list.Add(two);
        var sends = new RequestList();
        sends.Add(World.ImmediateSend<int>(new[] { 1 }, Ring.Next, 31));
        sends.Add(World.ImmediateSend<int>(new[] { 2 }, Ring.Next, 32));
        two.Wait();
        Assert.Same(two, list.TestAny());
        list.WaitAll();
        sends.WaitAll();
        Assert.Equal([1, 2], room);
    }

    [Fact]
    public void A_failure_in_a_list_reaches_its_request_only()
    {
        Ring.SkipIfTruncationIsSilent();
        var small = World.ImmediateReceive<int>(new int[1], Ring.Previous, 41);
        var large = World.ImmediateReceive<int>(new int[2], Ring.Previous, 42);
        var list = new RequestList();
        list.Add(small);
        list.Add(large);
        var sends = new RequestList();
        sends.Add(World.ImmediateSend<int>(new[] { 1, 2 }, Ring.Next, 41));
        sends.Add(World.ImmediateSend<int>(new[] { 1, 2 }, Ring.Next, 42));
        Assert.Equal(ErrorClass.Truncate, Assert.Throws<MpiException>(list.WaitAll).ErrorClass);
        Assert.Equal(2, large.Wait().Count());
        Assert.Throws<MpiException>(() => small.Wait());
        sends.WaitAll();
    }

    [Fact]
    public void An_immediate_barrier_waits_for_all()
    {
        var barrier = World.ImmediateBarrier();
        barrier.Wait();
        Assert.True(barrier.IsCompleted);
    }

    // The array is known to nobody but the request.
    private static Request StartSend(int length) =>
        World.ImmediateSend<long>(Enumerable.Range(0, length).Select(i => i + (1000L * World.Rank)).ToArray(), Ring.Next, 20);
}
