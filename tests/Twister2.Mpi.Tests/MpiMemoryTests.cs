using System.Buffers;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Memory from the library.</summary>
[Trait("ranks", "any")]
public sealed class MpiMemoryTests : RankTests
{
    [Fact]
    public void It_goes_into_every_call_that_takes_memory()
    {
        using var hints = new Info { ["mpi_minimum_memory_alignment"] = "64" };
        using var sent = Environment.Allocate<double>(1000, hints);
        using MpiMemory<double> room = Environment.Allocate<double>(1000);
        Assert.Equal((1000, 1000), (room.Length, room.GetSpan().Length));
        Assert.Equal(-1, room.GetSpan().IndexOfAnyExcept(0.0));
        sent.GetSpan().Fill(World.Rank + 0.5);
        var receive = World.ImmediateReceive(room.Memory, Ring.Previous, 1);
        World.ImmediateSend(sent.Memory, Ring.Next, 1).Wait();
        receive.Wait();
        Assert.Equal(Ring.Previous + 0.5, room.GetSpan()[999]);

        using var window = Window.Create(World, room.Memory);
        window.Fence();
        window.Put(7.5, Ring.Next, 999);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal(7.5, room.GetSpan()[999]);
    }

    [Fact]
    public void It_stays_until_the_operations_under_way_have_ended()
    {
        var room = Environment.Allocate<int>(4);
        var receive = World.ImmediateReceive(room.Memory, Ring.Previous, 2);
        var view = room.Memory;
        ((IDisposable)room).Dispose();
        Assert.Throws<MpiException>(() => room.GetSpan().Length);
        World.Barrier();
        World.ImmediateSend<int>(new[] { 1, 2, 3, 4 }, Ring.Next, 2).Wait();
        Assert.Equal(4, receive.Wait().Count());
        ((IDisposable)room).Dispose();
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => view.Span.Length).ErrorClass);
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => view.Pin().Dispose()).ErrorClass);
    }

    [Fact]
    public void None_and_too_little_are_told_apart()
    {
        using var none = Environment.Allocate<long>(0);
        Assert.True(none.GetSpan().IsEmpty);
        none.Memory.Pin().Dispose();
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => Environment.Allocate<long>(-1)).ErrorClass);
        using var three = Environment.Allocate<long>(3);
        using (MemoryHandle handle = three.Memory[2..].Pin())
        {
            unsafe
            {
                *(long*)handle.Pointer = 9;
            }
        }

        Assert.Equal(9, three.GetSpan()[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => three.Pin(4));
        three.Pin(1).Dispose();
    }

    [Fact]
    public void A_profiler_that_is_not_there_takes_every_level()
    {
        Environment.ControlProfiling(0);
        Environment.ControlProfiling(1);
    }
}
