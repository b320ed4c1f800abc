using System.Globalization;
using static Twister2.Dataflow.Tests.ContractInputs;

namespace Twister2.Dataflow.Tests;

/// <summary>What <see cref="Sort{T}"/>, <see cref="Merge{T}"/> and <see cref="TopK{T}"/> must do, whatever carries their messages and however little memory there is.</summary>
public abstract class SortContract(IWorkers workers)
{
    [Fact]
    public void Sort_of_integers_equals_LINQ() => workers.RunRandom(4, (env, random) =>
        SortEqualsLinq(env, random, r => (long)r.Next(-1000, 1000) << r.Next(40), SortOrder.Natural<long>(), all => all.Order()));

    [Fact]
    public void Sort_of_doubles_descending_equals_LINQ() => workers.RunRandom(4, (env, random) =>
        SortEqualsLinq(env, random, r => r.Next(5) switch { 0 => double.NaN, 1 => -0.0, 2 => 0.0, _ => r.NextDouble() - 0.5 }, SortOrder.Natural<double>().Descending(), all => all.OrderDescending()));

    [Fact]
    public void Sort_of_strings_equals_LINQ() => workers.RunRandom(4, (env, random) =>
        SortEqualsLinq(env, random, RandomText, SortOrder.Natural<string?>(), all => all.Order(StringComparer.Ordinal)));

    [Fact]
    public void Sort_by_a_comparison_equals_LINQ() => workers.RunRandom(4, (env, random) =>
        SortEqualsLinq(env, random, r => new Utf8Text(RandomText(r) ?? ""), SortOrder.Using<Utf8Text>((a, b) => b.CompareTo(a)), all => all.OrderDescending()));

    [Fact]
    public void Stable_sort_keeps_the_order_of_sources_and_of_adding() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        (int Key, string? Text)[][] inputs = RandomRecords(random, plan.Sources, r => (r.Next(6), RandomText(r)));
        using Sort<(int Key, string? Text)> sort = NewSort(env, random, plan, SortOrder.By(((int Key, string? Text) pair) => pair.Key).Descending().Stable(), inputs);
        AddAll(env, plan, inputs, (source, records) => sort.Add(source, records), sort);
        sort.WaitForCompletion();
        Assert.Equal(inputs.SelectMany(input => input).OrderByDescending(pair => pair.Key), Everything(env, plan, target => StoreTests.ReadAll(sort.Read(target))));
    });

    [Fact]
    public void Stable_sort_of_integers_keeps_the_order_of_sources_and_of_adding() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        (int Key, int Number)[][] inputs = RandomRecords(random, plan.Sources, r => (r.Next(4), r.Next()));
        using Sort<(int Key, int Number)> sort = NewSort(env, random, plan, SortOrder.By(((int Key, int) pair) => pair.Key).Stable(), inputs);
        AddAll(env, plan, inputs, (source, records) => sort.Add(source, records), sort);
        sort.WaitForCompletion();
        Assert.Equal(inputs.SelectMany(input => input).OrderBy(pair => pair.Key), Everything(env, plan, target => StoreTests.ReadAll(sort.Consume(target))));
    });

    [Fact]
    public void Sort_gives_each_target_its_share_also_when_all_keys_are_equal() => workers.Run(env =>
    {
        const int PerSource = 20_000;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        foreach (Func<int, int> key in (Func<int, int>[])[i => i, i => -i, _ => 7, i => i % 3, i => i < PerSource / 2 ? 5 : i])
        {
            using Sort<int> sort = new(env, plan, SortOrder.Natural<int>());
            for (int i = 0; i < PerSource; i++) sort.Add(env.Worker, key(i));
            sort.Finish(env.Worker);
            sort.WaitForCompletion();
            Assert.InRange(sort.CountOf(env.Worker), 0.8 * PerSource, 1.2 * PerSource);
            Assert.Equal(PerSource * env.WorkerCount, env.AllReduce(sort.CountOf(env.Worker), (a, b) => a + b));
        }
    }, new DataflowOptions { ChunkBytes = 4096 });

    [Fact]
    public void Sort_keeps_together_what_is_equal_where_it_is_to() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        int keys = random.Next(1, 40);
        (int Key, string? Text)[][] inputs = RandomRecords(random, plan.Sources, r => (r.Next(keys) * r.Next(2), RandomText(r)));
        SortOrder<(int Key, string? Text)> byKey = SortOrder.By(((int Key, string? Text) pair) => pair.Key), order = random.Next(2) == 0 ? byKey : byKey.ThenBy(SortOrder.By(((int Key, string? Text) pair) => pair.Text));
        if (random.Next(2) == 0) (byKey, order) = (byKey.Descending(), order.Descending());
        using Sort<(int Key, string? Text)> sort = Sort.KeepingTogether(env, plan, order, byKey);
        AddAll(env, plan, inputs, (source, records) => sort.Add(source, records), sort);
        sort.WaitForCompletion();
        (int, int)[] places = [.. plan.TargetsOf(env.Worker).SelectMany(target => StoreTests.ReadAll(sort.Read(target)).Select(pair => (pair.Key, target))).Distinct()];
        places = env.AllReduce(places, (a, b) => [.. a, .. b]);
        Assert.Equal(inputs.SelectMany(input => input).Select(pair => pair.Key).Distinct().Order(), places.Select(place => place.Item1).Order());
        List<(int Key, string? Text)> all = Everything(env, plan, target => StoreTests.ReadAll(sort.Consume(target)));
        for (int i = 1; i < all.Count; i++) Assert.True(all[i - 1].Key == all[i].Key || all[i - 1].Key > all[i].Key == (byKey.Compare((1, ""), (0, "")) < 0));
        Assert.Equal(inputs.SelectMany(input => input).Order(), all.Order());
    });

    [Fact]
    public void Sort_keeps_together_only_what_its_order_begins_with() => workers.Run(env =>
    {
        SortOrder<(int, int)> first = SortOrder.By(((int, int) pair) => pair.Item1), second = SortOrder.By(((int, int) pair) => pair.Item2);
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Assert.Throws<ArgumentException>(() => Sort.KeepingTogether(env, plan, first, second));
        Assert.Throws<ArgumentException>(() => Sort.KeepingTogether(env, plan, first, first.Descending()));
        Assert.Throws<ArgumentException>(() => Sort.KeepingTogether(env, plan, first, first.ThenBy(second)));
    });

    [Fact]
    public void Sort_divides_the_same_way_on_every_run() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        List<long> counts = [];
        for (int run = 0; run < 3; run++)
        {
            using Sort<int> sort = new(env, plan, SortOrder.Natural<int>());
            Random random = new(env.Worker);
            for (int i = 0; i < 5000;)
            {
                int[] records = new int[Math.Min(1 + run * 700, 5000 - i)];
                for (int j = 0; j < records.Length; j++, i++) records[j] = random.Next(50);
                sort.Add(env.Worker, records);
            }
            sort.Finish(env.Worker);
            sort.WaitForCompletion();
            counts.Add(sort.CountOf(env.Worker));
        }
        Assert.Single(counts.Distinct());
    });

    [Fact]
    public void Sort_goes_on_while_operators_are_finished_in_different_orders() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Sort<int>[] sorts = [.. Enumerable.Range(0, 3).Select(_ => new Sort<int>(env, plan, SortOrder.Natural<int>()))];
        for (int i = 0; i < 3000; i++)
            for (int s = 0; s < sorts.Length; s++) Assert.True(sorts[s].TryAdd(env.Worker, (i * 7919 % 3001) * 3 + s));
        foreach (int s in Enumerable.Range(0, sorts.Length).Select(s => (s + env.Worker) % sorts.Length)) sorts[s].Finish(env.Worker);
        for (int s = sorts.Length - 1; s >= 0; s--)
        {
            sorts[s].WaitForCompletion();
            int[] expected = [.. Enumerable.Range(0, 3000).Select(i => (i * 7919 % 3001) * 3 + s).Order().SelectMany(value => Enumerable.Repeat(value, env.WorkerCount))];
            Assert.Equal(expected, Everything(env, plan, target => StoreTests.ReadAll(sorts[s].Read(target))));
            sorts[s].Dispose();
        }
    }, new DataflowOptions { ChunkBytes = 256, BytesInFlight = 1024 });

    [Fact]
    public void Sort_of_nothing_and_of_records_on_one_source_only() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        foreach (bool isSampled in (bool[])[false, true])
        {
            using Sort<string> none = isSampled ? Sort.FromSample<string>(env, plan, SortOrder.Natural<string>(), default) : new(env, plan, SortOrder.Natural<string>());
            using Sort<string> one = isSampled ? Sort.FromSample<string>(env, plan, SortOrder.Natural<string>(), ["m"]) : new(env, plan, SortOrder.Natural<string>());
            Assert.Throws<InvalidOperationException>(() => one.Read(env.Worker));
            if (env.Worker == env.WorkerCount - 1) one.Add(env.Worker, ["c", "a", "b"]);
            one.Finish(env.Worker);
            none.Finish(env.Worker);
            Assert.Throws<ArgumentException>(() => none.Add(env.Worker, "late"));
            none.WaitForCompletion();
            one.WaitForCompletion();
            Assert.Empty(Everything(env, plan, target => StoreTests.ReadAll(none.Read(target))));
            Assert.Equal(["a", "b", "c"], Everything(env, plan, target => StoreTests.ReadAll(one.Read(target))));
            Assert.Throws<ArgumentOutOfRangeException>(() => one.Read(env.WorkerCount));
        }
    });

    [Fact]
    public void Sort_of_records_larger_than_memory_and_every_buffer() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Sort<string> sort = new(env, plan, SortOrder.By((string text) => text.Length));
        for (int i = 0; i < 3; i++) sort.Add(env.Worker, new string('x', 500_000 + i * 100 + env.Worker));
        sort.Finish(env.Worker);
        sort.WaitForCompletion();
        int[] expected = [.. Enumerable.Range(0, env.WorkerCount).SelectMany(worker => Enumerable.Range(0, 3).Select(i => 500_000 + i * 100 + worker)).Order()];
        Assert.Equal(expected, Everything<int>(env, plan, target => [.. StoreTests.ReadAll(sort.Read(target)).Select(text => text.Length)]));
    }, new DataflowOptions { MemoryBytes = 20_000, ChunkBytes = 1024, BytesInFlight = 4096 });

    [Fact]
    public void Merge_of_sorted_inputs_equals_LINQ() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount, [random.Next(env.WorkerCount)]);
        (string Key, int Number)[][] inputs = [.. RandomRecords(random, plan.Sources, r => (RandomText(r) ?? "", r.Next())).Select(input => input.OrderBy(pair => pair.Item1, StringComparer.Ordinal).ToArray())];
        using Merge<(string Key, int Number)> merge = new(env, plan, SortOrder.By(((string Key, int Number) pair) => pair.Key));
        AddAll(env, plan, inputs, (source, records) => merge.Add(source, records), merge);
        merge.WaitForCompletion();
        (string, int)[] expected = [.. inputs.SelectMany(input => input).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        Assert.Equal(expected, Everything(env, plan, target => StoreTests.ReadAll(merge.Read(target))));
        Assert.Equal(expected, Everything(env, plan, target => StoreTests.ReadInPieces(merge.Consume(target))));
    });

    [Fact]
    public void Merge_refuses_records_that_are_not_in_order() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.ToOne(env.WorkerCount, 0);
        using Merge<int> merge = new(env, plan, SortOrder.Natural<int>());
        merge.Add(env.Worker, [1, 3, 3]);
        ArgumentException e = Assert.Throws<ArgumentException>(() => merge.Add(env.Worker, 2));
        Assert.Contains($"record 3 of source task {env.Worker}", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => merge.Add(env.Worker, [5, 4]));
        merge.Finish(env.Worker);
        merge.WaitForCompletion();
    });

    [Fact]
    public void TopK_equals_LINQ() => workers.RunRandom(4, (env, random) =>
    {
        int root = random.Next(env.WorkerCount), count = random.Next(3) == 0 ? random.Next(5000) : random.Next(20);
        LogicalPlan plan = RandomPlan(random, env.WorkerCount, [root]);
        (int Key, string? Text)[][] inputs = RandomRecords(random, plan.Sources, r => (r.Next(300), RandomText(r)));
        using TopK<(int Key, string? Text)> top = new(env, plan, count, SortOrder.By(((int Key, string? Text) pair) => pair.Key).Descending());
        AddAll(env, plan, inputs, (source, records) => top.Add(source, records), top);
        top.WaitForCompletion();
        Assert.Equal(env.Worker == root ? inputs.SelectMany(input => input).OrderByDescending(pair => pair.Key).Take(count) : [], top.ToList());
    });

    /// <summary>All records of all targets in the order of the targets, on every worker.</summary>
    private static List<T> Everything<T>(DataflowEnvironment env, LogicalPlan plan, Func<int, List<T>> read)
    {
        List<T> all = [];
        for (int target = 0; target < plan.Targets; target++)
        {
            T[] mine = plan.WorkerOfTarget(target) == env.Worker ? [.. read(target)] : [];
            all.AddRange(env.AllReduce(mine, (a, b) => [.. a, .. b]));
        }
        return all;
    }

    private static void SortEqualsLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> record, SortOrder<T> order, Func<IEnumerable<T>, IEnumerable<T>> model)
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        T[][] inputs = RandomRecords(random, plan.Sources, record);
        using Sort<T> sort = NewSort(env, random, plan, order, inputs);
        AddAll(env, plan, inputs, (source, records) => sort.Add(source, records), sort);
        sort.WaitForCompletion();
        T[] expected = [.. model(inputs.SelectMany(input => input))];
        Assert.Equal(expected, Everything(env, plan, target => StoreTests.ReadAll(sort.Read(target))));
        Assert.Equal(expected, Everything(env, plan, target => StoreTests.ReadInPieces(sort.Consume(target))));
    }

    private static Sort<T> NewSort<T>(DataflowEnvironment env, Random random, LogicalPlan plan, SortOrder<T> order, T[][] inputs)
    {
        if (random.Next(2) == 0) return new Sort<T>(env, plan, order);
        T[] sample = [.. plan.SourcesOf(env.Worker).SelectMany(source => inputs[source].Where((_, i) => i % 50 == 0))];
        return Sort.FromSample<T>(env, plan, order, sample);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessSort() : SortContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiSort() : SortContract(new MpiWorkers());
