using MemoryPack;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed partial class ValueTests : RankTests
{
    [Fact]
    public void Objects_travel_in_one_message()
    {
        var person = new Person { Name = $"rank {World.Rank}", Numbers = [1, 2, World.Rank] };
        var sends = new RequestList();
        sends.Add(World.ImmediateSend(person, Ring.Next, 110));
        sends.Add(World.ImmediateSend((Person?)null, Ring.Next, 110));
        sends.Add(World.ImmediateSend(new Dictionary<string, int> { ["a"] = World.Rank }, Ring.Next, 110));
        World.Receive(Ring.Previous, 110, out Person came, out var status);
        Assert.Equal(($"rank {Ring.Previous}", Ring.Previous, 110), (came.Name, status.Source, status.Tag));
        Assert.Equal([1, 2, Ring.Previous], came.Numbers);
        Assert.Null(World.Receive<Person?>(Ring.Previous, 110));
        World.Receive(Ring.Previous, 110, out Dictionary<string, int> pairs);
        Assert.Equal(Ring.Previous, pairs["a"]);
        World.Barrier();
        Assert.Null(World.ImmediateProbe(Communicator.anySource, Communicator.anyTag));
        sends.WaitAll();
    }

    [Fact]
    public void Arrays_arrive_in_room_or_as_new_ones()
    {
        var sends = new RequestList();
        sends.Add(World.ImmediateSend(new[] { 1, 2, 3 }, Ring.Next, 111));
        sends.Add(World.ImmediateSend(new[] { 4, 5 }, Ring.Next, 112));
        sends.Add(World.ImmediateSend(new[] { "a", "b" }, Ring.Next, 113));
        sends.Add(World.ImmediateSend(new[] { "c" }, Ring.Next, 114));
        sends.Add(World.ImmediateSend(new[] { "d", "e" }, Ring.Next, 115));
        int[]? none = null;
        World.Receive(Ring.Previous, 111, ref none);
        Assert.Equal([1, 2, 3], none);
        int[]? room = new int[3];
        World.Receive(Ring.Previous, 112, ref room, out var status);
        Assert.Equal([4, 5, 0], room);
        Assert.Equal(2, status.Count());
        string[]? texts = ["x", "y", "z"];
        World.Receive(Ring.Previous, 113, ref texts);
        Assert.Equal(["a", "b", "z"], texts);
        Assert.Equal(["c"], World.ReceiveArray<string>(Ring.Previous, 114));
        string[]? small = new string[1];
        Assert.Equal(ErrorClass.Truncate, Assert.Throws<MpiException>(() => World.Receive(Ring.Previous, 115, ref small)).ErrorClass);
        sends.WaitAll();
        Assert.Empty(World.ReceiveArray<int>(Communicator.procNull, 0));
        Assert.Null(World.Receive<string[]>(Communicator.procNull, 0));
    }

    [Fact]
    public void What_is_no_such_value_is_an_error()
    {
        var sends = new RequestList();
        sends.Add(World.ImmediateSend(5, Ring.Next, 116));
        sends.Add(World.ImmediateSend(new byte[5], Ring.Next, 117));
        Expect(ErrorClass.Type, () => World.Receive<Person>(Ring.Previous, 116));
        Expect(ErrorClass.Type, () => World.ReceiveArray<int>(Ring.Previous, 117));
        sends.WaitAll();
        World.Barrier();
        Assert.Null(World.ImmediateProbe(Ring.Previous, Communicator.anyTag));
        Expect(ErrorClass.Type, () => World.Send(new Unpacked(), Ring.Next, 118));
        Assert.Throws<ArgumentNullException>(() => World.BufferedSend((string)null!, Ring.Next, 118));
        Assert.Throws<ArgumentNullException>(() => World.Send<int>((int[])null!, Ring.Next, 118));
        Assert.Throws<ArgumentNullException>(() => World.ImmediateSend((string)null!, Ring.Next, 118));
    }

    [Fact]
    public void Immediate_receives_have_values()
    {
        var number = World.ImmediateReceive<int>(Ring.Previous, 120);
        var text = World.ImmediateReceive<string>(Ring.Previous, 121);
        var person = World.ImmediateReceive<Person>(Ring.Previous, 122);
        var array = World.ImmediateReceiveArray<long>(Ring.Previous, 123);
        var room = new int[3];
        var filled = World.ImmediateReceive(Ring.Previous, 124, room);
        var texts = new string[2];
        var strings = World.ImmediateReceive(Ring.Previous, 125, texts);
        ReceiveRequest[] all = [number, text, person, array, filled, strings];
        Assert.All(all, r => Assert.Null(r.Test()));
        World.Barrier();
        var sends = new RequestList();
        sends.Add(World.ImmediateSend(7, Ring.Next, 120));
        sends.Add(World.ImmediateSynchronousSend("seven", Ring.Next, 121));
        sends.Add(World.ImmediateSend(new Person { Name = "p" }, Ring.Next, 122));
        sends.Add(World.ImmediateSynchronousSend(new long[] { 8, 9 }, Ring.Next, 123));
        sends.Add(World.ImmediateSend(new[] { 1, 2 }, Ring.Next, 124));
        sends.Add(World.ImmediateSend(new[] { "a", "b" }, Ring.Next, 125));
        Assert.Equal(7, number.Value);
        Assert.Equal("seven", text.GetValue());
        Assert.Equal("p", person.Value!.Name);
        Assert.Equal([8L, 9], array.Value!);
        Assert.Equal(2, array.Wait().Count());
        Assert.Equal(new[] { 1, 2 }, filled.GetValue());
        Assert.Equal([1, 2, 0], room);
        Assert.Equal(new[] { "a", "b" }, strings.GetValue());
        Assert.Equal(["a", "b"], texts);
        sends.WaitAll();
        Assert.True(number.IsCompleted && text.IsCompleted);
        Assert.Null(World.ImmediateReceive<string[]>(Communicator.procNull, 1).Value);
    }

    [Fact]
    public void Objects_come_in_the_order_in_which_their_receives_were_started()
    {
        var first = World.ImmediateReceive<List<int>>(Ring.Previous, 126);
        var second = World.ImmediateReceive<List<int>>(Ring.Previous, 126);
        var sends = new RequestList();
        sends.Add(World.ImmediateSend(new List<int> { 1 }, Ring.Next, 126));
        sends.Add(World.ImmediateSend(new List<int> { 2 }, Ring.Next, 126));
        Assert.Equal([2], second.Value!);
        Assert.Equal([1], first.Value!);
        sends.WaitAll();
    }

    [Fact]
    public void Lists_take_receives_of_unknown_length()
    {
        var list = new RequestList();
        var text = World.ImmediateReceive<string>(Ring.Previous, 127);
        var number = World.ImmediateReceive<int>(Ring.Previous, 128);
        var late = World.ImmediateReceive<string>(Ring.Previous, 129);
        Array.ForEach(new Request[] { text, number, late }, list.Add);
        Assert.Null(list.TestAny());
        Assert.Null(list.TestAll());
        Assert.Null(list.TestSome());
        World.Barrier();
        var sends = new RequestList();
        sends.Add(World.ImmediateSend("text", Ring.Next, 127));
        Assert.Same(text, list.WaitAny());

        // A neighbour that is ahead would else send what makes the other one of two that are complete.
        World.Barrier();
        sends.Add(World.ImmediateSend(5, Ring.Next, 128));
        Assert.Equal([number], list.WaitSome());
        World.Barrier();
        sends.Add(World.ImmediateSend("late", Ring.Next, 129));
        Assert.Equal([late], list.WaitAll());
        Assert.Equal(("text", 5, "late"), (text.Value, number.Value, late.Value));
        sends.WaitAll();
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void A_receive_of_unknown_length_can_be_cancelled()
    {
        var receive = World.ImmediateReceive<string>(Ring.Previous, 130);
        receive.Cancel();
        Assert.True(receive.IsCompleted);
        Assert.True(receive.Wait().Cancelled);
        Assert.Null(receive.Value);
    }

    [Fact]
    public void A_receive_on_a_communicator_that_was_disposed_fails()
    {
        var clone = World.Clone();
        var receive = clone.ImmediateReceive<string>(0, 0);
        clone.Dispose();
        Expect(ErrorClass.Communicator, () => receive.Wait());
    }

    /// <summary>Each argument must take the way that it looks like: what travels as it lies is received as such.</summary>
    [Fact]
    public void Overloads_take_what_they_are_given()
    {
        int[] array = [1, 2, 3];
        Span<int> span = array;
        ReadOnlySpan<int> readOnly = array;
        Memory<int> memory = array;
        ReadOnlyMemory<int> readOnlyMemory = array;
        var to = Communicator.self;
        Request[] receives = [.. Enumerable.Range(0, 10).Select(i => to.ImmediateReceiveArray<int>(0, 200 + i))];
        var pending = new List<Request>
        {
            to.ImmediateSend(array, 0, 200), to.ImmediateSend(memory, 0, 201), to.ImmediateSend(readOnlyMemory, 0, 202), to.ImmediateSend([1, 2, 3], 0, 203),
            to.ImmediateSynchronousSend(array, 0, 204), to.ImmediateSynchronousSend(memory, 0, 205),
        };
        Communicator.self.SendReceive(span, 0, 300, new int[3], 0, 300);
        Environment.AttachBuffer(4 * to.BufferedSendSize<int>(3));
        to.BufferedSend(array, 0, 206);
        to.BufferedSend(span, 0, 207);
        to.BufferedSend(readOnly, 0, 208);
        to.BufferedSend([1, 2, 3], 0, 209);
        Assert.All(receives.Cast<ReceiveRequest<int[]>>(), r => Assert.Equal([1, 2, 3], r.Value!));
        Array.ForEach([.. pending], r => r.Wait());
        Environment.DetachBuffer();

        var list = to.ImmediateReceive<List<int>>(0, 210);
        var text = to.ImmediateReceive<string>(0, 211);
        var sends = new RequestList();
        sends.Add(to.ImmediateSend(new List<int> { 1 }, 0, 210));
        sends.Add(to.ImmediateSend("text", 0, 211));
        Assert.Equal([1], list.Value!);
        Assert.Equal("text", text.Value);
        sends.WaitAll();
    }

    [Fact]
    public void Blocking_overloads_take_what_they_are_given()
    {
        int[] array = [1, 2, 3];
        Span<int> span = array;
        ReadOnlySpan<int> readOnly = array;
        Memory<int> memory = array;
        ReadOnlyMemory<int> readOnlyMemory = array;
        var room = new int[21];
        var receives = new RequestList();
        for (int i = 0; i < 7; i++)
            receives.Add(Communicator.self.ImmediateReceive(room.AsMemory(3 * i, 3), 0, 220 + i));
        var text = Communicator.self.ImmediateReceive(new byte[9], 0, 230);
        Communicator.self.Send(array, 0, 220);
        Communicator.self.Send(span, 0, 221);
        Communicator.self.Send(readOnly, 0, 222);
        Communicator.self.Send(memory, 0, 223);
        Communicator.self.Send(readOnlyMemory, 0, 224);
        Communicator.self.Send([1, 2, 3], 0, 225);
        Communicator.self.Send(new ThreeNumbers(1, 2, 3), 0, 226);
        Communicator.self.Send("größer", 0, 230);
        var statuses = new CompletedStatus[7];
        receives.WaitAll(statuses);
        Assert.All(statuses, s => Assert.Equal(12, s.Count<byte>()));
        Assert.Equal(Enumerable.Repeat(array, 7).SelectMany(a => a), room);
        Assert.Equal(8, text.Wait().Count());
    }

    /// <summary>The formatter of a dictionary takes the object's first bytes for a number of entries, and a negative one for a wrong argument.</summary>
    [Fact]
    public void An_object_of_another_type_is_refused_with_the_cause()
    {
        var send = World.ImmediateSend(new Person { Name = "x" }, Ring.Next, 117);
        var error = Assert.Throws<MpiException>(() => World.Receive<Dictionary<string, int>>(Ring.Previous, 117));
        Assert.Equal(ErrorClass.Type, error.ErrorClass);
        Assert.Contains("what came cannot be read as", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        send.Wait();
        Assert.NotNull(Assert.Throws<MpiException>(() => World.Send(new Unpacked(), Ring.Next, 117)).InnerException);
    }

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);

    private record struct ThreeNumbers(int First, int Second, int Third);

    [MemoryPackable]
    public sealed partial class Person
    {
        public string Name { get; set; } = "";

        public int[] Numbers { get; set; } = [];
    }

    private sealed class Unpacked
    {
        public string Text { get; set; } = "";
    }
}
