using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Packing, arrays that are dealt out, copies of datatypes, and what a status says of datatypes.</summary>
[Trait("ranks", "any")]
public sealed class PackingTests : RankTests
{
    [Fact]
    public void What_is_packed_by_one_is_unpacked_by_another()
    {
        using var column = Datatype.Of<int>().Vector(3, 1, 4);
        int[] matrix = [.. Enumerable.Range(0, 12).Select(i => (100 * World.Rank) + i)];
        double[] weights = [World.Rank, 0.5];
        var numbers = Datatype.Of<double>();
        byte[] packed = new byte[column.PackSize(1, World) + numbers.PackSize(2, World)];
        int position = 0;
        column.Pack<int>(matrix, 1, packed, ref position, World);
        Assert.Equal(12, position);
        numbers.Pack<double>(weights, 2, packed, ref position, World);
        Assert.Equal(28, position);

        byte[] came = new byte[position];
        World.SendReceive<byte>(packed.AsSpan(0, position), Ring.Next, 1, came, Ring.Previous, 1);
        int[] target = [.. Enumerable.Repeat(-1, 12)];
        double[] read = new double[2];
        position = 0;
        column.Unpack<int>(came, ref position, target, 1, World);
        numbers.Unpack<double>(came, ref position, read, 2, World);
        Assert.Equal(28, position);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i % 4 == 0 ? (100 * Ring.Previous) + i : -1), target);
        Assert.Equal([Ring.Previous, 0.5], read);
    }

    [Fact]
    public void What_does_not_fit_is_not_packed()
    {
        var unit = Datatype.Of<int>();
        byte[] packed = new byte[8];
        int position = 4;
        Expect(ErrorClass.Truncate, () => unit.Pack<int>(new int[2], 2, packed, ref position, World));
        Expect(ErrorClass.Buffer, () => unit.Pack<int>(new int[1], 2, new byte[64], ref position, World));
        Expect(ErrorClass.Truncate, () => unit.Unpack<int>(packed, ref position, new int[2], 2, World));
        Expect(ErrorClass.Buffer, () => unit.Unpack<int>(new byte[64], ref position, new int[1], 2, World));
        Expect(ErrorClass.Count, () => unit.PackSize(-1, World));
        Assert.Equal(4, position);
        position = 9;
        Expect(ErrorClass.Argument, () => unit.Pack<int>(new int[1], 0, packed, ref position, World));
        Assert.Throws<ArgumentNullException>(() => unit.PackSize(1, null!));
    }

    [Fact]
    public void Blocks_of_one_length_have_places_in_bytes()
    {
        using var layout = Datatype.Of<short>().HIndexedBlock(2, [12, 0]);
        Assert.Equal((8, 16), (layout.Size, layout.Extent));
        byte[] packed = new byte[8];
        int position = 0;
        layout.Pack<short>([0, 1, 2, 3, 4, 5, 6, 7], 1, packed, ref position, World);
        Assert.Equal<short>([6, 7, 0, 1], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(packed).ToArray());
        Expect(ErrorClass.Count, () => Datatype.Of<short>().HIndexedBlock(-1, [0]));
    }

    [Fact]
    public void A_copy_has_a_life_and_a_name_of_its_own()
    {
        var column = Datatype.Of<int>().Vector(3, 1, 4);
        column.Name = "column";
        using var copy = column.Clone();
        copy.Name = "copy";
        Assert.Equal(("column", 12, 36), (column.Name, copy.Size, copy.Extent));
        column.Dispose();
        using var own = Datatype.Of<int>().Clone();
        own.Name = "mine";
        Assert.Equal(("mine", "copy"), (own.Name, copy.Name));
        Expect(ErrorClass.Type, () => column.Clone());
    }

    public static TheoryData<string, int[], int[], int[]> Grids => new()
    {
        { "none, block", [3, 7], [1, 3], [0, 0] },
        { "block, cyclic", [5, 6], [2, 2], [0, 1] },
        { "cyclic 2, block of 4", [7, 9], [2, 3], [2, 4] },
        { "block, block, cyclic 3", [4, 5, 7], [2, 2, 2], [0, 0, 3] },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Each_process_of_a_grid_has_its_part_of_an_array(string name, int[] sizes, int[] grid, int[] blocks)
    {
        string[] words = name.Split(", ");
        ArrayDistribution[] how = [.. words.Select((w, i) => w == "none" ? ArrayDistribution.None
            : w == "block" ? ArrayDistribution.Block
            : w.StartsWith("block", StringComparison.Ordinal) ? ArrayDistribution.Blocks(blocks[i])
            : ArrayDistribution.Cyclic(blocks[i]))];
        Assert.Equal(words.Select((w, i) => w is "none" or "block" ? null : (int?)blocks[i]), how.Select(h => h.BlockSize));
        int total = sizes.Aggregate((a, b) => a * b);
        int processes = grid.Aggregate((a, b) => a * b);
        int[] values = [.. Enumerable.Range(0, total)];
        var seen = new List<int>();
        for (int rank = 0; rank < processes; rank++)
        {
            using var part = Datatype.Of<int>().Darray(processes, rank, sizes, how, grid);
            int[] expected = [.. values.Where(v => Owner(v, sizes, grid, how) == rank)];
            Assert.Equal((4 * expected.Length, 4 * total), (part.Size, part.Extent));
            byte[] packed = new byte[4 * expected.Length];
            int position = 0;
            part.Pack<int>(values, 1, packed, ref position, World);
            Assert.Equal(expected, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(packed).ToArray());
            seen.AddRange(expected);
        }

        Assert.Equal(values, seen.Order());
    }

    [Fact]
    public void A_grid_that_does_not_fit_is_refused()
    {
        var unit = Datatype.Of<int>();
        Expect(ErrorClass.Argument, () => unit.Darray(4, 0, [4, 4], [ArrayDistribution.Block], [2, 2]));
        Expect(ErrorClass.Argument, () => unit.Darray(3, 0, [4, 4], [ArrayDistribution.Block, ArrayDistribution.Block], [2, 2]));
        Expect(ErrorClass.Argument, () => unit.Darray(4, 4, [4, 4], [ArrayDistribution.Block, ArrayDistribution.Block], [2, 2]));
        Expect(ErrorClass.Argument, () => unit.Darray(4, 0, [4, 4], [ArrayDistribution.None, ArrayDistribution.Block], [2, 2]));
        Expect(ErrorClass.Argument, () => unit.Darray(2, 0, [4], [ArrayDistribution.Blocks(1)], [2]));
        Expect(ErrorClass.Argument, () => unit.Darray(2, 0, [4], [ArrayDistribution.Cyclic(0)], [2]));
        Expect(ErrorClass.Argument, () => unit.Darray(1, 0, [], [], []));
    }

    [Fact]
    public void A_status_counts_elements_of_a_datatype()
    {
        using var pair = Datatype.Of<int>().Contiguous(2);
        var send = World.ImmediateSend<int>(new[] { 1, 2, 3 }, Ring.Next, 2);
        var status = World.Receive<int>(new int[8], Ring.Previous, 2).Status;
        Assert.Equal(3, status.Count(Datatype.Of<int>()));
        Assert.Equal(3, status.Elements(pair));
        Expect(ErrorClass.Type, () => status.Count(pair));
        Assert.Throws<ArgumentNullException>(() => status.Count(null!));
        Assert.Throws<ArgumentNullException>(() => status.Elements(null!));
        send.Wait();
    }

    private static int Owner(int value, int[] sizes, int[] grid, ArrayDistribution[] how)
    {
        int owner = 0;
        int stride = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            int index = value % sizes[i];
            value /= sizes[i];
            bool isCyclic = how[i] == ArrayDistribution.Cyclic(how[i].BlockSize ?? 0);
            int block = how[i].BlockSize ?? ((sizes[i] + grid[i] - 1) / grid[i]);
            int coordinate = isCyclic ? index / block % grid[i] : index / block;
            owner += coordinate * stride;
            stride *= grid[i];
        }

        return owner;
    }

    private static void Expect(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);
}
