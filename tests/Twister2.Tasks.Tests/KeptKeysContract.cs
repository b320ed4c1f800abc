namespace Twister2.Tasks.Tests;

/// <summary>Keyed operations behind keyed operations by the same key move nothing, and give the same.</summary>
public abstract class KeptKeysContract(IWorkers workers)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Behind_a_partition_nothing_is_sent(int threads) => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        (int Key, long Value)[] items = [.. Enumerable.Range(0, 3000).Select(number => (number * 31 % 277, (long)number))];
        TupleTSet<int, long> pairs = batch.Parallelize(items).MapToTuple(item => item).KeyedPartition().Cache();
        using PersistedTSet<KeyValuePair<int, long>> halves = pairs.Filter(pair => pair.Value % 2 == 0).MapValues(value => value / 2).Persist();
        Assert.Equal(items.Length, pairs.Count());
        Assert.Equal(items.Length / 2, halves.Count());
        // Actions send something; so the sums of both are taken on the tasks.
        Dictionary<string, Func<IEnumerable<string>>> queries = new()
        {
            ["reduce"] = () => OfTasks(pairs.KeyedReduce((a, b) => a + b).Map(pair => $"{pair.Key} {pair.Value}")),
            ["gather"] = () => OfTasks(halves.AsTuples().KeyedGather().Map(pair => $"{pair.Key} {pair.Value.Length}")),
            ["sorted"] = () => OfTasks(pairs.KeyedPartition().KeyedGatherSorted().Map(pair => $"{pair.Key} {pair.Value.Sum()}")),
            ["join"] = () => OfTasks(pairs.Join(halves).Map(row => $"{row.Key} {row.Left} {row.Right}")),
            ["anti"] = () => OfTasks(pairs.AntiJoin(halves.AsTuples().Filter(pair => pair.Key > 100).Keys()).Map(pair => $"{pair.Key} {pair.Value}")),
            ["cogroup"] = () => OfTasks(pairs.CoGroup(halves).Map(group => $"{group.Key} {group.Left.Length} {group.Right.Length}")),
            ["count"] = () => OfTasks(pairs.Keys().CountByValue().KeyedReduce(Math.Max).Map(pair => $"{pair.Key} {pair.Value}")),
            ["sets"] = () => OfTasks(pairs.Keys().Distinct().Except(halves.AsTuples().Keys().Distinct().Filter(key => key > 5)).Distinct().Map(key => $"{key}")),
            ["union"] = () => OfTasks(pairs.Union(halves).AsTuples().KeyedReduce((a, b) => a + b).Map(pair => $"{pair.Key} {pair.Value}")),
        };
        foreach ((string name, Func<IEnumerable<string>> query) in queries)
        {
            env.Barrier();
            long before = Sent(env);
            string[] mine = [.. query()];
            Assert.True(before == Sent(env), $"{name}: {Sent(env) - before} messages");
            string[] all = [.. env.AllReduce(mine, (a, b) => [.. a, .. b]).Order(StringComparer.Ordinal)];
            Assert.Equal(Expected(name, items).Order(StringComparer.Ordinal), all);
        }
    });

    /// <summary>Where two operators disagreed about the task of a key, the keyed ones behind them would find it twice.</summary>
    [Fact]
    public void All_operators_agree_on_the_task_of_a_key() => workers.Run(env =>
    {
        using BatchEnvironment batch = new(env, threads: 2);
        TSet<int> numbers = batch.Parallelize(Enumerable.Range(-300, 600));
        SameTasks(numbers);
        SameTasks(numbers.Map(number => (long)number << 33));
        SameTasks(numbers.Map(number => number % 5 == 0 ? $"a longer text than sixteen bytes {number}" : $"t{number}"));
        SameTasks(numbers.Map(number => number / 7.0));
        SameTasks(numbers.Map(number => (number % 10, $"{number}")));
        SameTasks(numbers.Map(number => new Utf8Text($"{(number % 3 == 0 ? "a longer text than sixteen bytes" : "x")} {number}")));
    });

    private static void SameTasks<T>(TSet<T> set)
    {
        TupleTSet<T, int> pairs = set.Union(set).MapToTuple(record => (record, 1));
        TupleTSet<T, int>[] same =
        [
            pairs.KeyedPartition(), pairs.KeyedReduce((a, b) => a + b), pairs.KeyedGather().MapValues(values => values.Length), set.CountByValue().MapValues(count => (int)count),
            set.Distinct().MapToTuple(record => (record, 1)), set.Except(set.Filter(_ => false)).MapToTuple(record => (record, 1)), pairs.SemiJoin(set),
        ];
        (int, T)[] expected = set.Distinct().Compute(() => new WithTask<T>()).Collect();
        Assert.Equal(set.Distinct().Count(), expected.Length);
        foreach (TupleTSet<T, int> one in same)
            Assert.Equal(expected.ToHashSet(), one.Map(pair => pair.Key).Compute(() => new WithTask<T>()).Collect().ToHashSet());
    }

    [Fact]
    public void What_may_have_other_keys_is_sent() => workers.Run(env =>
    {
        if (env.WorkerCount == 1) return;
        using BatchEnvironment batch = new(env);
        TupleTSet<int, int> pairs = batch.Parallelize(Enumerable.Range(0, 1000)).MapToTuple(number => (number, number)).KeyedPartition();
        Assert.Equal(10, pairs.MapToTuple(pair => (pair.Key % 10, pair.Value)).KeyedReduce(Math.Max).Count());
        Assert.Equal(10, pairs.Map(pair => new KeyValuePair<int, int>(pair.Key % 10, 1)).AsTuples().KeyedReduce((a, b) => a + b).Count());
        Assert.Equal(1000, pairs.Union(batch.Parallelize(Enumerable.Range(0, 1000)).MapToTuple(number => (number, number))).AsTuples().KeyedReduce(Math.Max).Count());
        Assert.Equal(1000, pairs.PartitionRoundRobin().AsTuples().KeyedReduce(Math.Max).Count());
        Assert.Equal(1000, pairs.Join(batch.Parallelize(Enumerable.Range(0, 1000)).MapToTuple(number => (number, number))).Count());
    });

    private static IEnumerable<string> Expected(string query, (int Key, long Value)[] items)
    {
        (int Key, long Value)[] halves = [.. items.Where(item => item.Value % 2 == 0).Select(item => (item.Key, item.Value / 2))];
        IEnumerable<int> keys = items.Select(item => item.Key).Distinct();
        return query switch
        {
            "reduce" or "sorted" => items.GroupBy(item => item.Key).Select(group => $"{group.Key} {group.Sum(item => item.Value)}"),
            "gather" => halves.GroupBy(item => item.Key).Select(group => $"{group.Key} {group.Count()}"),
            "join" => items.Join(halves, x => x.Key, y => y.Key, (x, y) => $"{x.Key} {x.Value} {y.Value}"),
            "anti" => items.Where(x => x.Key <= 100 || halves.All(y => y.Key != x.Key)).Select(x => $"{x.Key} {x.Value}"),
            "cogroup" => keys.Select(key => $"{key} {items.Count(x => x.Key == key)} {halves.Count(y => y.Key == key)}"),
            "count" => items.CountBy(item => item.Key).Select(pair => $"{pair.Key} {pair.Value}"),
            "sets" => keys.Where(key => key <= 5 || halves.All(y => y.Key != key)).Select(key => $"{key}"),
            _ => items.Concat(halves).GroupBy(item => item.Key).Select(group => $"{group.Key} {group.Sum(item => item.Value)}"),
        };
    }

    /// <summary>The records of this worker's tasks, without an action that sends.</summary>
    private static List<string> OfTasks(TSet<string> set)
    {
        List<string> mine = [];
        set.ForEach(record =>
        {
            lock (mine) mine.Add(record);
        });
        return mine;
    }

    private static long Sent(DataflowEnvironment env) => env.Counters.MessagesSent;

    private sealed class WithTask<T> : ComputeFunction<T, (int Task, T Record)>
    {
        private readonly HashSet<T> _seen = [];
        private int _task;

        public override void Prepare(TSetContext context) => _task = context.Index;

        public override void Compute(ReadOnlySpan<T> records, RecordCollector<(int Task, T Record)> output)
        {
            foreach (T record in records)
                if (_seen.Add(record)) output.Add((_task, record));
        }
    }
}

[Trait("ranks", "none")]
public sealed class InProcessKeptKeys() : KeptKeysContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiKeptKeys() : KeptKeysContract(new MpiWorkers());
