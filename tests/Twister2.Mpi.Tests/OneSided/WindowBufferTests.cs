using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>What happens to the buffers of operations under way: they stay where they are, and are used again.</summary>
[Trait("ranks", "any")]
public sealed class WindowBufferTests : RankTests
{
    [Fact]
    public void Buffers_do_not_move_while_operations_are_under_way()
    {
        const int Count = 50;
        using var window = Window.Allocate<long>(World, 100 * Count);
        var read = new long[Count][];
        window.Fence();
        for (int i = 0; i < Count; i++)
        {
            window.Put(Filled(i).AsMemory(), Ring.Next, 100 * i);
            _ = new byte[1000];
        }

        Compact();
        window.Fence();
        for (int i = 0; i < Count; i++)
        {
            window.Get((read[i] = new long[100]).AsMemory(), Ring.Next, 100 * i);
            _ = new byte[1000];
        }

        Compact();
        window.Fence(WindowAssertions.NoSucceed);
        for (int i = 0; i < Count; i++)
            Assert.Equal(Filled(i), read[i]);
        World.Barrier();
        for (int i = 0; i < Count; i++)
            Assert.True(window.Slice(100 * i, 100).SequenceEqual(FilledBy(Ring.Previous, i)));
    }

    [Fact]
    public void The_memory_of_a_created_window_does_not_move()
    {
        var windows = new List<Window<int>>();
        for (int i = 0; i < 10; i++)
        {
            _ = new byte[500];
            windows.Add(Window.Create<int>(World, new int[10 + i]));
        }

        Compact();
        foreach (var window in windows)
            window.LockAll();
        for (int i = 0; i < windows.Count; i++)
            windows[i].Put(World.Rank + i, Ring.Next, i);
        foreach (var window in windows)
            window.UnlockAll();
        World.Barrier();
        for (int i = 0; i < windows.Count; i++)
        {
            windows[i].LockAll();
            Assert.Equal(Ring.Previous + i, windows[i].Local[i]);
            windows[i].UnlockAll();
            windows[i].Dispose();
        }
    }

    [Fact]
    public void Memory_may_start_at_any_address()
    {
        // Some libraries round the address of a window down.
        var memory = new byte[200];
        foreach (int start in new[] { 0, 1, 2, 3, 5, 8, 13, 15, 16, 17 })
        {
            memory.AsSpan().Clear();
            using var window = Window.Create<byte>(World, memory.AsMemory(start + World.Rank, 50));
            window.Fence();
            window.Put(new byte[] { 1, 2, 3 }.AsMemory(), Ring.Next, 0);
            window.Accumulate(9, Ring.Next, 49, Operation<byte>.Add);
            window.Fence(WindowAssertions.NoSucceed);
            byte[] expected = new byte[200];
            (expected[start + World.Rank], expected[start + World.Rank + 1], expected[start + World.Rank + 2]) = (1, 2, 3);
            expected[start + World.Rank + 49] = 9;
            Assert.Equal(expected, memory);
        }
    }

    [Fact]
    public void Copies_are_bounded_where_the_epoch_allows_it()
    {
        const int Size = 1 << 20;
        using var window = Window.Allocate<byte>(World, Size);
        var values = new byte[Size];
        window.LockAll();
        for (int i = 0; i < 40; i++)
        {
            values.AsSpan().Fill((byte)i);
            window.Put((ReadOnlySpan<byte>)values, Ring.Next, 0);
            window.Flush(Ring.Next);
            window.Put((ReadOnlySpan<byte>)values, Ring.Next, 0);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 40; i++)
            window.Put((ReadOnlySpan<byte>)values, Ring.Next, 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 * Size);
        window.UnlockAll();
        World.Barrier();
        window.LockAll();
        Assert.Equal(-1, window.Local.IndexOfAnyExcept((byte)39));
        window.UnlockAll();
    }

    [Fact]
    public void Operations_allocate_nothing_once_they_run()
    {
        using var window = Window.Allocate<long>(World, 64);
        var memory = GC.AllocateArray<long>(64, pinned: true).AsMemory();
        var movable = new long[64].AsMemory();
        Check("put, get, accumulate between fences", () =>
        {
            window.Fence();
            window.Put(memory, Ring.Next, 0);
            window.Fence();
            window.Put(stackalloc long[3], Ring.Next, 5);
            window.Put(1, Ring.Next, 9);
            window.Fence();
            window.Accumulate(movable, Ring.Next, 0, Operation<long>.Add);
            window.Accumulate(1, Ring.Next, 0, Operation<long>.Add);
            window.Fence();
            window.Get(movable, Ring.Next, 0);
            window.Fence(WindowAssertions.NoSucceed);
        });
        Check("lock, put, flush", () =>
        {
            window.Lock(Ring.Next, LockType.Shared);
            window.Put(7, Ring.Next, 0);
            window.Flush(Ring.Next);
            window.Get(memory, Ring.Next, 0);
            window.Unlock(Ring.Next);
        });
        window.LockAll();
        Check("atomics", () =>
        {
            _ = window.FetchAndOp(1, Ring.Next, 0, Operation<long>.Add);
            _ = window.CompareAndSwap(1, 2, Ring.Next, 0);
            _ = window.Get(Ring.Next, 0);
            window.GetAccumulate([1, 2], memory[..2], Ring.Next, 0, Operation<long>.Max);
            window.FlushAll();
        });
        window.UnlockAll();

        // A library makes its groups outside of .NET's memory.
        if (Environment.Library.Path is null)
            return;
        Check("post, start", () =>
        {
            window.Post([Ring.Previous]);
            window.Start([Ring.Next]);
            window.Put(1, Ring.Next, 0);
            window.Complete();
            window.Wait();
        });
    }

    private static long[] Filled(int i) => FilledBy(World.Rank, i);

    private static long[] FilledBy(int rank, int i) => [.. Enumerable.Range(0, 100).Select(j => (long)(1_000_000 * rank) + (100 * i) + j)];

    private static void Compact() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

    private static void Check(string what, Action action)
    {
        for (int i = 0; i < 10; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            action();
        Assert.Equal((what, 0L), (what, GC.GetAllocatedBytesForCurrentThread() - before));
        World.Barrier();
    }
}
