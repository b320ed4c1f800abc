using CsCheck;
using Twister2.Dataflow.Sorting;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Tests;

/// <summary>The external sort of one worker against LINQ, which is stable too.</summary>
[Trait("ranks", "none")]
public sealed class SortedStoreTests
{
    private static readonly Gen<long> Budgets = Gen.OneOf(Gen.Long[1, 20_000], Gen.Long[20_000, 500_000], Gen.Const(100L << 20));

    [Fact]
    public void Integers() => Check(Gen.Long.Array[0, 3000], SortOrder.Natural<long>(), records => records.Order());

    [Fact]
    public void Integers_in_a_small_range() => Check(Gen.Long[-20, 20].Array[0, 3000], SortOrder.Natural<long>().Descending(), records => records.OrderDescending());

    [Fact]
    public void Integers_in_a_small_range_and_some_far_off() => Check(
        Gen.OneOf(Gen.Long[-2000, 2000], Gen.Long[-2000, 2000], Gen.Long).Array[1500, 4000], SortOrder.Natural<long>(), records => records.Order());

    [Fact]
    public void Doubles_with_NaN_and_zeros() => Check(
        Gen.OneOf(Gen.Double, SortOrderTests.AnyOf(0.0, -0.0, double.NaN)).Array[0, 2000], SortOrder.Natural<double>(), records => records.Order());

    [Fact]
    public void Pairs_by_a_key_keep_the_order_of_equal_ones() => Check(
        Gen.Select(Gen.Int[0, 9], Gen.Int).Array[0, 3000], SortOrder.By(((int Key, int) pair) => pair.Key), records => records.OrderBy(pair => pair.Item1));

    [Fact]
    public void Pairs_by_a_comparison() => Check(
        Gen.Select(Gen.Int[0, 9], Gen.Int).Array[0, 2500], SortOrder.Using<(int Key, int)>((a, b) => b.Key - a.Key), records => records.OrderByDescending(pair => pair.Item1));

    [Fact]
    public void Strings_and_nulls() => Check(
        Gen.OneOf(Gen.String.Null(), Gen.String[Gen.Char['a', 'b'], 0, 9].Null()).Select(text => text!).Array[0, 1500], SortOrder.Natural<string>(), records => records.Order(StringComparer.Ordinal));

    [Fact]
    public void Text_with_numbers() => Check(
        Gen.Select(Gen.String[0, 6].Select(text => new Utf8Text(text)), Gen.Int).Array[0, 1500], SortOrder.By(((Utf8Text Text, int) pair) => pair.Text), records => records.OrderBy(pair => pair.Item1));

    [Fact]
    public void Many_records_in_memory_and_in_runs()
    {
        // More than one block of entries; keys in two clouds, so that one pass cannot tell those of a cloud apart.
        long[] records = new long[600_000];
        Random random = new(7);
        for (int i = 0; i < records.Length; i++) records[i] = (random.Next(2) == 0 ? long.MinValue : 1L << 60) + random.Next(100_000);
        long[] expected = [.. records.Order()];
        foreach (long budget in (long[])[1 << 30, 3 << 20])
        {
            using DataflowEnvironment env = SingleWorker.New(budget);
            using SortedStore<long> store = new(env, "test", SortOrder.Natural<long>());
            foreach (long[] chunk in records.Chunk(10_000)) store.Add(chunk);
            Assert.Equal(budget < 4 << 20, store.Runs > 3);
            Assert.Equal(expected, StoreTests.ReadAll(store.Read()));
            Assert.InRange(env.Memory.Peak, 0, budget);
        }
    }

    [Fact]
    public void Giant_records_past_the_budget()
    {
        using DataflowEnvironment env = SingleWorker.New(10_000);
        using SortedStore<string> store = new(env, "test", SortOrder.Natural<string>());
        string[] records = [new('b', 3_000_000), "c", new('a', 1_500_000), .. Enumerable.Range(0, 200).Select(i => new string((char)('d' + i % 9), 30_000 + i))];
        store.Add(records);
        Assert.Equal(records.Order(StringComparer.Ordinal), StoreTests.ReadAll(store.Read()));
    }

    [Fact]
    public void Nothing_can_be_added_to_what_is_read()
    {
        using DataflowEnvironment env = SingleWorker.New(1 << 20);
        using SortedStore<int> store = new(env, "Sort", SortOrder.Natural<int>());
        store.Add([2, 1]);
        using RecordReader<int> reader = store.Read();
        Assert.Throws<InvalidOperationException>(() => store.Add([3]));
    }

    [Fact]
    public void Scratch_that_fails_while_sorting_or_merging_is_named()
    {
        FaultySpillStore spill = new();
        using DataflowEnvironment env = SingleWorker.New(100_000, spill);
        using SortedStore<Guid> store = new(env, "Sort", SortOrder.Natural<Guid>());
        Guid[] records = [.. Enumerable.Range(0, 20_000).Select(_ => Guid.NewGuid())];
        store.Add(records);
        Assert.True(store.Runs > 1);
        spill.FailsToRead = true;
        Assert.Contains("Sort: worker 0: scratch file", Assert.Throws<SpillException>(() => StoreTests.ReadAll(store.Read())).Message, StringComparison.Ordinal);
        spill.FailsToRead = false;
        Assert.Equal(records.Order(), StoreTests.ReadAll(store.Read()));
        spill.Room = spill.Written + 100;
        using SortedStore<Guid> full = new(env, "Sort", SortOrder.Natural<Guid>());
        Assert.Contains("No space left", Assert.Throws<SpillException>(() => full.Add(records)).Message, StringComparison.Ordinal);
    }

    private static void Check<T>(Gen<T[]> inputs, SortOrder<T> order, Func<T[], IEnumerable<T>> model) => Gen.Select(inputs, Budgets, Gen.Int[1, 700]).Sample((records, budget, batch) =>
    {
        MemorySpillStore spill = new();
        using DataflowEnvironment env = SingleWorker.New(budget, spill, new DataflowOptions { ChunkRecords = batch });
        using (SortedStore<T> store = new(env, "test", order))
        {
            foreach (T[] chunk in records.Chunk(batch)) store.Add(chunk);
            T[] expected = [.. model(records)];
            Assert.Equal(expected, StoreTests.ReadAll(store.Read()));
            Assert.Equal(expected, StoreTests.ReadInPieces(store.Read()));
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, spill.Open);
        Assert.Equal(0, env.Pool.Rented);
    }, iter: 60);
}
