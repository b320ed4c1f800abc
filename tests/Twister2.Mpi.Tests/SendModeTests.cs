using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class SendModeTests : RankTests
{
    [Fact]
    public void Buffered_sends_need_no_receiver()
    {
        int size = World.BufferedSendSize<int>(1000);
        Assert.InRange(size, 4001, 4600);
        Environment.AttachBuffer(4 * size);
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => Environment.AttachBuffer(10)).ErrorClass);

        // Every rank sends before any receives: a send that waited would never return.
        World.BufferedSend<int>(Numbers(1000).AsSpan(), Ring.Next, 70);
        World.BufferedSend(World.Rank, Ring.Next, 71);
        World.BufferedSend("text", Ring.Next, 72);
        World.BufferedSend(Numbers(3), Ring.Next, 73);
        var immediate = World.ImmediateBufferedSend(5.5, Ring.Next, 74);
        immediate.Wait();
        World.Barrier();
        Assert.Equal(Numbers(1000), World.ReceiveArray<int>(Ring.Previous, 70));
        Assert.Equal(Ring.Previous, World.Receive<int>(Ring.Previous, 71));
        Assert.Equal("text", World.Receive<string>(Ring.Previous, 72));
        Assert.Equal(Numbers(3), World.ReceiveArray<int>(Ring.Previous, 73));
        Assert.Equal(5.5, World.Receive<double>(Ring.Previous, 74));
        Assert.Equal(4 * size, Environment.DetachBuffer());
        Assert.Equal(0, Environment.DetachBuffer());
    }

    [Fact]
    public void Without_room_in_the_buffer_a_buffered_send_is_an_error()
    {
        Expect(ErrorClass.Buffer, () => World.BufferedSend<byte>(new byte[5000], Ring.Next, 70));
        Environment.AttachBuffer(1000);
        Expect(ErrorClass.Buffer, () => World.BufferedSend<byte>(new byte[5000], Ring.Next, 70));
        Expect(ErrorClass.Buffer, () => World.ImmediateBufferedSend<byte>(new byte[5000].AsMemory(), Ring.Next, 70));
        Environment.DetachBuffer();
        Expect(ErrorClass.Argument, () => Environment.AttachBuffer(-1));
        Expect(ErrorClass.Count, () => World.BufferedSendSize<int>(-1));
        Expect(ErrorClass.Count, () => World.BufferedSendSize<long>(int.MaxValue));
    }

    [Fact]
    public void Ready_sends_reach_a_receive_that_was_posted()
    {
        var room = new int[3];
        var receives = new RequestList();
        for (int i = 0; i < 3; i++)
            receives.Add(World.ImmediateReceive(room.AsMemory(i, 1), Ring.Previous, 75 + i));
        World.Barrier();
        World.ReadySend(1, Ring.Next, 75);
        World.ReadySend<int>([2], Ring.Next, 76);
        World.ImmediateReadySend<int>(new[] { 3 }.AsMemory(), Ring.Next, 77).Wait();
        receives.WaitAll();
        Assert.Equal([1, 2, 3], room);
    }

    [Fact]
    public void Synchronous_sends_take_values_and_arrays()
    {
        var room = new int[3];
        var one = World.ImmediateReceive<int>(Ring.Previous, 78);
        var three = World.ImmediateReceive(room, Ring.Previous, 79);
        World.SynchronousSend(World.Rank, Ring.Next, 78);
        World.SynchronousSend(Numbers(3), Ring.Next, 79);
        Assert.Equal(Ring.Previous, one.Value);
        Assert.Equal(3, three.Wait().Count());
        Assert.Equal(Numbers(3), room);
    }

    [Fact]
    public void Every_mode_takes_memory_arrays_and_values()
    {
        Memory<int> memory = Numbers(3);
        ReadOnlyMemory<int> readOnly = memory;
        Environment.AttachBuffer(8 * World.BufferedSendSize<int>(3));
        Action[] blocking =
        [
            () => World.SynchronousSend(memory, Ring.Next, 60), () => World.SynchronousSend(readOnly, Ring.Next, 61),
            () => World.BufferedSend(memory, Ring.Next, 62), () => World.BufferedSend(readOnly, Ring.Next, 63),
            () => World.ReadySend(memory, Ring.Next, 64), () => World.ReadySend(readOnly, Ring.Next, 65),
        ];
        Func<Request>[] immediate =
        [
            () => World.ImmediateSynchronousSend(readOnly, Ring.Next, 66), () => World.ImmediateBufferedSend(readOnly, Ring.Next, 67),
            () => World.ImmediateReadySend(readOnly, Ring.Next, 68), () => World.ImmediateBufferedSend(Numbers(3), Ring.Next, 69),
            () => World.ImmediateReadySend(Numbers(3), Ring.Next, 70), () => World.ImmediateReadySend(new Three(0, 1, 2), Ring.Next, 71),
        ];
        var room = new int[36];
        var receives = new RequestList();
        for (int i = 0; i < 12; i++)
            receives.Add(World.ImmediateReceive(room.AsMemory(3 * i, 3), Ring.Previous, 60 + i));
        World.Barrier();
        Array.ForEach(blocking, send => send());
        Array.ForEach([.. immediate.Select(start => start())], send => send.Wait());
        var statuses = new CompletedStatus[12];
        receives.WaitAll(statuses);
        Assert.Equal(Enumerable.Repeat(Numbers(3), 12).SelectMany(n => n), room);
        Assert.All(statuses, s => Assert.Equal((12, 12L), (s.Status.Count<byte>(), s.Status.LongCount<byte>())));
        Environment.DetachBuffer();
        var sent = World.ImmediateSend(Numbers(5), Ring.Next, 72);
        Assert.Equal(Numbers(5), World.ReceiveArray<int>(Ring.Previous, 72, out var status));
        Assert.Equal((Ring.Previous, 72, 5), (status.Source, status.Tag, status.Count()));
        sent.Wait();
    }

    private readonly record struct Three(int First, int Second, int Third);

    private static int[] Numbers(int count) => [.. Enumerable.Range(0, count)];

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);
}
