using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>
/// Receives of texts and objects that were started and have not got their messages: whatever waits afterwards lets them have these. The texts are
/// long, so that their senders wait for the receiver.
/// </summary>
[Trait("ranks", "any")]
public sealed class MatchingTests : RankTests
{
    private const int Tag = 610;
    private static readonly string Long = new('x', 2_000_000);

    [Fact]
    public void All_send_after_they_have_started_to_receive()
    {
        Exchange(() => World.Send(Long, Ring.Next, Tag));
        Exchange(() => World.Send<string>([Long], Ring.Next, Tag), strings: true);
        Exchange(() => World.SynchronousSend(Long, Ring.Next, Tag));
        Exchange(() => World.ImmediateSend(Long, Ring.Next, Tag).Wait());
        Exchange(() => World.ImmediateSynchronousSend(Long, Ring.Next, Tag).Wait());
        Exchange(() =>
        {
            var send = World.ImmediateSynchronousSend(Long, Ring.Next, Tag);
            while (!send.Test(out _))
                Thread.Yield();
        });
        Exchange(() =>
        {
            using var array = new RequestArray();
            World.ImmediateSynchronousSend<char>(Long.AsMemory(), Ring.Next, Tag + 1, array);
            World.ImmediateSend<byte>("x"u8.ToArray(), Ring.Next, Tag, array);
            var numbers = World.ImmediateReceive<char>(new char[Long.Length].AsMemory(), Ring.Previous, Tag + 1);
            while (array.TestAny() < 0 || !array.TestAll())
                Thread.Yield();
            numbers.Wait();
        }, length: 1);
        Exchange(() =>
        {
            var list = new RequestList();
            list.Add(World.ImmediateSynchronousSend(Long, Ring.Next, Tag));
            Assert.NotNull(list.WaitAny());
        });
        Exchange(() =>
        {
            var list = new RequestList();
            list.Add(World.ImmediateSynchronousSend(Long, Ring.Next, Tag));
            Assert.Single(list.WaitSome());
        });
        Exchange(() =>
        {
            var list = new RequestList();
            list.Add(World.ImmediateSynchronousSend(Long, Ring.Next, Tag));
            Assert.Single(list.WaitAll());
        });
    }

    [Fact]
    public unsafe void Whoever_waits_for_numbers_takes_the_text_that_must_be_taken_before()
    {
        int[] room = new int[2];
        Pairwise(room, source => World.Receive<int>(room, source, Tag));
        Pairwise(room, source => World.Receive(source, Tag, ref room));
        Pairwise(room, source => World.Receive<int>(room, Datatype.Of<int>(), 2, source, Tag));
        Pairwise(room, source =>
        {
            fixed (int* data = room)
                World.Receive(data, 2L, source, Tag);
        });
        Pairwise(room, source => World.ReceiveArray<int>(source, Tag).CopyTo(room, 0));
        Pairwise(room, source => World.MatchedProbe(source, Tag).Receive<int>(room));
        Pairwise(room, source =>
        {
            Assert.Equal(Tag, World.Probe(source, Tag).Tag);
            World.Receive<int>(room, source, Tag);
        });
        Pairwise(room, source =>
        {
            using var array = new RequestArray();
            World.ImmediateReceive<int>(room, source, Tag, array);
            Assert.Equal(0, array.WaitAny());
        });
        Pairwise(room, source =>
        {
            using var array = new RequestArray();
            World.ImmediateReceive<int>(room, source, Tag, array);
            array.WaitAll();
            Assert.Equal(0, array.Active);
        });
        Pairwise(room, source => World.SendReceive<int>([1], Communicator.procNull, Tag, room, source, Tag));
        Pairwise(room, source => World.SendReceiveReplace<int>(room, Communicator.procNull, Tag, source, Tag));
    }

    [Fact]
    public void An_event_loop_takes_a_text_that_is_not_awaited_yet() => Environment.Run(async () =>
    {
        var text = World.ImmediateReceive<string>(Ring.Previous, Tag);
        var sent = World.ImmediateSynchronousSend(Long, Ring.Next, Tag);
        // Asking for a status looks for no other receive: only the loop does.
        for (int i = 0; i < 2000 && !sent.GetStatus(out _); i++)
            await Task.Delay(5);
        Assert.True(sent.GetStatus(out _));
        await sent;
        Assert.Equal(Long.Length, (await text).Length);
    });

    [Fact]
    public void Send_receives_of_numbers_let_texts_come()
    {
        double[] values = [World.Rank, 2.5];
        double[] room = new double[2];
        var text = World.ImmediateReceive<string>(Ring.Previous, Tag);
        var sent = World.ImmediateSynchronousSend(Long, Ring.Next, Tag);
        Assert.Equal(2, World.SendReceive<double>(values, Ring.Next, Tag + 1, room, Ring.Previous, Tag + 1).Count());
        Assert.Equal([Ring.Previous, 2.5], room);
        sent.Wait();
        text.Wait();
        text = World.ImmediateReceive<string>(Ring.Previous, Tag);
        sent = World.ImmediateSynchronousSend(Long, Ring.Next, Tag);
        Assert.Equal(2, World.SendReceiveReplace<double>(values, Ring.Next, Tag + 1, Ring.Previous, Tag + 1).Count());
        Assert.Equal([Ring.Previous, 2.5], values);
        sent.Wait();
        Assert.Equal(Long.Length, text.Value!.Length);
    }

    [Fact]
    public unsafe void Native_memory_is_sent_while_a_text_is_to_come()
    {
        int[] values = [.. Enumerable.Range(World.Rank, 100_000)];
        int[] room = new int[values.Length];
        var text = World.ImmediateReceive<string>(Ring.Previous, Tag);
        fixed (int* data = values)
        {
            var receiving = World.ImmediateReceive<int>(room.AsMemory(), Ring.Previous, Tag + 1);
            World.Send(data, (long)values.Length, Ring.Next, Tag + 1);
            World.Send(Long, Ring.Next, Tag);
            receiving.Wait();
            receiving = World.ImmediateReceive<int>(room.AsMemory(), Ring.Previous, Tag + 2);
            var next = World.ImmediateReceive<string>(Ring.Previous, Tag);
            World.SynchronousSend(data, (long)values.Length, Ring.Next, Tag + 2);
            receiving.Wait();
            World.Send("end", Ring.Next, Tag);
            Assert.Equal("end", next.Value);
        }

        Assert.Equal(Enumerable.Range(Ring.Previous, 100_000), room);
        Assert.Equal(Long.Length, text.Value!.Length);
    }

    [Fact]
    public void A_later_receive_or_probe_does_not_take_the_message_of_an_earlier_one()
    {
        var first = World.ImmediateReceive<string>(Ring.Previous, Tag);
        World.ImmediateSend("first", Ring.Next, Tag).Wait();
        var second = World.ImmediateSend("second", Ring.Next, Tag);
        Assert.Equal("second", World.ReceiveString(Communicator.anySource, Communicator.anyTag));
        Assert.Equal("first", first.Value);
        second.Wait();

        first = World.ImmediateReceive<string>(Communicator.anySource, Tag);
        World.ImmediateSend("first", Ring.Next, Tag).Wait();
        var number = World.ImmediateSend(5, Ring.Next, Tag + 1);
        Status found = World.Probe(Communicator.anySource, Communicator.anyTag);
        Assert.Equal(Tag + 1, found.Tag);
        Assert.Equal("first", first.Value);
        Status? seen = World.ImmediateProbe(Communicator.anySource, Communicator.anyTag);
        Assert.Equal(Tag + 1, seen!.Value.Tag);
        Assert.Equal(5, World.Receive<int>(Communicator.anySource, Communicator.anyTag));
        number.Wait();
        Assert.Null(World.ImmediateMatchedProbe(Communicator.anySource, Communicator.anyTag));
        World.Barrier();
    }

    [Fact]
    public void Nobody_receives_nothing_while_a_text_is_to_come()
    {
        var text = World.ImmediateReceive<string>(Ring.Previous, Tag);
        Assert.Equal(0, World.Receive<int>(new int[1], Communicator.procNull, Tag).Count());
        Assert.Equal(Communicator.procNull, World.Probe(Communicator.procNull, Tag).Source);
        Assert.Equal(0, World.MatchedProbe(Communicator.procNull, Tag).Receive<int>());
        World.Send(1, Communicator.procNull, Tag);
        text.Cancel();
        Assert.True(text.Wait().Cancelled);
        World.Barrier();
    }

    // The odd rank does not send the numbers before the even one has taken the text, and that one waits for the numbers.
    private static void Pairwise(int[] room, Action<int> receive)
    {
        int other = World.Rank ^ 1;
        room.AsSpan().Clear();
        if (other >= World.Size)
            return;
        if (World.Rank % 2 != 0)
        {
            World.SynchronousSend(Long, other, Tag + 1);
            World.Send<int>([World.Rank, 7], other, Tag);
            return;
        }

        var text = World.ImmediateReceive<string>(other, Tag + 1);
        receive(other);
        Assert.Equal([other, 7], room);
        Assert.Equal(Long.Length, text.Value!.Length);
    }

    private static void Exchange(Action send, bool strings = false, int? length = null)
    {
        if (strings)
        {
            var many = World.ImmediateReceiveArray<string>(Ring.Previous, Tag);
            send();
            Assert.Equal([Long.Length], many.Value!.Select(text => text.Length));
            return;
        }

        var receive = World.ImmediateReceive<string>(Ring.Previous, Tag);
        send();
        Assert.Equal(length ?? Long.Length, receive.Value!.Length);
    }
}
