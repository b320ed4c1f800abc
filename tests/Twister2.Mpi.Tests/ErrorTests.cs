using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class ErrorTests : RankTests
{
    [Fact]
    public void A_message_longer_than_the_room_is_an_error()
    {
        var send = World.ImmediateSend<int>(new[] { 1, 2, 3 }, Ring.Next, 60);
        var error = Assert.Throws<MpiException>(() => World.Receive<int>(new int[2], Ring.Previous, 60));
        Assert.Equal((ErrorClass.Truncate, "MPI_Recv"), (error.ErrorClass, error.Function));
        Assert.NotEmpty(error.Text);
        Assert.Contains($"rank {World.Rank} of {World.Size}", error.Message, StringComparison.Ordinal);
        send.Wait();
    }

    [Fact]
    public void A_request_that_fails_fails_at_each_wait()
    {
        Ring.SkipIfTruncationIsSilent();
        var receive = World.ImmediateReceive<int>(new int[1], Ring.Previous, 61);
        World.Barrier();
        var send = World.ImmediateSend<int>(new[] { 1, 2, 3 }, Ring.Next, 61);
        Assert.Equal(ErrorClass.Truncate, Assert.Throws<MpiException>(() => receive.Wait()).ErrorClass);
        Assert.Equal(ErrorClass.Truncate, Assert.Throws<MpiException>(() => receive.Wait()).ErrorClass);
        send.Wait();
    }

    [Fact]
    public void Wrong_ranks_are_refused()
    {
        foreach (int rank in new[] { World.Size, int.MaxValue, -3, int.MinValue })
        {
            Expect(ErrorClass.Rank, () => World.Send(1, rank, 0));
            Expect(ErrorClass.Rank, () => World.Receive<int>(rank, 0));
            Expect(ErrorClass.Rank, () => World.ImmediateSend<int>(new int[1], rank, 0));
            Expect(ErrorClass.Rank, () => World.ImmediateReceive<int>(new int[1], rank, 0));
            Expect(ErrorClass.Rank, () => World.Probe(rank, 0));
            Expect(ErrorClass.Root, () => World.Broadcast(new int[1], rank));
            Expect(ErrorClass.Root, () => World.Gather(1, rank));
        }

        Expect(ErrorClass.Rank, () => World.Send(1, Communicator.anySource, 0));
    }

    [Fact]
    public void Wrong_tags_are_refused()
    {
        Expect(ErrorClass.Tag, () => World.Send(1, 0, -1));
        Expect(ErrorClass.Tag, () => World.ImmediateSend<int>(new int[1], 0, -7));
        Expect(ErrorClass.Tag, () => World.Receive<int>(0, -2));
    }

    [Fact]
    public void The_librarys_own_errors_have_class_and_text()
    {
        // A tag above MPI_TAG_UB, where the library has such a limit below int.MaxValue.
        try
        {
            World.Send(1, Communicator.procNull, int.MaxValue);
        }
        catch (MpiException e)
        {
            Assert.Equal((ErrorClass.Tag, "MPI_Send"), (e.ErrorClass, e.Function));
            Assert.NotEmpty(e.Text);
        }

        // Code and class differ in some libraries; class and text must be right in all.
        var error = Interop.Native.ToException(Interop.Native.Abi.FromErrorClass(ErrorClass.Communicator), "MPI_Test");
        Assert.Equal(ErrorClass.Communicator, error.ErrorClass);
        Assert.Contains("communicator", error.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Nulls_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => World.Send(null!, 0, 0));
        Assert.Throws<ArgumentNullException>(() => World.Allreduce(1, (Operation<int>)null!));
        Assert.Throws<ArgumentNullException>(() => new RequestList().Add(null!));
    }

    [Fact]
    public void Rooms_that_are_too_small_are_refused_before_anything_is_written()
    {
        Expect(ErrorClass.Buffer, () => World.Allreduce<int>([1, 2], Operation<int>.Add, new int[1]));
        Expect(ErrorClass.Buffer, () => World.AllgatherFlattened<int>([1, 2], new int[(2 * World.Size) - 1]));
        Expect(ErrorClass.Count, () => World.AllgatherFlattened<int>([], new int[World.Size + 1], []));
        Expect(ErrorClass.Count, () => World.Alltoall<int>(new int[World.Size + 1]));
        Expect(ErrorClass.Buffer, () => World.Alltoall<int>(new int[World.Size], new int[World.Size - 1]));
    }

    [Fact]
    public void Types_without_a_reduction_are_refused_with_a_reason()
    {
        var error = Expect(ErrorClass.Operation, () => World.Allreduce(Guid.Empty, Operation<Guid>.Add));
        Assert.Contains("Guid", error.Message, StringComparison.Ordinal);
        Expect(ErrorClass.Operation, () => World.Allreduce(1.0, Operation<double>.BitwiseAnd));
        Expect(ErrorClass.Operation, () => World.Allreduce(true, Operation<bool>.Add));
    }

    [Fact]
    public void Net_exceptions_are_still_caught_beside_the_library()
    {
        // Some libraries install handlers for the signals that the runtime makes these of.
        string? nothing = World.Size > 0 ? null : "";
        int zero = World.Size - World.Size;
        Assert.Throws<NullReferenceException>(() => nothing!.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Throws<DivideByZeroException>(() => 1 / zero);
    }

    private static MpiException Expect(ErrorClass errorClass, Action action)
    {
        var error = Assert.Throws<MpiException>(action);
        Assert.Equal(errorClass, error.ErrorClass);
        return error;
    }
}
