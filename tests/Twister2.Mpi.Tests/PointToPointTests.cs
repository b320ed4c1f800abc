using System.Numerics;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class PointToPointTests : RankTests
{
    [Fact]
    public void A_value_goes_round_the_ring()
    {
        using var sent = new Sent(World.ImmediateSend<int>(new[] { World.Rank }, Ring.Next, 1));
        World.Receive(Ring.Previous, 1, out int value, out var status);
        Assert.Equal(Ring.Previous, value);
        Assert.Equal((Ring.Previous, 1, 1), (status.Source, status.Tag, status.Count()));
        Assert.False(status.Cancelled);
    }

    [Fact]
    public void Every_primitive_arrives_as_it_was_sent()
    {
        Check((sbyte)-3);
        Check((byte)200);
        Check((short)-3000);
        Check((ushort)60000);
        Check(-3);
        Check(3u);
        Check(long.MinValue);
        Check(ulong.MaxValue);
        Check(1.5f);
        Check(-2.25);
        Check('Ж');
        Check(true);
        Check((nint)(-5));
        Check((nuint)5);
        Check(new Complex(1, -2));
        Check(DayOfWeek.Friday);
        Check(new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"));
        Check(12.34m);
        Check((Half)0.5);
        Check((Left: 1, Right: 2.0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public void A_span_arrives_with_its_count(int length)
    {
        double[] values = [.. Enumerable.Range(0, length).Select(i => (double)i + World.Rank)];
        using var sent = new Sent(World.ImmediateSend<double>(values, Ring.Next, 2));
        var room = new double[length + 3];
        var status = World.Receive<double>(room, Communicator.anySource, Communicator.anyTag);
        Assert.Equal(length, status.Count());
        Assert.Equal(length * 8, status.Count<byte>());
        Assert.Equal((Ring.Previous, 2), (status.Source, status.Tag));
        for (int i = 0; i < length; i++)
            Assert.Equal(i + Ring.Previous, room[i]);
    }

    [Fact]
    public void Texts_arrive_whatever_their_length()
    {
        foreach (string text in new[] { "", "word", "größer: Ж 漢 🚀", new string('x', 200_000) })
        {
            using var sent = new Sent(World.ImmediateSend<byte>(System.Text.Encoding.UTF8.GetBytes(text), Ring.Next, 3));
            Assert.Equal(text, World.ReceiveString(Ring.Previous, 3, out var status));
            Assert.Equal(Ring.Previous, status.Source);
        }

        if (World.Size == 1)
            return;
        if (World.Rank == 0)
            World.Send("größer", 1, 3);
        else if (World.Rank == 1)
            Assert.Equal("größer", World.ReceiveString(Communicator.anySource, 3));
    }

    [Fact]
    public void Tags_choose_and_order_is_kept_within_a_tag()
    {
        var requests = new RequestList();
        for (int i = 0; i < 6; i++)
            requests.Add(World.ImmediateSend<int>(new[] { i }, Ring.Next, 10 + (i % 2)));
        Assert.Equal([1, 3, 5], Enumerable.Range(0, 3).Select(_ => World.Receive<int>(Ring.Previous, 11)).ToArray());
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(_ => World.Receive<int>(Ring.Previous, Communicator.anyTag)).ToArray());
        requests.WaitAll();
    }

    [Fact]
    public void Nobody_takes_and_gives_nothing()
    {
        World.Send(1, Communicator.procNull, 0);
        var status = World.Receive<int>(new int[4], Communicator.procNull, 0);
        Assert.Equal((Communicator.procNull, Communicator.anyTag, 0), (status.Source, status.Tag, status.Count()));
    }

    [Fact]
    public void A_synchronous_send_is_complete_only_when_it_is_received()
    {
        var request = World.ImmediateSynchronousSend<int>(new[] { 7 }, Ring.Next, 4);
        World.Barrier();
        Assert.Null(request.Test());
        World.Barrier();
        Assert.Equal(7, World.Receive<int>(Ring.Previous, 4));
        request.Wait();
        World.Barrier();

        var receive = World.ImmediateReceive<int>(new int[1], Ring.Previous, 4);
        World.SynchronousSend<int>([8], Ring.Next, 4);
        Assert.Equal(1, receive.Wait().Count());
    }

    [Fact]
    public void More_bytes_than_the_limit_travel_as_derived_types()
    {
        long limit = Interop.Datatypes.ByteLimit;
        Interop.Datatypes.ByteLimit = 100;
        try
        {
            (int, long)[] values = [.. Enumerable.Range(0, 50).Select(i => (i, (long)World.Rank))];
            using var sent = new Sent(World.ImmediateSend<(int, long)>(values, Ring.Next, 5));
            var room = new (int, long)[60];
            var status = World.Receive<(int, long)>(room, Ring.Previous, 5);
            Assert.Equal(50, status.Count());
            Assert.Equal((49, (long)Ring.Previous), room[49]);
            var all = World.AllgatherFlattened<(int, long)>(values);
            Assert.Equal((49, World.Size - 1L), all[^1]);
        }
        finally
        {
            Interop.Datatypes.ByteLimit = limit;
        }
    }

    [Fact]
    public void Thousands_of_messages_arrive_in_order()
    {
        const int Count = 5000;
        var requests = new RequestList();
        var values = Enumerable.Range(0, Count).ToArray();
        for (int i = 0; i < Count; i++)
            requests.Add(World.ImmediateSend<int>(values.AsMemory(i, 1), Ring.Next, 6));
        for (int i = 0; i < Count; i++)
            Assert.Equal(i, World.Receive<int>(Ring.Previous, 6));
        requests.WaitAll();
        Assert.Equal(0, requests.Count);
    }

    private static void Check<T>(T value)
        where T : unmanaged
    {
        using var sent = new Sent(World.ImmediateSend<T>(new[] { value }, Ring.Next, 9));
        Assert.Equal(value, World.Receive<T>(Ring.Previous, 9));
    }

    /// <summary>Waits for a send at the end of the block.</summary>
    private sealed class Sent(Request request) : IDisposable
    {
        public void Dispose() => request.Wait();
    }
}
