using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class CommunicatorTests : RankTests
{
    [Fact]
    public void Self_is_one_process()
    {
        Assert.Equal((0, 1), (Communicator.self.Rank, Communicator.self.Size));
        var room = new int[1];
        var receive = Communicator.self.ImmediateReceive<int>(room, 0, 0);
        Communicator.self.Send(3, 0, 0);
        receive.Wait();
        Assert.Equal(3, room[0]);
    }

    [Fact]
    public void A_clone_has_traffic_of_its_own()
    {
        using var clone = World.Clone();
        Assert.Equal(Comparison.Congruent, Communicator.Compare(World, clone));
        Assert.Equal(Comparison.Identical, Communicator.Compare(World, World));
        var send = clone.ImmediateSend<int>(new[] { 1 }, Ring.Next, 5);
        Assert.Null(World.ImmediateProbe(Communicator.anySource, 5));
        Assert.Equal(1, clone.Receive<int>(Ring.Previous, 5));
        send.Wait();
    }

    [Fact]
    public void Splitting_follows_colour_and_key()
    {
        using var half = World.Split(World.Rank % 2, -World.Rank);
        Assert.NotNull(half);
        int size = (World.Size + 1 - (World.Rank % 2)) / 2;
        Assert.Equal((size - 1 - (World.Rank / 2), size), (half.Rank, half.Size));
        Assert.Equal(size, half.Allreduce(1, Operation<int>.Add));
        Assert.Null(World.Split(Communicator.undefined, 0));
        Assert.Throws<MpiException>(() => World.Split(-5, 0));
    }

    [Fact]
    public void Splitting_by_node_keeps_all_that_share_one()
    {
        using var node = World.SplitByNode();
        Assert.InRange(node.Size, 1, World.Size);
        Assert.Equal(node.Size, node.Allreduce(1, Operation<int>.Add));
    }

    [Fact]
    public void Splitting_by_a_part_of_the_machine()
    {
        using var node = World.Split(SplitType.Shared, -World.Rank);
        Assert.Equal(node!.Size - 1 - World.Rank % node.Size, node.Rank);
        Assert.Null(World.Split(SplitType.Undefined, 0));
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => World.Split((SplitType)77, 0)).ErrorClass);
    }

    [Fact]
    public void Splitting_by_hardware_is_told_or_done()
    {
        Intracommunicator? part = null;
        try
        {
            part = World.Split(SplitType.HardwareUnguided, World.Rank);
        }
        catch (MpiException e)
        {
            Assert.True(Environment.Library.MpiVersion.Major < 4, e.Message);
        }

        if (part is not null)
            Assert.InRange(part.Allreduce(1, Operation<int>.Add), 1, World.Size);
        part?.Dispose();
    }

    [Fact]
    public void A_clone_is_made_in_the_background()
    {
        var request = World.ImmediateClone();
        request.Wait();
        using var clone = request.Communicator;
        Assert.Equal(Comparison.Congruent, Communicator.Compare(World, clone));
        Assert.Equal(World.Size, clone.Allreduce(1, Operation<int>.Add));
        var second = Communicator.self.ImmediateClone();
        while (!second.Test(out _))
            Thread.Yield();
        second.Communicator.Dispose();
    }

    [Fact]
    public void Names_are_kept()
    {
        Assert.Equal("MPI_COMM_WORLD", World.Name);
        using var clone = World.Clone();
        clone.Name = "largeur é";
        Assert.Equal("largeur é", clone.Name);
    }

    [Fact]
    public void A_disposed_communicator_says_so()
    {
        var clone = World.Clone();
        clone.Dispose();
        clone.Dispose();
        Assert.Equal(ErrorClass.Communicator, Assert.Throws<MpiException>(clone.Barrier).ErrorClass);
        Assert.Equal(ErrorClass.Communicator, Assert.Throws<MpiException>(() => clone.Send(1, 0, 0)).ErrorClass);
        World.Dispose();
        World.Barrier();
    }
}
