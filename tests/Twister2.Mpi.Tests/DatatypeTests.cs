using System.Runtime.InteropServices;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class DatatypeTests : RankTests
{
    private static readonly int[] Source = [.. Enumerable.Range(0, 100)];

    [StructLayout(LayoutKind.Sequential)]
    private struct Particle
    {
        public double Weight;
        public int Kind;
        public int Unused;
    }

    [Fact]
    public void Basic_types_have_the_size_of_what_they_stand_for()
    {
        Assert.Equal((4, 4, 0), Shape(Datatype.Of<int>()));
        Assert.Equal((8, 8, 0), Shape(Datatype.Of<double>()));
        Assert.Equal((16, 16, 0), Shape(Datatype.Of<Guid>()));
        Assert.Equal("MPI_INT32_T", Datatype.Of<int>().Name);
        Datatype.Of<int>().Dispose();
        Assert.Equal("MPI_INT32_T", Datatype.Of<int>().Name);
    }

    [Fact]
    public void Each_layout_picks_the_elements_it_names()
    {
        var unit = Datatype.Of<int>();
        Picks(unit.Contiguous(3), 0, 1, 2);
        Picks(unit.Vector(3, 2, 5), 0, 1, 5, 6, 10, 11);
        Picks(unit.HVector(2, 2, 12), 0, 1, 3, 4);
        Picks(unit.Indexed([2, 0, 1], [7, 3, 1]), 7, 8, 1);
        Picks(unit.IndexedBlock(2, [4, 0]), 4, 5, 0, 1);
        Picks(unit.HIndexed([1, 2], [8, 40]), 2, 10, 11);
        Picks(unit.Subarray([4, 5], [2, 3], [1, 2]), 7, 8, 9, 12, 13, 14);
        Picks(unit.Subarray([2, 3, 4], [2, 1, 2], [0, 2, 1]), 9, 10, 21, 22);
        Picks(Datatype.Struct([1, 2], [0, 12], [Datatype.Of<int>(), Datatype.Of<int>()]), 0, 3, 4);
        Picks(unit.Vector(2, 1, 3).Contiguous(2), 0, 3, 4, 7);
        Picks(unit.Resized(0, 8).Contiguous(3), 0, 2, 4);
    }

    [Fact]
    public void Blocks_may_lie_further_apart_than_an_int_counts()
    {
        using var far = Datatype.Of<int>().Vector(3, 1, int.MaxValue);
        Assert.Equal(((2L * int.MaxValue) + 1) * sizeof(int), far.Extent);
        Assert.Equal(12, far.Size);
    }

    [Fact]
    public void A_datatype_that_was_not_meant_ends_soon_without_MPI()
    {
        Assert.SkipUnless(Environment.Library.Path is null, "libraries keep such a datatype in a few bytes");
        Assert.Equal(
            ErrorClass.NoMemory,
            Assert.Throws<MpiException>(() => Datatype.Of<int>().Vector(int.MaxValue, 1, 2)).ErrorClass);
    }

    [Fact]
    public void Several_elements_of_a_layout_lie_an_extent_apart()
    {
        using var column = Datatype.Of<int>().Vector(3, 1, 4).Resized(0, 4);
        Assert.Equal([0, 4, 8, 1, 5, 9], SendToSelf(column, 2));
    }

    [Fact]
    public void Shapes_are_as_MPI_says()
    {
        var unit = Datatype.Of<int>();
        using var vector = unit.Vector(3, 2, 5);
        Assert.Equal((24, 48, 0), Shape(vector));
        Assert.Equal((0, 48), (vector.TrueLowerBound, vector.TrueExtent));
        using var resized = vector.Resized(-4, 100);
        Assert.Equal((24, 100, -4), Shape(resized));
        Assert.Equal((0, 48), (resized.TrueLowerBound, resized.TrueExtent));
        using var box = unit.Subarray([4, 5], [2, 3], [1, 2]);
        Assert.Equal((24, 80, 0), Shape(box));
        Assert.Equal((28, 32), (box.TrueLowerBound, box.TrueExtent));
        using var indexed = unit.Indexed([1, 1], [3, 8]);
        Assert.Equal((8, 24, 12), Shape(indexed));
        using var particle = Datatype.Struct([1, 1], [0, 8], [Datatype.Of<double>(), unit]);
        Assert.Equal((12, 16, 0), Shape(particle));
        using var none = unit.Contiguous(0);
        Assert.Equal((0, 0, 0), Shape(none));
    }

    [Fact]
    public void Names_are_kept()
    {
        using var type = Datatype.Of<int>().Contiguous(2);
        type.Name = "paire é";
        Assert.Equal("paire é", type.Name);
        Assert.Contains("8 bytes", type.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => type.Name = null!);
        Expect(ErrorClass.Type, () => Datatype.Of<int>().Name = "mine");
    }

    [Fact]
    public void A_column_becomes_a_row_on_its_way_and_back()
    {
        const int Rows = 4, Columns = 3;
        var matrix = new double[Rows * Columns];
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] = (100 * World.Rank) + i;
        var row = new double[Rows];
        using var column = Datatype.Of<double>().Vector(Rows, 1, Columns);
        var receive = World.ImmediateReceive<double>(row, Ring.Previous, 1);
        World.Send<double>(matrix.AsSpan(1), column, 1, Ring.Next, 1);
        receive.Wait();
        Assert.Equal([1, 4, 7, 10], row.Select(v => v - (100 * Ring.Previous)));

        var target = new double[Rows * Columns];
        var back = World.ImmediateSend<double>(row, Ring.Previous, 2);
        var status = World.Receive<double>(target, column, 1, Ring.Next, 2);
        back.Wait();
        Assert.Equal((Rows, 2), (status.Count(), status.Tag));
        Assert.Equal(Enumerable.Range(0, matrix.Length).Select(i => i % Columns == 0 ? matrix[i + 1] : 0), target);
    }

    [Fact]
    public void Nonblocking_messages_keep_layout_and_memory()
    {
        const int Count = 5000;
        var room = new long[3 * Count];
        var receive = Start(room, Count, out var send);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        World.Barrier();
        send.Wait();
        Assert.Equal(Count, receive.Wait().Count());
        Assert.Equal(Enumerable.Range(0, 3 * Count).Select(i => i % 3 == 0 ? (i / 3) + Ring.Previous : 0L), room);
    }

    [Fact]
    public void Particles_send_two_of_their_fields()
    {
        using var fields = Datatype.Struct([1, 1], [0, 8], [Datatype.Of<double>(), Datatype.Of<int>()]);
        Particle[] sent = [new() { Weight = 1.5, Kind = 3, Unused = 9 }, new() { Weight = 2.5, Kind = 4, Unused = 9 }];
        var got = new Particle[2];
        var receive = World.ImmediateReceive<Particle>(got, fields, 2, Ring.Previous, 3);
        World.Send<Particle>(sent, fields, 2, Ring.Next, 3);
        Assert.Equal(24, receive.Wait().Count<byte>());
        Assert.Equal([(1.5, 3, 0), (2.5, 4, 0)], got.Select(p => (p.Weight, p.Kind, p.Unused)));
    }

    [Fact]
    public void Alltoallw_transposes_a_distributed_matrix()
    {
        // Each rank has 2 rows of a matrix of 2n x 2n, and gets the 2 columns of its number as rows.
        int n = World.Size;
        int side = 2 * n;
        var mine = Enumerable.Range(0, 2 * side).Select(i => (World.Rank * 2 * side) + i).ToArray();
        using var block = Datatype.Of<int>().Vector(2, 1, side).Resized(0, 4);
        using var square = Datatype.Of<int>().Vector(2, 2, side);
        int[] counts = [.. Enumerable.Repeat(2, n)];
        int[] ones = [.. Enumerable.Repeat(1, n)];
        int[] places = [.. Enumerable.Range(0, n).Select(i => 8 * i)];
        Datatype[] send = [.. Enumerable.Repeat(block, n)];
        Datatype[] receive = [.. Enumerable.Repeat(square, n)];
        var expected = new int[2 * side];
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < side; column++)
                expected[(row * side) + column] = (column * side) + (2 * World.Rank) + row;
        }

        var result = new int[2 * side];
        World.Alltoallw<int>(mine, counts, places, send, result, ones, places, receive);
        Assert.Equal(expected, result);

        var later = new int[2 * side];
        var request = World.ImmediateAlltoallw<int>(mine, counts, places, send, later, ones, places, receive);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        request.Wait();
        Assert.Equal(expected, later);
    }

    [Fact]
    public void Layouts_that_leave_the_memory_are_refused()
    {
        using var vector = Datatype.Of<int>().Vector(3, 1, 4);
        using var before = Datatype.Of<int>().HIndexed([1], [-4L]);
        using var backwards = Datatype.Of<int>().Resized(0, -4);
        int n = World.Size;
        Expect(ErrorClass.Buffer, () => World.Send<int>(new int[8], vector, 1, 0, 0));
        Expect(ErrorClass.Buffer, () => World.Send<int>(new int[9], vector, 2, 0, 0));
        Expect(ErrorClass.Buffer, () => World.Receive<int>(new int[8], vector, 1, 0, 0));
        Expect(ErrorClass.Buffer, () => World.ImmediateSend<int>(new int[100], before, 1, 0, 0));
        Expect(ErrorClass.Buffer, () => World.ImmediateReceive<int>(new int[100], backwards, 2, 0, 0));
        Expect(ErrorClass.Buffer, () => World.Send<int>(new int[9], vector, int.MaxValue, 0, 0));
        Expect(ErrorClass.Count, () => World.Send<int>(new int[9], vector, -1, 0, 0));
        Expect(ErrorClass.Buffer, () => World.Alltoallw<int>(
            new int[8], Same(1), Same(0), [.. Enumerable.Repeat(vector, n)], new int[9], Same(1), Same(0), [.. Enumerable.Repeat(vector, n)]));
        Expect(ErrorClass.Buffer, () => World.Alltoallw<int>(
            new int[9], Same(1), Same(0), [.. Enumerable.Repeat(vector, n)], new int[9], Same(1), Same(4), [.. Enumerable.Repeat(vector, n)]));
        Expect(ErrorClass.Count, () => World.Alltoallw<int>(new int[9], Same(1), Same(0), [], new int[9], Same(1), Same(0), []));
        Expect(ErrorClass.Type, () => World.ImmediateAlltoallw<int>(
            new int[9], Same(1), Same(0), new Datatype[n], new int[9], Same(1), Same(0), new Datatype[n]));
        var self = Communicator.self;
        var room = self.ImmediateReceive<int>(Memory<int>.Empty, vector, 0, 0, 0);
        self.Send<int>([], vector, 0, 0, 0);
        Assert.Equal(0, room.Wait().Count());
    }

    [Fact]
    public void Impossible_layouts_are_refused()
    {
        var unit = Datatype.Of<int>();
        Expect(ErrorClass.Count, () => unit.Contiguous(-1));
        Expect(ErrorClass.Count, () => unit.Vector(-1, 1, 1));
        Expect(ErrorClass.Count, () => unit.Vector(1, -1, 1));
        Expect(ErrorClass.Count, () => unit.HVector(1, -1, 1));
        Expect(ErrorClass.Count, () => unit.Indexed([1], [1, 2]));
        Expect(ErrorClass.Count, () => unit.Indexed([-1], [1]));
        Expect(ErrorClass.Count, () => unit.IndexedBlock(-1, [1]));
        Expect(ErrorClass.Count, () => unit.HIndexed([1, 2], [1L]));
        Expect(ErrorClass.Argument, () => unit.Subarray([4], [5], [0]));
        Expect(ErrorClass.Argument, () => unit.Subarray([4], [0], [0]));
        Expect(ErrorClass.Argument, () => unit.Subarray([4], [2], [3]));
        Expect(ErrorClass.Argument, () => unit.Subarray([4], [2], [-1]));
        Expect(ErrorClass.Argument, () => unit.Subarray([4, 4], [2], [0]));
        Expect(ErrorClass.Argument, () => unit.Subarray([], [], []));
        Expect(ErrorClass.Count, () => Datatype.Struct([1], [0], []));
        Expect(ErrorClass.Type, () => Datatype.Struct([1], [0], [null!]));
    }

    [Fact]
    public void A_disposed_datatype_says_so_and_those_made_of_it_go_on()
    {
        var pair = Datatype.Of<int>().Contiguous(2);
        using var pairs = pair.Vector(2, 1, 2);
        pair.Dispose();
        pair.Dispose();
        Expect(ErrorClass.Type, () => pair.Contiguous(2));
        Expect(ErrorClass.Type, () => World.Send<int>(new int[2], pair, 1, 0, 0));
        Expect(ErrorClass.Type, () => _ = pair.Name);
        Assert.Equal(8, pair.Size);
        Picks(pairs, 0, 1, 4, 5);
        Assert.Throws<ArgumentNullException>(() => World.Send<int>(new int[2], null!, 1, 0, 0));
    }

    private static ReceiveRequest Start(long[] room, int count, out Request send)
    {
        using var layout = Datatype.Of<long>().Vector(count, 1, 3);
        var receive = World.ImmediateReceive<long>(room, layout, 1, Ring.Previous, 4);
        send = World.ImmediateSend<long>(
            Enumerable.Range(0, 3 * count).Select(i => i % 3 == 0 ? (i / 3) + (long)World.Rank : -1).ToArray(), layout, 1, Ring.Next, 4);
        return receive;
    }

    private static int[] Same(int value) => [.. Enumerable.Repeat(value, World.Size)];

    private static (long Size, long Extent, long LowerBound) Shape(Datatype type) => (type.Size, type.Extent, type.LowerBound);

    private static void Picks(Datatype layout, params int[] expected)
    {
        Assert.Equal(expected, SendToSelf(layout, 1));
        // And the other way: what is received goes to the same places.
        var target = Enumerable.Repeat(-1, 100).ToArray();
        var receive = Communicator.self.ImmediateReceive<int>(target, layout, 1, 0, 6);
        Communicator.self.Send<int>(expected, 0, 6);
        Assert.Equal(expected.Length, receive.Wait().Count());
        Assert.Equal(Enumerable.Range(0, 100).Select(i => expected.Contains(i) ? i : -1), target);
    }

    private static int[] SendToSelf(Datatype layout, int count)
    {
        var got = new int[100];
        var receive = Communicator.self.ImmediateReceive<int>(got, 0, 5);
        Communicator.self.Send<int>(Source, layout, count, 0, 5);
        return got[..receive.Wait().Count()];
    }

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);
}
