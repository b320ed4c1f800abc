using System.Buffers;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class RequestArrayTests : RankTests
{
    [Fact]
    public void Messages_of_each_kind_come_in_order_with_their_statuses()
    {
        using var requests = new RequestArray();
        int[] sent = [.. Enumerable.Range(100 * World.Rank, 40)];
        int[] room = new int[40];
        for (int round = 0; round < 3; round++)
        {
            Array.Clear(room);
            for (int i = 0; i < 40; i += 4)
                World.ImmediateReceive(room.AsMemory(i, 4), Ring.Previous, i, requests);
            World.Barrier();
            for (int i = 0; i < 40; i += 4)
                Start(sent.AsMemory(i, 4), i, requests);
            Assert.Equal((20, 20), (requests.Count, requests.Active));
            requests.WaitAll();
            Assert.Equal((0, 0), (requests.Count, requests.Active));
            Assert.Equal(Enumerable.Range(100 * Ring.Previous, 40), room);
            for (int i = 0; i < 10; i++)
            {
                var status = requests.GetStatus(i);
                Assert.Equal((Ring.Previous, 4 * i, 4), (status.Source, status.Tag, status.Count()));
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => requests.GetStatus(20));
            Assert.Throws<ArgumentOutOfRangeException>(() => requests.GetStatus(-1));
            World.Barrier();
        }
    }

    [Fact]
    public void Any_of_them_is_found_by_its_index()
    {
        using var requests = new RequestArray();
        Assert.Equal(-1, requests.WaitAny());
        Assert.Equal(-1, requests.TestAny());
        byte[] room = new byte[2];
        World.ImmediateReceive(room.AsMemory(0, 1), Ring.Previous, 1, requests);
        World.ImmediateReceive(room.AsMemory(1, 1), Ring.Previous, 2, requests);
        Assert.Equal(-1, requests.TestAny());
        Assert.Equal(ErrorClass.Pending, Assert.Throws<MpiException>(() => requests.GetStatus(1)).ErrorClass);
        World.Barrier();
        var sending = World.ImmediateSend<byte>(new byte[] { 8 }.AsMemory(), Ring.Next, 2);
        Assert.Equal(1, requests.WaitAny());
        Assert.Equal((8, 1, 2), (room[1], requests.GetStatus(1).Count(), requests.GetStatus(1).Tag));
        Assert.Equal((2, 1), (requests.Count, requests.Active));
        sending.Wait();
        World.Barrier();
        sending = World.ImmediateSend<byte>(new byte[] { 9 }.AsMemory(), Ring.Next, 1);
        int index;
        while ((index = requests.TestAny()) < 0)
        {
        }

        sending.Wait();
        Assert.Equal((0, 9, 0), (index, room[0], requests.Count));
    }

    [Fact]
    public void A_test_of_all_says_no_until_all_are_there()
    {
        using var requests = new RequestArray();
        Assert.True(requests.TestAll());
        long[] room = new long[1];
        World.ImmediateReceive(room.AsMemory(), Ring.Previous, 3, requests);
        Assert.False(requests.TestAll());
        World.Barrier();
        World.ImmediateSend<long>(new long[] { World.Rank }.AsMemory(), Ring.Next, 3, requests);
        while (!requests.TestAll())
        {
        }

        Assert.Equal(Ring.Previous, room[0]);
    }

    [Fact]
    public void Memory_that_is_not_an_array_and_empty_memory_are_taken()
    {
        using var requests = new RequestArray();
        using var owner = new NativeMemoryOwner(8);
        for (int round = 0; round < 2; round++)
        {
            int[] room = new int[8];
            World.ImmediateReceive(round == 0 ? owner.Memory : room.AsMemory(), Ring.Previous, 4, requests);
            World.ImmediateReceive(Memory<int>.Empty, Ring.Previous, 5, requests);
            World.ImmediateSend<int>(Enumerable.Repeat(World.Rank + 1, 8).ToArray().AsMemory(), Ring.Next, 4, requests);
            World.ImmediateSend(ReadOnlyMemory<int>.Empty, Ring.Next, 5, requests);
            requests.WaitAll();
            Assert.Equal(Enumerable.Repeat(Ring.Previous + 1, 8), round == 0 ? owner.Memory.ToArray() : room);
            Assert.Equal((8, 0), (requests.GetStatus(0).Count(), requests.GetStatus(1).Count()));
        }
    }

    [Fact]
    public void A_buffer_that_nobody_else_knows_stays_until_the_message_has_come()
    {
        using var requests = new RequestArray();
        for (int i = 0; i < 20; i++)
            World.ImmediateReceive(new int[100].AsMemory(), Ring.Previous, 6, requests);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var garbage = Enumerable.Range(0, 1000).Select(_ => new int[100]).ToArray();
        World.Barrier();
        for (int i = 0; i < 20; i++)
            World.Send(Enumerable.Repeat(-1, 100).ToArray(), Ring.Next, 6);
        requests.WaitAll();
        Assert.All(garbage, g => Assert.All(g, x => Assert.Equal(0, x)));
    }

    [Fact]
    public void A_failure_is_thrown_when_all_are_over_and_the_array_can_be_used_again()
    {
        Ring.SkipIfTruncationIsSilent();
        using var requests = new RequestArray();
        int[] room = new int[6];
        World.ImmediateReceive(room.AsMemory(0, 1), Ring.Previous, 7, requests);
        World.ImmediateReceive(room.AsMemory(1, 1), Ring.Previous, 8, requests);
        World.ImmediateReceive(room.AsMemory(2, 4), Ring.Previous, 9, requests);
        World.Barrier();
        var sends = new[] { 1, 2, 4 }.Select((n, i) => World.ImmediateSend(Enumerable.Repeat(n, n).ToArray(), Ring.Next, 7 + i)).ToArray();
        var error = Assert.Throws<MpiException>(requests.WaitAll);
        Assert.Equal(ErrorClass.Truncate, error.ErrorClass);
        Assert.Equal((1, 4, 4, 4, 4), (room[0], room[2], room[3], room[4], room[5]));
        Assert.Equal((0, 0), (requests.Count, requests.Active));
        foreach (var send in sends)
            send.Wait();
        World.Barrier();
        World.ImmediateReceive(room.AsMemory(0, 1), Ring.Previous, 7, requests);
        World.ImmediateSend<int>(new[] { 5 }.AsMemory(), Ring.Next, 7, requests);
        requests.WaitAll();
        Assert.Equal(5, room[0]);
    }

    [Fact]
    public void Misuse_is_told()
    {
        var requests = new RequestArray();
        Assert.Throws<ArgumentNullException>(() => World.ImmediateSend<int>(new int[1].AsMemory(), 0, 1, null!));
        Assert.Throws<ArgumentNullException>(() => World.ImmediateReceive(new int[1].AsMemory(), 0, 1, null!));
        Assert.Equal(ErrorClass.Rank, Assert.Throws<MpiException>(() => World.ImmediateSend<int>(new int[1].AsMemory(), World.Size, 1, requests)).ErrorClass);
        Assert.Equal(ErrorClass.Tag, Assert.Throws<MpiException>(() => World.ImmediateReceive(new int[1].AsMemory(), 0, -5, requests)).ErrorClass);
        Assert.Equal(0, requests.Count);
        requests.Dispose();
        requests.Dispose();
        Assert.Throws<ObjectDisposedException>(() => World.ImmediateReceive(new int[1].AsMemory(), 0, 1, requests));
    }

    [Fact]
    public void A_window_allocates_nothing()
    {
        Assert.SkipWhen(Environment.Library.Path is null, "the single process is managed code, and keeps what is sent in managed memory");
        using var requests = new RequestArray();
        byte[] message = new byte[64];
        byte[] room = new byte[64 * 32];
        AllocationTests.Check("window", () =>
        {
            for (int i = 0; i < 32; i++)
                World.ImmediateReceive(room.AsMemory(64 * i, 64), Ring.Previous, 10, requests);
            for (int i = 0; i < 32; i++)
                World.ImmediateSend(message.AsMemory(), Ring.Next, 10, requests);
            requests.WaitAll();
            _ = requests.GetStatus(0).Count();
        });
    }

    private static void Start(ReadOnlyMemory<int> values, int tag, RequestArray requests)
    {
        if (tag % 12 == 0)
            World.ImmediateSend(values, Ring.Next, tag, requests);
        else if (tag % 12 == 4)
            World.ImmediateSynchronousSend(values, Ring.Next, tag, requests);
        else
            World.ImmediateReadySend(values, Ring.Next, tag, requests);
    }

    private sealed unsafe class NativeMemoryOwner(int length) : MemoryManager<int>
    {
        private readonly int* _memory = (int*)System.Runtime.InteropServices.NativeMemory.AllocZeroed((nuint)length, sizeof(int));
        private int _pins;

        public override Span<int> GetSpan() => new(_memory, length);

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            _pins++;
            return new MemoryHandle(_memory + elementIndex, pinnable: this);
        }

        public override void Unpin() => _pins--;

        protected override void Dispose(bool disposing)
        {
            Assert.Equal(0, _pins);
            System.Runtime.InteropServices.NativeMemory.Free(_memory);
        }
    }
}
