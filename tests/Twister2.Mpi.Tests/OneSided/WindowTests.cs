using System.Runtime.InteropServices;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>How windows are made, described and given back.</summary>
[Trait("ranks", "any")]
public sealed class WindowTests : RankTests
{
    [Fact]
    public void A_created_window_opens_the_callers_memory()
    {
        var memory = Enumerable.Range(0, 5 + World.Rank).Select(i => (long)(100 * World.Rank) + i).ToArray();
        using var window = Window.Create<long>(World, memory);
        Assert.Equal((World.Size, World.Rank), (window.Size, window.Rank));
        Assert.Equal((WindowFlavor.Create, WindowModel.Unified), (window.Flavor, window.Model));
        Assert.Equal(memory.Length, window.Length);
        Assert.Equal(5 + Ring.Next, window.LengthOf(Ring.Next));
        Assert.True(window.Local == memory.AsSpan());
        Assert.Equal(Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), window.BaseAddress);

        window.Fence();
        var read = new long[2];
        window.Get(read, Ring.Next, 3);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([(100 * Ring.Next) + 3, (100 * Ring.Next) + 4], read);
    }

    [Fact]
    public void An_allocated_window_has_new_memory_of_zeros()
    {
        using var window = Window.Allocate<double>(World, 1000);
        Assert.Equal((WindowFlavor.Allocate, WindowModel.Unified), (window.Flavor, window.Model));
        Assert.Equal((1000, 1000), (window.Length, window.Local.Length));
        Assert.Equal(-1, window.Local.IndexOfAnyExcept(0.0));
        Assert.NotEqual(0, window.BaseAddress);
        window.Slice(998, 2).Fill(7);
        Assert.Equal([0, 7, 7], window.Local[997..].ToArray());
    }

    [Fact]
    public void A_shared_window_is_one_memory_for_all()
    {
        using var node = World.SplitByNode();
        using var window = Window.AllocateShared<int>(node, 10 + node.Rank);
        Assert.Equal(WindowFlavor.Shared, window.Flavor);
        Assert.Equal(10 + node.Rank, window.Local.Length);
        using (window.LockAllScope())
        {
            window.Local.Fill(node.Rank + 1);
            window.Sync();
            node.Barrier();
            window.Sync();
            for (int rank = 0; rank < node.Size; rank++)
                Assert.Equal(Enumerable.Repeat(rank + 1, 10 + rank), window.Shared(rank).ToArray());

            // Written straight into the neighbour's part, and seen there.
            node.Barrier();
            int next = (node.Rank + 1) % node.Size;
            window.Shared(next, 3, 1)[0] = -node.Rank;
            window.Sync();
            node.Barrier();
            window.Sync();
            Assert.Equal(-((node.Rank + node.Size - 1) % node.Size), window.Local[3]);
        }
    }

    [Fact]
    public void The_parts_of_a_shared_window_lie_one_after_the_other()
    {
        using var node = World.SplitByNode();
        using var window = Window.AllocateShared<int>(node, 16);
        window.Fence();
        window.Local.Fill(node.Rank);
        window.Fence(WindowAssertions.NoSucceed);
        for (int rank = 1; rank < node.Size; rank++)
            Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref window.Shared(0)[0], ref System.Runtime.CompilerServices.Unsafe.Add(ref window.Shared(rank)[0], -16 * rank)));
    }

    [Fact]
    public void Parts_may_be_empty()
    {
        int length = World.Rank == 0 ? 3 : 0;
        using (var window = Window.Allocate<int>(World, length))
            Check(window);
        using (var window = Window.Create<int>(World, new int[length]))
            Check(window);

        static void Check(Window<int> window)
        {
            window.Fence();
            if (World.Rank == World.Size - 1)
                window.Put([1, 2, 3], 0, 0);
            window.Put(ReadOnlyMemory<int>.Empty, World.Size - 1, window.LengthOf(World.Size - 1));
            window.Fence(WindowAssertions.NoSucceed);
            Assert.Equal(World.Rank == 0 ? [1, 2, 3] : [], window.Local.ToArray());
        }
    }

    [Fact]
    public void A_window_has_a_name()
    {
        using var window = Window.Allocate<int>(World, 1);
        window.Name = "counters ж";
        Assert.Equal("counters ж", window.Name);
        Assert.Throws<ArgumentNullException>(() => window.Name = null!);
    }

    [Fact]
    public void A_window_outlives_its_communicator()
    {
        var copy = World.Clone();
        var window = Window.Allocate<int>(copy, 1);
        copy.Dispose();
        window.Lock(Ring.Next);
        window.Put(World.Rank + 1, Ring.Next, 0);
        window.Unlock(Ring.Next);
        World.Barrier();
        using (window.LockScope(World.Rank))
            Assert.Equal(Ring.Previous + 1, window.Local[0]);
        window.Dispose();
    }

    [Fact]
    public void Some_ranks_can_have_a_window()
    {
        using var half = World.Split(World.Rank % 2, -World.Rank)!;
        using var window = Window.Allocate<int>(half, 1);
        Assert.Equal((half.Size, half.Rank), (window.Size, window.Rank));
        window.Fence();
        window.Put(World.Rank, half.Size - 1 - half.Rank, 0);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal(World.Rank % 2, window.Local[0] % 2);
    }

    [Fact]
    public void Disposing_closes_what_is_open_and_completes_what_is_under_way()
    {
        var values = new int[World.Size];
        Window.Allocate<int>(World, 1).Dispose();

        var locked = Window.Create<int>(World, new int[4]);
        locked.Lock(Ring.Next, LockType.Shared);
        if (World.Size > 1)
            locked.Lock(World.Rank, LockType.Shared);
        var request = locked.Rget(values.AsMemory(0, 1), Ring.Next, 0);
        _ = locked.Rput(new int[1], Ring.Next, 1);
        locked.Put(new int[] { 1 }.AsMemory(), Ring.Next, 1);
        locked.Dispose();
        locked.Dispose();
        Assert.True(request.IsCompleted);
        request.Wait();

        var all = Window.Allocate<int>(World, 4);
        all.LockAll();
        all.Put(1, Ring.Next, 0);
        all.Dispose();

        var memory = new int[1];
        var fenced = Window.Create<int>(World, memory);
        fenced.Fence();
        fenced.Put(World.Rank + 5, Ring.Next, 0);
        fenced.Dispose();
        Assert.Equal(Ring.Previous + 5, memory[0]);

        var started = Window.Create<int>(World, memory);
        started.Post([Ring.Previous]);
        started.Start([Ring.Next]);
        started.Put(World.Rank + 6, Ring.Next, 0);
        started.Dispose();
        Assert.Equal(Ring.Previous + 6, memory[0]);
        Assert.Equal(0, Outstanding.Count);
    }

    [Fact]
    public void A_disposed_window_is_refused()
    {
        var window = Window.Allocate<int>(World, 1);
        var scope = window.LockAllScope();
        window.Dispose();
        scope.Dispose();
        Expect(ErrorClass.Window, () => window.Fence());
        Expect(ErrorClass.Window, () => window.LockAll());
        Expect(ErrorClass.Window, () => window.Put(1, 0, 0));
        Expect(ErrorClass.Window, () => window.Local.Clear());
        Expect(ErrorClass.Window, () => _ = window.Flavor);
        Expect(ErrorClass.Window, () => _ = window.Name);
    }

    [Fact]
    public void What_is_wrong_on_one_rank_is_an_error_on_all()
    {
        int length = World.Rank == World.Size - 1 ? -1 : 1;
        Expect(ErrorClass.Size, () => Window.Allocate<int>(World, length));
        Expect(ErrorClass.Size, () => Window.AllocateShared<int>(World, length));
        Expect(ErrorClass.Size, () => Window.Allocate<long>(World, long.MaxValue / 4));
        Assert.Throws<ArgumentNullException>(() => Window.Allocate<int>(null!, 1));
        Assert.Throws<ArgumentNullException>(() => Window.Create<int>(null!, new int[1]));
        if (World.Size > 1)
            Expect(ErrorClass.Type, () => _ = World.Rank == 0 ? (Window)Window.Allocate<int>(World, 1) : Window.Allocate<long>(World, 1));
    }

    [Fact]
    public void Memory_that_is_not_shared_is_refused()
    {
        using var window = Window.Allocate<int>(World, 1);
        var error = Expect(ErrorClass.RmaFlavor, () => window.Shared(0).Clear());
        Assert.Contains("AllocateShared", error.Message, StringComparison.Ordinal);
        Expect(ErrorClass.Rank, () => window.Shared(World.Size, 0, 1).Clear());
        Expect(ErrorClass.Rank, () => window.LengthOf(-1));
        Expect(ErrorClass.RmaRange, () => window.Slice(1, 1).Clear());
    }

    internal static MpiException Expect(ErrorClass errorClass, Action action)
    {
        var error = Assert.Throws<MpiException>(action);
        Assert.Equal(errorClass, error.ErrorClass);
        return error;
    }
}
