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
