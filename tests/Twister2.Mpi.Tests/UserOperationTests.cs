using System.Numerics;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class UserOperationTests : RankTests
{
    private static int Size => World.Size;

    private static int Rank => World.Rank;

    private static IEnumerable<int> Ranks => Enumerable.Range(0, Size);

    [Fact]
    public void A_function_can_stand_for_an_operation()
    {
        Assert.Equal(Ranks.Sum(), World.Allreduce(Rank, (a, b) => a + b));
        Assert.Equal(Size - 1, World.Allreduce(Rank, Math.Max));
        Assert.Equal([Ranks.Sum(), Size], World.Allreduce(new[] { Rank, 1 }, (a, b) => a + b));
        Assert.Equal(Rank == 0 ? Size : 1, World.Reduce(1, (a, b) => a + b, 0));
        Assert.Equal(Rank == 0 ? [Size] : null, World.Reduce(new[] { 1 }, (a, b) => a + b, 0));
        Assert.Equal(Rank + 1, World.Scan(1, (a, b) => a + b));
        Assert.Equal([Rank + 1], World.Scan(new[] { 1 }, (a, b) => a + b));
        Assert.Equal(Rank, World.ExclusiveScan(1, (a, b) => a + b));
        Assert.Equal([Rank], World.ExclusiveScan(new[] { 1 }, (a, b) => a + b));
        int[] ones = [.. Ranks.Select(_ => 1)];
        Assert.Equal([Size], World.ReduceScatter(ones, (a, b) => a + b, ones));
        Span<int> span = [Rank];
        World.Allreduce(span, (a, b) => a + b);
        Assert.Equal(Ranks.Sum(), span[0]);
        Span<int> room = [0];
        World.Allreduce(ones.AsSpan(0, 1), (a, b) => a + b, room);
        Assert.Equal(Size, room[0]);
    }

    [Fact]
    public void Every_span_call_takes_a_function()
    {
        int[] ones = [.. Ranks.Select(_ => 1)];
        int[] room = new int[1];
        var one = ones.AsMemory(0, 1);
        void Check(int expected, Action call)
        {
            room[0] = ones[0] = 1;
            call();
            Assert.Equal(expected, room[0]);
        }

        Check(Rank == 0 ? Size : 1, () => World.Reduce<int>(one.Span, (a, b) => a + b, 0, room));
        Check(Rank == 0 ? Size : 1, () => World.ImmediateReduce<int>(one, (a, b) => a + b, 0, room).Wait());
        Check(Size, () => World.ImmediateAllreduce<int>(one, (a, b) => a + b, room).Wait());
        Check(Rank + 1, () => World.Scan<int>(one.Span, (a, b) => a + b, room));
        Check(Rank + 1, () => World.ImmediateScan<int>(one, (a, b) => a + b, room).Wait());
        Check(Size, () => World.ReduceScatter<int>(ones, (a, b) => a + b, ones, room));
        Check(Size, () => World.ImmediateReduceScatter<int>(ones, (a, b) => a + b, ones, room).Wait());
        Check(Size, () => World.ReduceScatterBlock<int>(ones, (a, b) => a + b, room));
        Check(Size, () => World.ImmediateReduceScatterBlock<int>(ones, (a, b) => a + b, room).Wait());
        if (Rank > 0)
        {
            Check(Rank, () => World.ExclusiveScan<int>(one.Span, (a, b) => a + b, room));
            Check(Rank, () => World.ImmediateExclusiveScan<int>(one, (a, b) => a + b, room).Wait());
        }
        else
        {
            World.ExclusiveScan<int>(one.Span, (a, b) => a + b, room);
            World.ImmediateExclusiveScan<int>(one, (a, b) => a + b, room).Wait();
        }
    }

    [Fact]
    public void Every_call_in_place_takes_a_function()
    {
        void Check(int expected, int length, Action<int[]> call)
        {
            int[] values = new int[length];
            Array.Fill(values, 1);
            call(values);
            Assert.Equal(expected, values[0]);
        }

        int[] counts = [.. Ranks.Select(_ => 1)];
        Check(Rank == 0 ? Size : 1, 1, v => World.Reduce(v.AsSpan(), (a, b) => a + b, 0));
        Check(Rank == 0 ? Size : 1, 1, v => World.ImmediateReduce<int>(v, (a, b) => a + b, 0).Wait());
        Check(Size, 1, v => World.ImmediateAllreduce<int>(v, (a, b) => a + b).Wait());
        Check(Rank + 1, 1, v => World.Scan(v.AsSpan(), (a, b) => a + b));
        Check(Rank + 1, 1, v => World.ImmediateScan<int>(v, (a, b) => a + b).Wait());
        Check(Size, Size, v => World.ReduceScatter(v.AsSpan(), (a, b) => a + b, counts));
        Check(Size, Size, v => World.ImmediateReduceScatter<int>(v, (a, b) => a + b, counts).Wait());
        Check(Size, Size, v => World.ReduceScatterBlock(v.AsSpan(), (a, b) => a + b));
        Check(Size, Size, v => World.ImmediateReduceScatterBlock<int>(v, (a, b) => a + b).Wait());

        // On rank 0 the result has no meaning.
        int[] scanned = [1];
        World.ExclusiveScan(scanned.AsSpan(), (a, b) => a + b);
        int[] later = [1];
        World.ImmediateExclusiveScan<int>(later, (a, b) => a + b).Wait();
        if (Rank > 0)
            Assert.Equal((Rank, Rank), (scanned[0], later[0]));
    }

    [Fact]
    public void Values_are_combined_in_the_order_of_ranks()
    {
        using var first = new Operation<int>((a, b) => a);
        using var last = new Operation<Guid>((a, b) => b);
        Assert.Equal(0, World.Allreduce(Rank, first));
        Assert.Equal(Number(Size - 1), World.Allreduce(Number(Rank), last));
        Assert.Equal(Number(Rank), World.Scan(Number(Rank), last));
        Assert.False(first.IsCommutative);
        static Guid Number(int rank) => new(rank, 0, 0, new byte[8]);
    }

    [Fact]
    public void Commutative_operations_and_those_on_spans_give_the_same()
    {
        using var product = Operation<BigPoint>.Commutative((a, b) => new(a.X * b.X, a.Y + b.Y));
        using var spans = Operation<BigPoint>.Commutative((left, right) =>
        {
            for (int i = 0; i < right.Length; i++)
                right[i] = new(left[i].X * right[i].X, left[i].Y + right[i].Y);
        });
        using var ordered = new Operation<BigPoint>((ReadOnlySpan<BigPoint> left, Span<BigPoint> right) => left.CopyTo(right));
        var mine = new BigPoint(2, Rank);
        Assert.Equal(new BigPoint(1 << Size, Ranks.Sum()), World.Allreduce(mine, product));
        Assert.Equal(new BigPoint(1 << Size, Ranks.Sum()), World.Allreduce(mine, spans));
        Assert.Equal(new BigPoint(2, 0), World.Allreduce(mine, ordered));
        Assert.True(product.IsCommutative && spans.IsCommutative && !ordered.IsCommutative);
    }

    [Fact]
    public void Operations_and_functions_turn_into_each_other()
    {
        ReductionOperation<int> add = Operation<int>.Add;
        Assert.Equal(5, add(2, 3));
        Assert.Same(Operation<int>.Add, (Operation<int>)add);
        Assert.Equal(Size, World.Allreduce(1, add));
        ReductionOperation<int> mine = (a, b) => a + b;
        Operation<int> op = mine;
        Assert.Same(op, (Operation<int>)mine);
        ReductionOperation<int> back = op;
        Assert.Same(op, (Operation<int>)back);
        Assert.Equal(5, back(2, 3));
        using var spans = new Operation<int>((ReadOnlySpan<int> left, Span<int> right) => right[0] -= left[0]);
        Assert.Equal(1, ((ReductionOperation<int>)spans)(2, 3));
        Assert.Equal(Complex.One, ((ReductionOperation<Complex>)Operation<Complex>.Multiply)(1, 1));
        Assert.Throws<MpiException>(() => ((ReductionOperation<Guid>)Operation<Guid>.Add)(default, default));
        Assert.Throws<ArgumentNullException>(() => (Operation<int>)(ReductionOperation<int>)null!);
        Assert.Throws<ArgumentNullException>(() => new Operation<int>((ReductionOperation<int>)null!));
    }

    [Fact]
    public void Numbers_that_MPI_does_not_know_are_reduced_in_CSharp()
    {
        Assert.Equal(Size * 0.1m, World.Allreduce(0.1m, Operation<decimal>.Add));
        Assert.Equal((Half)(Size - 1), World.Allreduce((Half)Rank, Operation<Half>.Max));
        Assert.Equal(Int128.MaxValue - Size, World.Allreduce(Int128.MaxValue - Rank - 1, Operation<Int128>.Min));
        Assert.Equal((UInt128)((1 << Size) - 1), World.Allreduce((UInt128)1 << Rank, Operation<UInt128>.BitwiseOr));
        Assert.Equal(BigInteger.Pow(10, 30 * Size), World.Allreduce(BigInteger.Pow(10, 30), Operation<BigInteger>.Multiply));
        Operation<decimal>.Add.Dispose();
        Assert.Equal(Size, World.Allreduce(1m, Operation<decimal>.Add));
        Assert.Throws<MpiException>(() => World.Allreduce(1m, Operation<decimal>.BitwiseAnd));
    }

    [Fact]
    public void Locations_of_least_and_greatest_are_found()
    {
        Locate<short>(v => (short)v);
        Locate<int>(v => v);
        Locate<long>(v => v);
        Locate<float>(v => v);
        Locate<double>(v => v);
        ReductionOperation<Located<double>> least = Operation<Located<double>>.MinLocation;
        Assert.Equal(new Located<double>(1, 2), least(new(1, 3), new(1, 2)));
        Assert.Throws<MpiException>(() => World.Allreduce(new Located<byte>(1, 1), Operation<Located<byte>>.MinLocation));
        Assert.Throws<MpiException>(() => World.Allreduce(1, Operation<int>.MaxLocation));
    }

    [Fact]
    public void Operations_of_windows_are_refused_by_collectives()
    {
        foreach (var op in new[] { Operation<int>.Replace, Operation<int>.NoOp })
            Assert.Equal(ErrorClass.Operation, Assert.Throws<MpiException>(() => World.Allreduce(1, op)).ErrorClass);
        Assert.NotEqual(Operation<int>.Replace.Handle, Operation<int>.NoOp.Handle);
    }

    [Fact]
    public void An_exception_in_an_operation_reaches_the_caller()
    {
        using var bad = new Operation<long>((a, b) => throw new InvalidTimeZoneException("mine"));
        Throws(() => World.Allreduce<long>([1, 2], bad, new long[2]));
        Throws(() => World.Scan(1L, bad));
        Throws(() => World.ImmediateAllreduce<long>(new long[] { 1, 2 }, bad, new long[2]).Wait());

        // What was under way before is not thrown again.
        using var good = new Operation<long>((a, b) => a + b);
        Assert.Equal(Size, World.Allreduce(1L, good));
        World.Barrier();
    }

    [Fact]
    public void A_disposed_operation_is_refused()
    {
        var op = new Operation<int>((a, b) => a + b);
        Assert.Equal(Size, World.Allreduce(1, op));
        op.Dispose();
        op.Dispose();
        Assert.Equal(ErrorClass.Operation, Assert.Throws<MpiException>(() => World.Allreduce(1, op)).ErrorClass);
        new Operation<int>((a, b) => a + b).Dispose();
        Operation<int>.Add.Dispose();
        Assert.Equal(Size, World.Allreduce(1, Operation<int>.Add));

        ReductionOperation<int> function = (a, b) => a + b;
        ((Operation<int>)function).Dispose();
        Assert.Equal(Size, World.Allreduce(1, function));
    }

    [Fact]
    public void Dropped_operations_are_given_back()
    {
        for (int i = 0; i < 200; i++)
        {
            int captured = i;
            Assert.Equal(Size + ((Size - 1) * captured), World.Allreduce(1, (a, b) => a + b + captured));
            if (i % 50 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    private static void Throws(Action action)
    {
        // A rank that combines nothing has nothing to throw.
        var thrown = Record.Exception(action);
        if (thrown is not null)
            Assert.Equal("mine", Assert.IsType<InvalidTimeZoneException>(thrown).Message);
        int count = World.Allreduce(thrown is null ? 0 : 1, Operation<int>.Add);
        Assert.Equal(Size > 1, count > 0);
    }

    private static void Locate<T>(Func<int, T> number)
        where T : unmanaged
    {
        // The same value twice: the lower location wins.
        var mine = new Located<T>(number(Rank % 2), Size - Rank);
        var least = World.Allreduce(mine, Operation<Located<T>>.MinLocation);
        Assert.Equal(new Located<T>(number(0), Ranks.Where(r => r % 2 == 0).Min(r => Size - r)), least);
        var greatest = World.Allreduce(new[] { mine, mine }, Operation<Located<T>>.MaxLocation);
        int parity = Math.Min(1, Size - 1);
        Assert.Equal(new Located<T>(number(parity), Ranks.Where(r => r % 2 == parity).Min(r => Size - r)), greatest[1]);
    }

    private readonly record struct BigPoint(long X, double Y);
}
