namespace Twister2.Tasks.Tests;

/// <summary>What is in order already is not sorted again; the first few of what is not are found without a sort.</summary>
public abstract class KeptOrderContract(IWorkers workers)
{
    private const string Kept = "nothing to do, the order is kept";

    private static readonly Func<(int Key, int Number), int> Key = static item => item.Key;

    private static readonly Func<(int Key, int Number), int> Number = static item => item.Number;

    private static readonly (int Key, int Number)[] Items = [.. Enumerable.Range(0, 2000).Select(number => (number * 7919 % 31, number * 31 % 2003))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_second_sort_by_the_same_key_sends_nothing(int threads) => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        TSet<(int Key, int Number)> sorted = batch.Parallelize(Items).OrderBy(Key).ThenByDescending(Number).Filter(item => item.Number % 5 > 0).Cache();
        using PersistedTSet<(int Key, int Number)> persisted = sorted.Filter(item => item.Key > 3).Persist();
        (int Key, int Number)[] expected = [.. Items.OrderBy(Key).ThenByDescending(Number).Where(item => item.Number % 5 > 0)];
        Assert.Equal(expected, sorted.Collect());
        Assert.Equal(expected.Count(item => item.Key > 3), persisted.Count());
        SendsNothing(env, sorted.OrderBy(Key));
        SendsNothing(env, sorted.OrderBy(Key).ThenByDescending(Number).Filter(item => item.Key > 1).OrderBy(Key));
        SendsNothing(env, persisted.OrderBy(Key).Cache().Sort(SortOrder.By(Key)));
        Assert.Equal(expected, sorted.OrderBy(Key).Collect());
        Assert.Equal(expected.Where(item => item.Key > 3), persisted.OrderBy(Key).ThenByDescending(Number).Collect());
        SendsNothing(env, batch.Parallelize(Items).Map(item => item.Number).Order().Cache(), fillsOnce: true);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Keyed_operations_behind_a_sort_by_key_send_nothing(int threads) => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        (int Key, int Number)[] items = batch.Parallelize(Items).Collect();
        TupleTSet<int, int> pairs = batch.Parallelize(Items).MapToTuple(item => item);
        TupleTSet<int, int> sorted = pairs.SortByKey().Cache(), down = pairs.SortByKeyDescending().MapValues(value => -value).Cache();
        Assert.Equal(items.OrderBy(Key), sorted.Map(pair => (pair.Key, pair.Value)).Collect());
        Assert.Equal(items.OrderByDescending(Key).Select(item => (item.Key, -item.Number)), down.Map(pair => (pair.Key, pair.Value)).Collect());
        SendsNothing(env, sorted.Filter(pair => pair.Value > 9).SortByKey());
        TSet<string> sums = sorted.Filter(pair => pair.Value > 9).KeyedReduce((a, b) => a + b).Map(pair => $"{pair.Key} {pair.Value}");
        TSet<string> lists = down.KeyedGather().KeyedReduce((a, b) => [.. a, .. b]).Map(pair => $"{pair.Key} {string.Join(' ', pair.Value)}");
        SendsNothing(env, sums, "keys are kept");
        SendsNothing(env, lists, "keys are kept");
        Assert.Equal(Items.Where(item => item.Number > 9).GroupBy(Key).Select(group => $"{group.Key} {group.Sum(Number)}").ToHashSet(), sums.Collect().ToHashSet());
        Assert.Equal(items.GroupBy(Key).Select(group => $"{group.Key} {string.Join(' ', group.Select(item => -item.Number))}").Order(), lists.Collect().Order());
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_group_by_behind_a_sort_by_the_same_key_moves_nothing_more(int threads) => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        TSet<(int Key, int Number)> set = batch.Parallelize(Items);
        string[] expected = [.. Items.Where(item => item.Number % 5 > 0).GroupBy(Key).OrderBy(group => group.Key).Select(group => $"{group.Key} {string.Join(' ', group.Select(Number).Order())}")];
        TSet<(int Key, int Number)>[] ordered = [set.OrderBy(Key).ThenBy(Number), set.OrderByDescending(Key).ThenBy(Number), set.OrderBy(Key).ThenBy(Number).OrderBy(Key)];
        foreach (TSet<(int Key, int Number)> one in ordered)
        {
            TSet<IGrouping<int, (int Key, int Number)>> groups = one.Filter(item => item.Number % 5 > 0).GroupBy(Key);
            Assert.Contains("no shuffle, keys are kept", groups.Explain(), StringComparison.Ordinal);
            Assert.Contains("equal keys on one task", groups.Explain(), StringComparison.Ordinal);
            Assert.Equal(expected.Order(), groups.Map(group => $"{group.Key} {string.Join(' ', group.Select(Number))}").Collect().Order());
        }
    });

    [Fact]
    public void A_group_by_behind_a_sort_that_may_have_divided_its_keys_is_a_shuffle() => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env);
        TSet<(int Key, int Number)> sorted = batch.Parallelize(Items).OrderBy(Key);
        (int, int)[] expected = [.. Items.GroupBy(Key).Select(group => (group.Key, group.Count()))];
        TSet<IGrouping<int, (int Key, int Number)>>[] all = [sorted.Cache().GroupBy(Key), sorted.GroupBy(item => item.Key), sorted.Union(sorted.Filter(_ => false)).GroupBy(Key)];
        foreach (TSet<IGrouping<int, (int Key, int Number)>> groups in all)
        {
            Assert.Contains("shuffle by hash", groups.Explain(), StringComparison.Ordinal);
            Assert.Equal(expected.ToHashSet(), groups.Map(group => (group.Key, group.Count())).Collect().ToHashSet());
        }
        // The ranges of one sort are not those of another, nor where hashes say.
        TupleTSet<int, int> pairs = batch.Parallelize(Items).MapToTuple(item => item).SortByKey(), few = pairs.Filter(pair => pair.Key < 5).SortByKeyDescending();
        Assert.Equal(Items.Select(Key).Distinct().Count(), pairs.Union(few).AsTuples().KeyedReduce(Math.Max).Count());
        Assert.Equal(Items.Sum(item => Items.Count(other => other.Key == item.Key && item.Key < 5)), pairs.Join(few).Count());
        Assert.Equal(Items.Select(Key).Distinct().Count(), pairs.KeyedReduce(Math.Max).Join(pairs.KeyedPartition().KeyedReduce(Math.Min)).Count());
    });

    [Fact]
    public void Other_orders_are_sorted() => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env);
        TSet<(int Key, int Number)> sorted = batch.Parallelize(Items).OrderBy(Key).Cache();
        (int Key, int Number)[] all = sorted.Collect();
        Assert.Equal(all.OrderByDescending(Key), Sorted(sorted.OrderByDescending(Key)));
        Assert.Equal(all.OrderBy(Number), Sorted(sorted.OrderBy(Number)));
        Assert.Equal(all.OrderBy(Key).ThenBy(Number), Sorted(sorted.OrderBy(Key).ThenBy(Number)));
        Assert.Equal(all.OrderBy(Number), Sorted(sorted.OrderBy(Key).ThenBy(Number).OrderBy(Number)));
        Assert.Equal(all.Select(item => (-item.Key, item.Number)).OrderBy(Key), Sorted(sorted.Map(item => (Key: -item.Key, item.Number)).OrderBy(Key)));
        Assert.Equal(all.Concat(all).OrderBy(Number), Sorted(sorted.Union(sorted).OrderBy(Number)));
        Assert.Equal(2 * all.Length, Sorted(sorted.Union(sorted).OrderBy(Key)).Length);
        Assert.Equal(all.OrderBy(item => item.Key % 5), Sorted(sorted.OrderBy(item => item.Key % 5)));

        static T[] Sorted<T>(TSet<T> set)
        {
            Assert.DoesNotContain($"Sort ({Kept}", set.Explain()[^80..], StringComparison.Ordinal);
            return set.Collect();
        }
    });

    [Fact]
    public void The_first_of_an_order_are_found_without_a_sort() => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: 2);
        TSet<(int Key, int Number)> set = batch.Parallelize(Items);
        (int Key, int Number)[] all = set.Collect();
        long spilled = env.Counters.BytesSpilled;
        Assert.Equal(all.OrderBy(Key).Take(10), set.OrderBy(Key).Take(10));
        Assert.Equal(all.OrderByDescending(Key).ThenBy(Number).Take(3), set.OrderByDescending(Key).ThenBy(Number).Take(3));
        Assert.Equal(all.OrderBy(Number).First(), set.OrderBy(Number).First());
        Assert.Empty(set.OrderBy(Number).Take(0));
        // Ten records need no scratch, all of them would.
        Assert.Equal(spilled, env.Counters.BytesSpilled);
        Assert.Equal(all.OrderBy(Key), set.OrderBy(Key).Take(5000));
    }, new DataflowOptions { MemoryBytes = 60_000 });

    private static void SendsNothing<T>(DataflowEnvironment env, TSet<T> set, string because)
    {
        Assert.Contains(because, set.Explain(), StringComparison.Ordinal);
        env.Barrier();
        long before = env.Counters.MessagesSent;
        set.ForEach(static _ => { });
        Assert.Equal(before, env.Counters.MessagesSent);
    }

    private static void SendsNothing<T>(DataflowEnvironment env, TSet<T> set, bool fillsOnce = false)
    {
        if (fillsOnce) set.Count();
        else Assert.Contains(Kept, set.Explain(), StringComparison.Ordinal);
        TSet<T> again = fillsOnce ? set.Sort(SortOrder.Natural<T>()) : set;
        env.Barrier();
        long before = env.Counters.MessagesSent;
        again.ForEach(static _ => { });
        Assert.Equal(before, env.Counters.MessagesSent);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessKeptOrder() : KeptOrderContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiKeptOrder() : KeptOrderContract(new MpiWorkers());
