using System.Runtime.InteropServices;
using Xunit;
using static Twister2.Mpi.Tests.WindowTests;

namespace Twister2.Mpi.Tests;

/// <summary>Windows to which memory is attached: every operation, by address.</summary>
[Trait("ranks", "any")]
public sealed class DynamicWindowTests : RankTests
{
    [Fact]
    public void Memory_that_is_attached_is_put_and_got()
    {
        using var window = Window.CreateDynamic(World);
        Assert.Equal((WindowFlavor.Dynamic, World.Size, World.Rank), (window.Flavor, window.Size, window.Rank));
        int[] memory = [.. Enumerable.Range(0, 8).Select(i => (100 * World.Rank) + i)];
        nint address = window.Attach<int>(memory.AsMemory(1));
        Assert.Equal(Marshal.UnsafeAddrOfPinnedArrayElement(memory, 1), address);
        nint[] addresses = World.Allgather(address);
        int[] got = new int[3];
        for (int round = 1; round <= 2; round++)
        {
            window.Fence();
            window.Get<int>(got.AsMemory(0, 2), Ring.Next, addresses[Ring.Next]);
            window.Fence();
            window.Put(round, Ring.Next, addresses[Ring.Next] + (2 * sizeof(int)));
            window.Put(new int[] { -1, -2 }.AsMemory(), Ring.Next, addresses[Ring.Next] + (3 * sizeof(int)));
            window.Put<int>((ReadOnlyMemory<int>)new int[] { -1, -2 }, Ring.Next, addresses[Ring.Next] + (3 * sizeof(int)));
            window.Put<int>([-3], Ring.Next, addresses[Ring.Next] + (5 * sizeof(int)));
            window.Put(7, Communicator.procNull, 0);
            window.Fence(WindowAssertions.NoSucceed);
            Assert.Equal([(100 * Ring.Next) + 1, (100 * Ring.Next) + 2, 0], got);
            Assert.Equal([100 * World.Rank, (100 * World.Rank) + 1, (100 * World.Rank) + 2, round, -1, -2, -3, (100 * World.Rank) + 7], memory);
        }

        World.Barrier();
        window.Detach(address);
    }

    [Fact]
    public void Locks_requests_and_atomics_take_addresses()
    {
        using var window = Window.CreateDynamic(World);
        long[] memory = [0, 5, 7, 9];
        nint[] addresses = World.Allgather(window.Attach<long>(memory));
        nint next = addresses[Ring.Next];
        using (window.LockAllScope())
        {
            // Everybody counts at rank 0; each gets another number.
            long ticket = window.FetchAndOp(1L, 0, addresses[0], Operation<long>.Add);
            Assert.Equal(Enumerable.Range(0, World.Size).Select(i => (long)i), World.Allgather(ticket).Order());
            Assert.Equal(World.Size, window.Get<long>(0, addresses[0]));

            Assert.Equal(5, window.CompareAndSwap(6L + World.Rank, 5L, Ring.Next, next + 8));
            Assert.Equal(6 + World.Rank, window.CompareAndSwap(0L, 5L, Ring.Next, next + 8));
            long[] old = new long[2];
            window.CompareAndSwap(5L, 6L + World.Rank, old.AsMemory(), Ring.Next, next + 8);
            window.FetchAndOp(3L, old.AsMemory(1), Ring.Next, next + 16, Operation<long>.Add);
            window.Flush(Ring.Next);
            Assert.Equal([6 + World.Rank, 7], old);

            long[] values = [1, 2];
            window.Accumulate(values.AsMemory(), Ring.Next, next + 8, Operation<long>.Add);
            window.Accumulate((ReadOnlyMemory<long>)new long[] { 5, 0 }, Ring.Next, next + 8, Operation<long>.Add);
            window.Accumulate<long>([10], Ring.Next, next + 8, Operation<long>.Add);
            window.Accumulate(100L, Ring.Next, next + 8, Operation<long>.Add);
            window.GetAccumulate<long>(new long[] { 0, 1 }, old, Ring.Next, next + 8, Operation<long>.Add);
            window.Flush(Ring.Next);
            Assert.Equal([5 + 116, 10 + 2], old);

            window.Rput<long>(new long[] { 40, 50 }, Ring.Next, next + 16).Wait();
            window.Flush(Ring.Next);
            window.Rget<long>(old, Ring.Next, next + 16).Wait();
            Assert.Equal([40, 50], old);
            window.Raccumulate<long>(new long[] { 2 }, Ring.Next, next + 16, Operation<long>.Multiply).Wait();
            window.Flush(Ring.Next);
            window.RgetAccumulate<long>(new long[] { 1, 1 }, old, Ring.Next, next + 16, Operation<long>.Add).Wait();
            Assert.Equal([80, 50], old);
        }

        World.Barrier();
        Assert.Equal([121, 81, 51], memory[1..]);
    }

    [Fact]
    public void Memory_comes_and_goes()
    {
        using var window = Window.CreateDynamic(World);
        for (int round = 0; round < 5; round++)
        {
            var numbers = new double[4 + World.Rank];
            nint[] addresses = World.Allgather(window.Attach<double>(numbers));
            window.Lock(Ring.Next, LockType.Shared);
            window.Put(round + 0.5, Ring.Next, addresses[Ring.Next] + (3 * sizeof(double)));
            window.Unlock(Ring.Next);
            World.Barrier();
            Assert.Equal(round + 0.5, numbers[3]);
            if (round % 2 == 0)
                window.Detach(addresses[World.Rank]);
            else
                window.Detach<double>(numbers);
        }
    }

    [Fact]
    public void Several_pieces_are_attached()
    {
        using var window = Window.CreateDynamic(World);
        if (Interop.Native.Abi.DynamicWindowsOfOnePiece)
        {
            window.Attach<int>(new int[4]);
            Expect(ErrorClass.RmaAttach, () => window.Attach<int>(new int[4]));
            return;
        }

        const int Pieces = 6;
        var memory = new char[Pieces * 100];
        for (int round = 0; round < 5; round++)
        {
            memory.AsSpan().Clear();
            int[] order = [.. Enumerable.Range(0, Pieces).Select(i => ((5 * i) + round + World.Rank) % Pieces)];
            var mine = new nint[Pieces];
            foreach (int i in order)
                mine[i] = window.Attach<char>(memory.AsMemory(100 * i, 10 + i));
            nint[] addresses = World.AllgatherFlattened(mine, Pieces);
            window.Lock(Ring.Next, LockType.Shared);
            foreach (int i in order)
                window.Put<char>($"{round} to {i}", Ring.Next, addresses[(Ring.Next * Pieces) + i] + sizeof(char));
            window.Unlock(Ring.Next);
            World.Barrier();
            foreach (int i in order)
            {
                Assert.Equal($"\0{round} to {i}\0\0", new string(memory, 100 * i, 9));
                window.Detach(mine[i]);
            }
        }
    }

    [Fact]
    public unsafe void Native_memory_is_attached_by_its_address()
    {
        using var window = Window.CreateDynamic(World);
        byte* memory = (byte*)NativeMemory.AllocZeroed(64);
        nint[] addresses = World.Allgather(window.Attach((nint)memory, 64));
        foreach (int place in (int[])[63, 0, 31, 63])
        {
            window.Post([Ring.Previous]);
            window.Start([Ring.Next]);
            window.Put((byte)(World.Rank + place), Ring.Next, addresses[Ring.Next] + place);
            window.Complete();
            window.Wait();
            Assert.Equal(Ring.Previous + place, memory[place]);
        }

        World.Barrier();
        window.Detach((nint)memory);
        NativeMemory.Free(memory);
    }

    [Fact]
    public void Memory_is_let_go_with_the_window()
    {
        var memory = new Counting(4);
        var window = Window.CreateDynamic(World);
        window.Attach(memory.Memory);
        Assert.Equal(1, memory.Pins);
        window.Dispose();
        Assert.Equal(0, memory.Pins);
        Expect(ErrorClass.Window, () => window.Attach(memory.Memory));
        Assert.Equal(0, memory.Pins);
    }

    [Fact]
    public void What_is_wrong_is_refused()
    {
        using var window = Window.CreateDynamic(World);
        var memory = new int[8];
        nint address = window.Attach<int>(memory.AsMemory(2, 4));
        Expect(ErrorClass.RmaAttach, () => window.Attach<int>(memory));
        Expect(ErrorClass.RmaAttach, () => window.Attach<int>(memory.AsMemory(5)));
        Expect(ErrorClass.RmaAttach, () => window.Attach<int>(Memory<int>.Empty));
        Expect(ErrorClass.RmaAttach, () => window.Attach(0, 8));
        Expect(ErrorClass.RmaAttach, () => window.Detach(address + 4));
        Expect(ErrorClass.RmaAttach, () => window.Detach<int>(memory));
        Expect(ErrorClass.RmaSync, () => window.Put(1, World.Rank, address));
        window.Lock(World.Rank);
        Expect(ErrorClass.RmaRange, () => window.Put(1, World.Rank, address + 16));
        Expect(ErrorClass.RmaRange, () => window.Put(1, World.Rank, address - 1));
        Expect(ErrorClass.RmaRange, () => window.Get<long>(World.Rank, address + 12));
        Expect(ErrorClass.Rank, () => window.Put(1, World.Size, address));
        Expect(ErrorClass.Operation, () => window.Accumulate(1, World.Rank, address, new Operation<int>((a, b) => a)));
        Expect(ErrorClass.Type, () => window.CompareAndSwap(1.0, 2.0, World.Rank, address));
        window.Put(3, World.Rank, address + 12);
        window.Unlock(World.Rank);
        Assert.Equal(3, memory[5]);
        Assert.Throws<ArgumentNullException>(() => Window.CreateDynamic(null!));
    }

    /// <summary>Memory that knows how often it is pinned.</summary>
    private sealed class Counting(int length) : System.Buffers.MemoryManager<int>
    {
        private readonly int[] _values = new int[length];
        private GCHandle _handle;

        public int Pins { get; private set; }

        public override Span<int> GetSpan() => _values;

        public override unsafe System.Buffers.MemoryHandle Pin(int elementIndex = 0)
        {
            if (Pins++ == 0)
                _handle = GCHandle.Alloc(_values, GCHandleType.Pinned);
            return new((int*)_handle.AddrOfPinnedObject() + elementIndex, default, this);
        }

        public override void Unpin()
        {
            if (--Pins == 0)
                _handle.Free();
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
