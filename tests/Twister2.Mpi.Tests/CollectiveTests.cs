using System.Numerics;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class CollectiveTests : RankTests
{
    private static int Size => World.Size;

    private static int Rank => World.Rank;

    private static IEnumerable<int> Ranks => Enumerable.Range(0, Size);

    [Fact]
    public void Broadcast_gives_the_roots_values_to_all()
    {
        for (int root = 0; root < Size; root++)
        {
            int value = Rank == root ? 100 + root : -1;
            World.Broadcast(ref value, root);
            Assert.Equal(100 + root, value);

            var values = new decimal[3];
            if (Rank == root)
                values.AsSpan().Fill(root);
            World.Broadcast<decimal>(values, root);
            Assert.All(values, v => Assert.Equal(root, v));

            foreach (string? text in new[] { null, "", "root ж" })
            {
                string? got = Rank == root ? text : "other";
                World.Broadcast(ref got, root);
                Assert.Equal(text, got);
            }
        }
    }

    [Fact]
    public void Reduce_combines_at_the_root()
    {
        for (int root = 0; root < Size; root++)
        {
            int sum = World.Reduce(Rank + 1, Operation<int>.Add, root);
            Assert.Equal(Rank == root ? Size * (Size + 1) / 2 : Rank + 1, sum);
            var result = new double[2];
            World.Reduce<double>([Rank, -Rank], Operation<double>.Max, root, Rank == root ? result : default);
            Assert.Equal(Rank == root ? [Size - 1.0, 0] : [0, 0], result);
        }
    }

    [Fact]
    public void Every_predefined_operation_is_MPIs()
    {
        int[] all = [.. Ranks.Select(r => r + 2)];
        int mine = Rank + 2;
        Assert.Equal(all.Sum(), World.Allreduce(mine, Operation<int>.Add));
        Assert.Equal(all.Aggregate((a, b) => a * b), World.Allreduce(mine, Operation<int>.Multiply));
        Assert.Equal(all.Min(), World.Allreduce(mine, Operation<int>.Min));
        Assert.Equal(all.Max(), World.Allreduce(mine, Operation<int>.Max));
        Assert.Equal(all.Aggregate((a, b) => a & b), World.Allreduce(mine, Operation<int>.BitwiseAnd));
        Assert.Equal(all.Aggregate((a, b) => a | b), World.Allreduce(mine, Operation<int>.BitwiseOr));
        Assert.Equal(all.Aggregate((a, b) => a ^ b), World.Allreduce(mine, Operation<int>.BitwiseXor));
        Assert.Equal(Size == 1, World.Allreduce(Rank == 0, Operation<bool>.LogicalAnd));
        Assert.True(World.Allreduce(Rank == 0, Operation<bool>.LogicalOr));
        Assert.True(World.Allreduce(Rank == 0, Operation<bool>.LogicalXor));
        Assert.Equal(new Complex(Size, -Size), World.Allreduce(new Complex(1, -1), Operation<Complex>.Add));
    }

    [Fact]
    public void Every_number_type_is_reduced()
    {
        Sum<sbyte>();
        Sum<byte>();
        Sum<short>();
        Sum<ushort>();
        Sum<int>();
        Sum<uint>();
        Sum<long>();
        Sum<ulong>();
        Sum<nint>();
        Sum<nuint>();
        Sum<float>();
        Sum<double>();
        Assert.Equal((char)Size, World.Allreduce((char)1, Operation<char>.Add));
        Assert.Equal((DayOfWeek)Size, World.Allreduce((DayOfWeek)1, Operation<DayOfWeek>.Add));
    }

    [Fact]
    public void Allreduce_works_apart_and_in_place()
    {
        long[] mine = [Rank, 10 * Rank, 7];
        long[] expected = [Ranks.Sum(), 10 * Ranks.Sum(), 7 * Size];
        var apart = new long[3];
        World.Allreduce<long>(mine, Operation<long>.Add, apart);
        Assert.Equal(expected, apart);
        World.Allreduce(mine.AsSpan(), Operation<long>.Add);
        Assert.Equal(expected, mine);
        World.Allreduce<long>(Span<long>.Empty, Operation<long>.Add);
    }

    [Fact]
    public void Gather_brings_all_to_the_root()
    {
        for (int root = 0; root < Size; root++)
        {
            Assert.Equal(Rank == root ? [.. Ranks] : null, World.Gather(Rank, root));
            var flat = new (int, byte)[2 * Size];
            World.GatherFlattened<(int, byte)>([(Rank, 1), (Rank, 2)], root, Rank == root ? flat : default);
            if (Rank == root)
                Assert.Equal(Ranks.SelectMany(r => new (int, byte)[] { (r, 1), (r, 2) }), flat);
        }
    }

    [Fact]
    public void Gather_takes_parts_of_any_length()
    {
        int root = Size - 1;
        int[] mine = Part(Rank);
        int[] expected = [.. Ranks.SelectMany(Part)];
        Assert.Equal(Rank == root ? expected : null, World.GatherFlattened<int>(mine, root));
        var flat = new int[expected.Length];
        World.GatherFlattened<int>(mine, Rank == root ? Counts : [], root, Rank == root ? flat : []);
        Assert.Equal(Rank == root ? expected : new int[expected.Length], flat);
    }

    [Fact]
    public void Allgather_brings_all_to_all()
    {
        Assert.Equal(Ranks.Select(r => new Guid(r, 0, 0, new byte[8])), World.Allgather(new Guid(Rank, 0, 0, new byte[8])));
        var flat = new float[2 * Size];
        World.AllgatherFlattened<float>([Rank, -Rank], flat);
        Assert.Equal(Ranks.SelectMany(r => new float[] { r, -r }), flat);
        int[] expected = [.. Ranks.SelectMany(Part)];
        Assert.Equal(expected, World.AllgatherFlattened<int>(Part(Rank)));
        var room = new int[expected.Length];
        World.AllgatherFlattened<int>(Part(Rank), Counts, room);
        Assert.Equal(expected, room);
    }

    [Fact]
    public void Scatter_gives_each_its_part()
    {
        for (int root = 0; root < Size; root++)
        {
            int[] values = Rank == root ? [.. Ranks.Select(r => 5 * r)] : [];
            Assert.Equal(5 * Rank, World.Scatter<int>(values, root));
            int[] flat = Rank == root ? [.. Ranks.SelectMany(Part)] : [];
            var room = new int[Part(Rank).Length];
            World.ScatterFromFlattened<int>(flat, Rank == root ? Counts : [], root, room);
            Assert.Equal(Part(Rank), room);
            var pair = new int[2];
            World.ScatterFromFlattened<int>(Rank == root ? [.. Enumerable.Range(0, 2 * Size)] : [], root, pair);
            Assert.Equal([2 * Rank, (2 * Rank) + 1], pair);
        }
    }

    [Fact]
    public void Alltoall_exchanges_parts()
    {
        Assert.Equal(Ranks.Select(r => (r, Rank)), World.Alltoall<(int, int)>([.. Ranks.Select(r => (Rank, r))]));

        // Rank a sends rank b (a + b) % 3 values.
        int[] sendCounts = [.. Ranks.Select(r => (Rank + r) % 3)];
        int[] values = [.. Ranks.SelectMany(r => Enumerable.Repeat((100 * Rank) + r, (Rank + r) % 3))];
        int[] got = World.AlltoallFlattened<int>(values, sendCounts, out int[] recvCounts);
        Assert.Equal(sendCounts, recvCounts);
        Assert.Equal(Ranks.SelectMany(r => Enumerable.Repeat((100 * r) + Rank, (Rank + r) % 3)), got);
    }

    [Fact]
    public void Scans_combine_the_ranks_before()
    {
        Assert.Equal((Rank + 1) * (Rank + 2) / 2, World.Scan(Rank + 1, Operation<int>.Add));
        Assert.Equal(Rank * (Rank + 1) / 2, World.ExclusiveScan(Rank + 1, Operation<int>.Add));
        var room = new int[2];
        World.Scan<int>([1, Rank], Operation<int>.Max, room);
        Assert.Equal([1, Rank], room);
    }

    private static int[] Counts => [.. Ranks.Select(r => Part(r).Length)];

    // Ranks 0, 3, 6... give nothing.
    private static int[] Part(int rank) => [.. Enumerable.Repeat(rank, 2 * (rank % 3))];

    private static void Sum<T>()
        where T : unmanaged, INumber<T> =>
        Assert.Equal(T.CreateChecked(Size), World.Allreduce(T.One, Operation<T>.Add));

    // Long enough for the algorithms that a library has for more than a page.
    [Fact]
    public void A_long_reduction_in_place_is_right_at_every_root()
    {
        for (int root = 0; root < World.Size; root++)
        {
            double[] values = Enumerable.Range(0, 5000).Select(i => (double)(World.Rank + i)).ToArray();
            World.Reduce(values.AsSpan(), Operation<double>.Add, root);
            if (World.Rank == root)
                Assert.Equal(Enumerable.Range(0, 5000).Select(i => (World.Size * (World.Size - 1) / 2.0) + (World.Size * i)), values);
        }
    }
}
