using CsCheck;
using Twister2.Dataflow.Sorting;

namespace Twister2.Dataflow.Tests;

/// <summary>The external sort where there is so much in memory that it is divided by ranges of keys, against LINQ.</summary>
[Trait("ranks", "none")]
public sealed class RangedMemoryTests
{
    private const int Records = 2_000_000;

    /// <summary>A record of 40 bytes: its number tells whether equal ones keep their order.</summary>
    private record struct Row(long Key, int Number, long A, long B, int C);

    public static TheoryData<string, long> Inputs()
    {
        TheoryData<string, long> inputs = [];
        foreach (string keys in (string[])["random", "ascending", "descending", "few", "half equal", "skewed"])
            foreach (long budget in (long[])[1L << 30, 70L << 20]) inputs.Add(keys, budget);
        return inputs;
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Many_records_are_sorted_and_equal_ones_keep_their_order(string keys, long budget)
    {
        Func<int, long> key = KeyOf(keys);
        Row[] rows = new Row[Records];
        for (int i = 0; i < rows.Length; i++) rows[i] = new Row(key(i), i, i * 3L, ~i, -i);
        using DataflowEnvironment env = SingleWorker.New(budget);
        using (SortedStore<Row> store = new(env, "test", SortOrder.By((Row row) => row.Key)))
        {
            foreach (Row[] chunk in rows.Chunk(10_007)) store.Add(chunk);
            Assert.Equal(budget < 1 << 30, store.Runs > 0);
            Assert.InRange(env.Memory.Peak, 0, budget);
            Row[] expected = [.. rows.OrderBy(row => row.Key)];
            Assert.Equal(expected.AsSpan(), StoreTests.ReadAll(store.Read()).ToArray().AsSpan());
            Assert.Equal(expected.AsSpan(), StoreTests.ReadInPieces(store.Read()).ToArray().AsSpan());
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, env.Pool.Rented);
    }

    /// <summary>Of evenly spread bits one entry in 32 at most has the same as another: 5 bits more than there are entries.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    [InlineData((1 << 17) - 1, 2)]
    [InlineData(1 << 17, 3)]
    [InlineData(int.MaxValue, 3)]
    public void A_radix_sort_has_as_many_passes_as_its_entries_need(int entries, int passes) => Assert.Equal(passes, RadixSort.PassesFor(entries));

    [Fact]
    public void Records_in_ranges_take_hardly_more_memory_than_they_have()
    {
        using DataflowEnvironment env = SingleWorker.New(1L << 30);
        using SortedStore<Row> store = new(env, "test", SortOrder.By((Row row) => row.Key));
        Func<int, long> key = KeyOf("random");
        Row[] chunk = new Row[10_000];
        for (int i = 0; i < 4_000_000; i += chunk.Length)
        {
            for (int j = 0; j < chunk.Length; j++) chunk[j] = new Row(key(i + j), i + j, 0, 0, 0);
            store.Add(chunk);
        }
        using RecordReader<Row> reader = store.Read();
        Assert.InRange(env.Memory.Peak, 160_000_000, 220_000_000);
    }

    [Fact]
    public void A_comparison_that_throws_while_ranges_are_sorted_leaves_the_records_to_be_sorted_again()
    {
        using DataflowEnvironment env = SingleWorker.New(1L << 30);
        bool throws = false;
        // The bits tell keys apart by their first four letters only: the rest is compared.
        SortOrder<(Int128 Key, int Number)> order = SortOrder.By(((Int128 Key, int Number) row) => throws ? throw new FormatException("key") : row.Key);
        using SortedStore<(Int128 Key, int Number)> store = new(env, "test", order);
        (Int128, int)[] rows = [.. Enumerable.Range(0, 900_000).Select(i => (((Int128)(i % 1000) << 64) + (uint)(i * 7919), i))];
        foreach ((Int128, int)[] chunk in rows.Chunk(10_000)) store.Add(chunk);
        throws = true;
        Assert.ThrowsAny<Exception>(() => store.Read());
        throws = false;
        Assert.Equal(rows.Order().ToArray().AsSpan(), StoreTests.ReadAll(store.Read()).ToArray().AsSpan());
    }

    [Fact]
    public void Ranges_hold_their_bits_however_they_are_divided() => Gen.Select(Gen.ULong, Gen.Int[0, 63], Gen.ULong.Array[1, 60], Gen.Int[2, 40], Gen.Int[0, 200]).Sample((least, shift, sample, parts, range) =>
    {
        KeyRanges ranges = new();
        ulong[] bits = [.. sample.Select(bits => least + (bits >> shift))];
        ulong[] ordered = [.. bits.Order()];
        int before = ranges.Count;
        Assert.Equal(before + ranges.Divide(0, ordered, parts) - 1, ranges.Count);
        int chosen = range % ranges.Count;
        ulong[] inRange = [.. ordered.Where(value => ranges.Of(value) == chosen)];
        if (inRange.Length > 0) ranges.Divide(chosen, inRange, parts);
        // The range never falls as the bits grow, and the two ends of all bits are in the first and in the last one.
        int last = 0;
        foreach (ulong value in ordered.SelectMany(value => (ulong[])[value - 1, value, value + 1]).Append(0UL).Append(ulong.MaxValue).Order())
        {
            int of = ranges.Of(value);
            Assert.InRange(of, last, ranges.Count - 1);
            last = of;
        }
        Assert.Equal(0, ranges.Of(0));
        Assert.Equal(ranges.Count - 1, ranges.Of(ulong.MaxValue));
    });

    private static Func<int, long> KeyOf(string keys)
    {
        Random random = new(11);
        return keys switch
        {
            "random" => _ => random.NextInt64(long.MinValue, long.MaxValue),
            "ascending" => i => i / 3,
            "descending" => i => -i / 3,
            "few" => _ => random.Next(5),
            "half equal" => _ => random.Next(2) == 0 ? 42 : random.NextInt64(),
            _ => _ => (long)Math.Pow(2, random.NextDouble() * 60),
        };
    }
}
