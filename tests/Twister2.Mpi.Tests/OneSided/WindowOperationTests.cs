using System.Numerics;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Each operation on a window, against what it must give.</summary>
[Trait("ranks", "any")]
public sealed class WindowOperationTests : RankTests
{
    [Fact]
    public void Put_takes_memory_spans_and_values()
    {
        using var window = Window.Allocate<int>(World, 8);
        window.Fence();
        Span<int> copied = [2, 3];
        window.Put(1, Ring.Next, 0);
        window.Put(copied, Ring.Next, 1);
        copied.Clear();
        window.Put(new[] { 4, 5, 6 }.AsMemory(1), Ring.Next, 4);
        window.Put(9, Communicator.procNull, 100);
        window.Put(new int[3].AsMemory(), Communicator.procNull, 100);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([1, 2, 3, 0, 5, 6, 0, 0], window.Local.ToArray());
    }

    [Fact]
    public void Get_reads_elements_and_one_element()
    {
        using var window = Window.Allocate<(byte, short)>(World, 4);
        for (int i = 0; i < 4; i++)
            window.Local[i] = ((byte)World.Rank, (short)-i);
        World.Barrier();
        using (window.LockAllScope())
        {
            var read = new (byte, short)[3];
            window.Get(read, Ring.Next, 1);
            window.Flush(Ring.Next);
            Assert.Equal([((byte)Ring.Next, (short)-1), ((byte)Ring.Next, (short)-2), ((byte)Ring.Next, (short)-3)], read);
            Assert.Equal(((byte)Ring.Previous, (short)-2), window.Get(Ring.Previous, 2));
            Assert.Equal(default, window.Get(Communicator.procNull, 77));
            window.Get(read, Communicator.procNull, 0);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_operation_accumulates_small_integers(bool created)
    {
        Numbers<sbyte>(created);
        Numbers<byte>(created);
        Numbers<short>(created);
        Numbers<ushort>(created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_operation_accumulates_integers(bool created)
    {
        Numbers<int>(created);
        Numbers<uint>(created);
        Numbers<long>(created);
        Numbers<ulong>(created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_operation_accumulates_pointers_and_reals(bool created)
    {
        Numbers<nint>(created);
        Numbers<nuint>(created);
        Reals<float>(created);
        Reals<double>(created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Other_types_accumulate_what_makes_sense(bool created)
    {
        using var complex = Make<Complex>(created, 3);
        Check(complex, Operation<Complex>.Add, new Complex(1, 2), new Complex(World.Rank, 1), (a, b) => a + b);
        using var chars = Make<char>(created, 3);
        Check(chars, Operation<char>.Max, 'c', (char)('a' + World.Rank), (a, b) => a > b ? a : b);
        using var days = Make<DayOfWeek>(created, 3);
        Check(days, Operation<DayOfWeek>.Max, DayOfWeek.Monday, (DayOfWeek)World.Rank, (a, b) => a > b ? a : b);
        using var bools = Make<bool>(created, 3);
        Check(bools, Operation<bool>.LogicalAnd, true, World.Rank % 2 == 0, (a, b) => a & b);
        Check(bools, Operation<bool>.LogicalOr, false, World.Rank % 2 == 0, (a, b) => a | b);
        Check(bools, Operation<bool>.LogicalXor, true, World.Rank % 2 == 0, (a, b) => a ^ b);
    }

    [Fact]
    public void Accumulate_takes_memory_spans_and_values_from_all_ranks()
    {
        using var window = Window.Allocate<long>(World, 6);
        window.Fence();
        for (int rank = 0; rank < World.Size; rank++)
        {
            Span<long> copied = [2, 3];
            window.Accumulate(1, rank, 0, Operation<long>.Add);
            window.Accumulate(copied, rank, 1, Operation<long>.Add);
            copied.Clear();
            window.Accumulate(new long[] { 4, 5 }.AsMemory(), rank, 4, Operation<long>.Add);
        }

        window.Accumulate(1, Communicator.procNull, 0, Operation<long>.Add);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal(new long[] { 1, 2, 3, 0, 4, 5 }.Select(v => v * World.Size), window.Local.ToArray());
    }

    [Fact]
    public void Get_accumulate_gives_the_old_elements()
    {
        using var window = Window.Allocate<int>(World, 3);
        window.Local.Fill(10);
        var old = new int[3];
        window.Fence();
        window.GetAccumulate(new[] { 1, 2, 3 }.AsMemory(), old, Ring.Next, 0, Operation<int>.Add);
        window.Fence();
        Assert.Equal([10, 10, 10], old);
        Assert.Equal([11, 12, 13], window.Local.ToArray());
        World.Barrier();
        Span<int> copied = [5, 5];
        window.GetAccumulate(copied, old.AsMemory(1), Ring.Next, 1, Operation<int>.Multiply);
        copied.Clear();
        window.GetAccumulate([1], old.AsMemory(0, 1), Communicator.procNull, 0, Operation<int>.Add);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([10, 12, 13], old);
        Assert.Equal([11, 60, 65], window.Local.ToArray());
    }

    [Fact]
    public void Replace_and_no_op_take_every_type()
    {
        using var window = Window.Allocate<(long, int)>(World, 2);
        window.Local[0] = (World.Rank, 7);
        var old = new (long, int)[2];
        window.Fence();
        window.GetAccumulate([(0, 0), (0, 0)], old, Ring.Next, 0, Operation<(long, int)>.NoOp);
        window.Fence();
        Assert.Equal([(Ring.Next, 7), (0, 0)], old);
        window.Accumulate((5, World.Rank), Ring.Next, 1, Operation<(long, int)>.Replace);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([(World.Rank, 7), (5, Ring.Previous)], window.Local.ToArray());

        using var numbers = Window.Allocate<long>(World, 1);
        numbers.LockAll();
        Assert.Equal(0, numbers.FetchAndOp(World.Rank + 1, Ring.Next, 0, Operation<long>.Replace));
        Assert.Equal(World.Rank + 1, numbers.FetchAndOp(99, Ring.Next, 0, Operation<long>.NoOp));
        numbers.UnlockAll();
    }

    [Fact]
    public void Pairs_find_the_least_and_where_it_is()
    {
        using var window = Window.Allocate<Located<double>>(World, 1);
        window.Local[0] = new(1000, -1);
        window.Fence();
        window.Accumulate(new Located<double>(10 - World.Rank, World.Rank), 0, 0, Operation<Located<double>>.MinLocation);
        window.Fence(WindowAssertions.NoSucceed);
        if (World.Rank == 0)
            Assert.Equal(new Located<double>(10 - (World.Size - 1), World.Size - 1), window.Local[0]);
    }

    [Fact]
    public void Functions_of_the_program_are_refused()
    {
        using var window = Window.Allocate<int>(World, 1);
        using var op = new Operation<int>((a, b) => a + b);
        window.LockAll();
        var error = Expect(ErrorClass.Operation, () => window.Accumulate(1, 0, 0, op));
        Assert.Contains("its own operations only", error.Message, StringComparison.Ordinal);
        Expect(ErrorClass.Operation, () => window.GetAccumulate([1], new int[1], 0, 0, op));
        Expect(ErrorClass.Operation, () => window.FetchAndOp(1, 0, 0, op));
        Expect(ErrorClass.Operation, () => window.Raccumulate(new int[1], 0, 0, op));
        window.UnlockAll();
    }

    [Fact]
    public void A_shared_counter_gives_each_ticket_once()
    {
        const int Each = 50;
        using var window = Window.Allocate<long>(World, World.Rank == 0 ? 1 : 0);
        var tickets = new long[Each];
        using (window.LockAllScope())
        {
            for (int i = 0; i < Each; i++)
                tickets[i] = window.FetchAndOp(1, 0, 0, Operation<long>.Add);
            Assert.Equal(0, window.FetchAndOp(1, Communicator.procNull, 0, Operation<long>.Add));
        }

        Assert.Equal(tickets.Order(), tickets);
        var all = World.AllgatherFlattened<long>(tickets);
        Assert.Equal(Enumerable.Range(0, Each * World.Size).Select(i => (long)i), all.Order());
        World.Barrier();
        using (window.LockScope(0))
            Assert.Equal(Each * World.Size, window.Get(0, 0));
    }

    [Fact]
    public void Fetch_and_op_into_memory_is_there_after_the_synchronisation()
    {
        using var window = Window.Allocate<int>(World, 1);
        var old = new int[2];
        window.Fence();
        window.FetchAndOp(World.Rank + 1, old.AsMemory(1), Ring.Next, 0, Operation<int>.Add);
        window.FetchAndOp(1, old, Communicator.procNull, 0, Operation<int>.Add);
        window.Fence();
        Assert.Equal([0, 0], old);
        window.FetchAndOp(1, old.AsMemory(1), Ring.Next, 0, Operation<int>.Max);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([0, World.Rank + 1], old);
        Assert.Equal(Ring.Previous + 1, window.Local[0]);
    }

    [Fact]
    public void A_lock_of_compare_and_swap_lets_one_in_at_a_time()
    {
        // Elements: who is inside, 0 for nobody; a number that only who is inside changes.
        using var window = Window.Allocate<int>(World, 2);
        int me = World.Rank + 1;
        window.LockAll();
        for (int round = 0; round < 10; round++)
        {
            while (window.CompareAndSwap(me, 0, 0, 0) != 0)
                Thread.Yield();
            int seen = window.Get(0, 1);
            window.Put(seen + 1, 0, 1);
            window.Flush(0);
            Assert.Equal(me, window.CompareAndSwap(0, me, 0, 0));
        }

        Assert.Equal(0, window.CompareAndSwap(1, 2, Communicator.procNull, 0));
        window.UnlockAll();
        World.Barrier();
        using (window.LockScope(0, LockType.Shared))
            Assert.Equal((0, 10 * World.Size), (window.Get(0, 0), window.Get(0, 1)));
    }

    [Fact]
    public void Compare_and_swap_into_memory_swaps_only_what_is_equal()
    {
        using var window = Window.Allocate<ulong>(World, 2);
        var old = new ulong[] { 7, 7 };
        window.Fence();
        window.CompareAndSwap(5, 0, old, Ring.Next, 0);
        window.CompareAndSwap(6, 1, old.AsMemory(1), Ring.Next, 1);
        window.CompareAndSwap(6, 1, old, Communicator.procNull, 1);
        window.Fence(WindowAssertions.NoSucceed);
        Assert.Equal([0, 0], old);
        Assert.Equal([5, 0], window.Local.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_and_swap_takes_integers_of_every_size(bool created)
    {
        Swap(3, created);
        Swap(4L, created);
        Swap((nint)5, created);
        Swap(DayOfWeek.Friday, created);
        if (Interop.Native.Abi.AtomicsOnWordsOnly)
        {
            Assert.Contains("window of int", Expect(ErrorClass.Type, () => Swap((byte)1, created)).Message, StringComparison.Ordinal);
            return;
        }

        Swap((byte)1, created);
        Swap((short)2, created);
        Swap('c', created);
        Swap(true, created);
    }

    [Fact]
    public void Requests_say_when_the_buffers_are_free()
    {
        using var window = Window.Allocate<int>(World, 4);
        window.LockAll();
        var put = window.Rput(new[] { 1, 2 }, Ring.Next, 0);
        put.Wait();
        window.Flush(Ring.Next);
        World.Barrier();
        var read = new int[2];
        window.Rget(read, Ring.Next, 0).Wait();
        Assert.Equal([1, 2], read);
        World.Barrier();
        window.Raccumulate(new[] { 10, 20 }, Ring.Next, 0, Operation<int>.Add).Wait();
        window.Flush(Ring.Next);
        World.Barrier();
        var old = new int[2];
        var request = window.RgetAccumulate(new[] { 2, 2 }, old, Ring.Next, 0, Operation<int>.Multiply);
        while (!request.Test(out _))
            Thread.Yield();
        Assert.Equal([11, 22], old);
        var nothing = new RequestList();
        nothing.Add(window.Rput(new int[1], Communicator.procNull, 50));
        nothing.Add(window.Rget(new int[1], Communicator.procNull, 50));
        nothing.Add(window.Raccumulate(new int[1], Communicator.procNull, 50, Operation<int>.Add));
        nothing.WaitAll();
        window.UnlockAll();
        World.Barrier();
        using (window.LockScope(World.Rank))
            Assert.Equal([22, 44, 0, 0], window.Local.ToArray());
    }

    [Fact]
    public void Ranges_outside_of_the_target_are_refused()
    {
        using var window = Window.Allocate<int>(World, 3 + World.Rank);
        window.LockAll();
        foreach (int rank in Enumerable.Range(0, World.Size))
        {
            int end = 3 + rank;
            foreach (long offset in new[] { -1, end, long.MaxValue, long.MinValue, int.MaxValue })
            {
                Expect(ErrorClass.RmaRange, () => window.Put(1, rank, offset));
                Expect(ErrorClass.RmaRange, () => window.Get(rank, offset));
                Expect(ErrorClass.RmaRange, () => window.Accumulate(1, rank, offset, Operation<int>.Add));
                Expect(ErrorClass.RmaRange, () => window.FetchAndOp(1, rank, offset, Operation<int>.Add));
                Expect(ErrorClass.RmaRange, () => window.CompareAndSwap(1, 1, rank, offset));
            }

            Expect(ErrorClass.RmaRange, () => window.Put(new int[4].AsMemory(), rank, end - 3));
            Expect(ErrorClass.RmaRange, () => window.Get(new int[end + 1], rank, 0));
            Expect(ErrorClass.RmaRange, () => window.Rput(new int[2], rank, end - 1));
            Expect(ErrorClass.RmaRange, () => window.Rget(new int[2], rank, end - 1));
            Expect(ErrorClass.RmaRange, () => window.GetAccumulate([1, 2], new int[2], rank, end - 1, Operation<int>.Add));
            window.Put([1, 2], rank, end - 2);
        }

        foreach (int rank in new[] { World.Size, -1, -3, int.MaxValue })
            Expect(ErrorClass.Rank, () => window.Put(1, rank, 0));
        window.UnlockAll();
    }

    [Fact]
    public void Wrong_buffers_and_types_are_refused_with_a_reason()
    {
        using var window = Window.Allocate<int>(World, 4);
        using var structs = Window.Allocate<Guid>(World, 1);
        using var reals = Window.Allocate<double>(World, 1);
        window.LockAll();
        structs.LockAll();
        reals.LockAll();
        var memory = new int[4];
        Expect(ErrorClass.Count, () => window.GetAccumulate([1], new int[2], 0, 0, Operation<int>.Add));
        Expect(ErrorClass.Buffer, () => window.GetAccumulate(memory.AsMemory(0, 2), memory.AsMemory(1, 2), 0, 0, Operation<int>.Add));
        Expect(ErrorClass.Buffer, () => window.RgetAccumulate(memory.AsMemory(0, 2), memory.AsMemory(1, 2), 0, 0, Operation<int>.Add));
        Expect(ErrorClass.Buffer, () => window.FetchAndOp(1, Memory<int>.Empty, 0, 0, Operation<int>.Add));
        Expect(ErrorClass.Buffer, () => window.CompareAndSwap(1, 1, Memory<int>.Empty, 0, 0));
        Assert.Throws<ArgumentNullException>(() => window.Accumulate(1, 0, 0, null!));
        Assert.Throws<ArgumentNullException>(() => window.FetchAndOp(1, 0, 0, null!));
        Assert.Contains("Guid", Expect(ErrorClass.Operation, () => structs.Accumulate(default(Guid), 0, 0, Operation<Guid>.Add)).Message, StringComparison.Ordinal);
        Assert.Contains("integers", Expect(ErrorClass.Type, () => reals.CompareAndSwap(1, 2, 0, 0)).Message, StringComparison.Ordinal);
        Expect(ErrorClass.Type, () => structs.CompareAndSwap(default, default, 0, 0));
        structs.Put(Guid.Empty, Ring.Next, 0);
        reals.UnlockAll();
        structs.UnlockAll();
        window.UnlockAll();
    }

    private static Window<T> Make<T>(bool created, int length)
        where T : unmanaged => created ? Window.Create<T>(World, new T[length]) : Window.Allocate<T>(World, length);

    private static void Numbers<T>(bool created)
        where T : unmanaged, IBinaryInteger<T>
    {
        using var window = Make<T>(created, 3);
        T mine = T.CreateChecked(World.Rank + 1);
        T start = T.CreateChecked(3);
        Check(window, Operation<T>.Add, start, mine, (a, b) => a + b);
        Check(window, Operation<T>.Multiply, T.One, World.Rank < 3 ? mine : T.One, (a, b) => a * b);
        Check(window, Operation<T>.Min, start, mine, T.Min);
        Check(window, Operation<T>.Max, start, mine, T.Max);
        Check(window, Operation<T>.BitwiseAnd, T.CreateChecked(127), mine, (a, b) => a & b);
        Check(window, Operation<T>.BitwiseOr, start, mine, (a, b) => a | b);
        Check(window, Operation<T>.BitwiseXor, start, mine, (a, b) => a ^ b);
        Check(window, Operation<T>.LogicalAnd, T.One, World.Rank == 0 ? T.Zero : mine, (a, b) => !T.IsZero(a) && !T.IsZero(b) ? T.One : T.Zero);
        Check(window, Operation<T>.LogicalOr, T.Zero, mine, (a, b) => !T.IsZero(a) || !T.IsZero(b) ? T.One : T.Zero);
        Check(window, Operation<T>.LogicalXor, T.One, mine, (a, b) => T.IsZero(a) != T.IsZero(b) ? T.One : T.Zero);
    }

    private static void Reals<T>(bool created)
        where T : unmanaged, INumber<T>
    {
        using var window = Make<T>(created, 3);
        T mine = T.CreateChecked(World.Rank + 0.5);
        Check(window, Operation<T>.Add, T.One, mine, (a, b) => a + b);
        Check(window, Operation<T>.Multiply, T.One, mine, (a, b) => a * b);
        Check(window, Operation<T>.Min, T.One, mine, T.Min);
        Check(window, Operation<T>.Max, T.One, mine, T.Max);
    }

    /// <summary>All ranks accumulate their value to the last; then each, by get-accumulate and by fetch-and-op, to the next.</summary>
    private static void Check<T>(Window<T> window, Operation<T> op, T start, T mine, Func<T, T, T> model)
        where T : unmanaged
    {
        int last = World.Size - 1;
        World.Barrier();
        window.Local.Fill(start);
        var old = new T[2];
        window.Fence();
        window.Accumulate(mine, last, 0, op);
        window.GetAccumulate([mine], old.AsMemory(0, 1), Ring.Next, 1, op);
        window.FetchAndOp(mine, old.AsMemory(1), Ring.Next, 2, op);
        window.Fence(WindowAssertions.NoSucceed);
        T[] all = World.Allgather(mine);
        if (World.Rank == last)
            Assert.Equal(all.Aggregate(start, model), window.Local[0]);
        T once = model(start, all[Ring.Previous]);
        Assert.Equal([once, once], window.Local[1..].ToArray());
        Assert.Equal([start, start], old);
    }

    private static void Swap<T>(T value, bool created)
        where T : unmanaged
    {
        using var window = Make<T>(created, 1);
        window.LockAll();
        Assert.Equal(default, window.CompareAndSwap(value, default, Ring.Next, 0));
        Assert.Equal(value, window.CompareAndSwap(default, value, Ring.Next, 0));
        Assert.Equal(default, window.CompareAndSwap(value, value, Ring.Next, 0));
        window.UnlockAll();
    }

    private static MpiException Expect(ErrorClass errorClass, Action action) => WindowTests.Expect(errorClass, action);
}
