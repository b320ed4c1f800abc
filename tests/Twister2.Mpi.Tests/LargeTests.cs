using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Counts beyond an int, with the border lowered; once by functions for long counts, where there are such, and once by derived types.</summary>
[Trait("ranks", "any")]
public sealed unsafe class LargeTests : RankTests, IDisposable
{
    private const int Count = 1000;
    private readonly long _limit = LargeCounts.Limit;
    private readonly int* _numbers = (int*)NativeMemory.AllocZeroed(Count, sizeof(int));
    private readonly int* _room = (int*)NativeMemory.AllocZeroed(Count + 5, sizeof(int));

    public LargeTests()
    {
        for (int i = 0; i < Count; i++)
            _numbers[i] = i + World.Rank;
    }

    public void Dispose()
    {
        (LargeCounts.Limit, LargeCounts.AvoidLong) = (_limit, false);
        NativeMemory.Free(_numbers);
        NativeMemory.Free(_room);
    }

    [Theory]
    [InlineData(int.MaxValue, false)]
    [InlineData(96, false)]
    [InlineData(96, true)]
    [InlineData(100, true)]
    [InlineData(1, true)]
    public void Messages_of_any_size_arrive_whole(long limit, bool avoidLong)
    {
        Lower(limit, avoidLong);
        var receive = World.ImmediateReceive(_room, Count + 5L, Ring.Previous, 190);
        World.SynchronousSend(_numbers, Count, Ring.Next, 190);
        Check(receive.Wait());
        new Span<int>(_room, Count).Clear();
        var send = World.ImmediateSend(_numbers, Count, Ring.Next, 191);
        Check(World.Receive(_room, Count + 5L, Communicator.anySource, 191));
        send.Wait();
        World.Send(_numbers, 0L, Communicator.procNull, 192);
        Assert.Equal(0, World.Receive(_room, Count, Communicator.procNull, 0).LongCount<int>());

        // Structs travel as bytes.
        var pairs = (ThreeBytes*)_room;
        send = World.ImmediateSend((ThreeBytes*)_numbers, 777L, Ring.Next, 193);
        Assert.Equal(777, World.Receive(pairs, 800L, Ring.Previous, 193).LongCount<ThreeBytes>());
        send.Wait();
        Assert.Equal(2 + Ring.Previous, _room[2]);
    }

    [Theory]
    [InlineData(int.MaxValue, false)]
    [InlineData(96, false)]
    [InlineData(96, true)]
    public void Collectives_take_any_size(long limit, bool avoidLong)
    {
        Lower(limit, avoidLong);
        for (int root = 0; root < World.Size; root++)
        {
            new Span<int>(World.Rank == root ? _numbers : _room, Count).CopyTo(new Span<int>(_room, Count));
            World.Broadcast(_room, (long)Count, root);
            Assert.Equal(Enumerable.Range(root, Count), new Span<int>(_room, Count).ToArray());
        }

        World.Allreduce(_numbers, (long)Count, Operation<int>.Max);
        Assert.Equal(Enumerable.Range(World.Size - 1, Count), new Span<int>(_numbers, Count).ToArray());
        World.Allreduce(_numbers, 0L, Operation<int>.Max);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Expect(ErrorClass.Count, () => World.Send(_numbers, -1L, 0, 0));
        Expect(ErrorClass.Count, () => World.Receive(_numbers, long.MaxValue / 2, 0, 0));
        Expect(ErrorClass.Rank, () => World.ImmediateSend(_numbers, 1L, World.Size, 0));
        Expect(ErrorClass.Tag, () => World.ImmediateReceive(_numbers, 1L, 0, -7));
        Expect(ErrorClass.Root, () => World.Broadcast(_numbers, 1L, World.Size));
        Expect(ErrorClass.Count, () => World.Allreduce(_numbers, -1L, Operation<int>.Max));
    }

    [Fact]
    public void A_count_that_an_int_cannot_hold_is_told_and_not_called_uneven()
    {
        NativeStatus native = default;
        Native.Check(MpiFunctions.StatusSetElementsX(&native, Native.Abi.Datatype(DatatypeKind.Byte), 6L << 30), "MPI_Status_set_elements_x");
        var status = new Status(in native);
        Assert.Equal(6L << 30, status.LongCount<byte>());
        Assert.Equal(1 << 29, status.Count<ThreeInts>());
        var error = Assert.Throws<MpiException>(() => status.Count<byte>());
        Assert.Equal(ErrorClass.Count, error.ErrorClass);
        Assert.Contains("LongCount", error.Message, StringComparison.Ordinal);
    }

    private static void Lower(long limit, bool avoidLong)
    {
        Assert.SkipWhen(avoidLong && Environment.Library.Path is null, "the single process takes long counts always");
        (LargeCounts.Limit, LargeCounts.AvoidLong) = (limit, avoidLong);
    }

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);

    private void Check(CompletedStatus status)
    {
        Assert.Equal((Ring.Previous, Count, Count), (status.Source, status.LongCount<int>(), status.Count()));
        Assert.Equal(Count * 4L, status.LongCount<byte>());
        Assert.Equal(Enumerable.Range(Ring.Previous, Count), new Span<int>(_room, Count).ToArray());
    }

    private readonly record struct ThreeInts(int First, int Second, int Third);

    private readonly record struct ThreeBytes(byte First, byte Second, byte Third);
}
