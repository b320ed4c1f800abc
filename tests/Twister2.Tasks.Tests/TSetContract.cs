namespace Twister2.Tasks.Tests;

/// <summary>What every operation on data sets must give: the same as LINQ in one process, whatever the numbers of workers and threads and the sizes of chunks.</summary>
public abstract class TSetContract(IWorkers workers)
{
    private const int Rounds = 4;

    private static readonly int[] Threads = [1, 2, 4];

    protected IWorkers Workers => workers;

    [Fact]
    public void Parallelize_deals_records_in_turn() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random);
        IEnumerable<int> expected = Enumerable.Range(0, batch.TaskCount).SelectMany(task => items.Where((_, at) => at % batch.TaskCount == task));
        Assert.Equal(expected, batch.Parallelize(items).Collect());
    });

    [Fact]
    public void Map_is_Select() => Random_inputs((batch, random) =>
        SameRecords(RandomNumbers(random), batch, set => set.Map(number => $"<{number}>"), items => items.Select(number => $"<{number}>")));

    [Fact]
    public void Filter_is_Where() => Random_inputs((batch, random) =>
    {
        int divisor = random.Next(1, 6);
        SameRecords(RandomNumbers(random), batch, set => set.Filter(number => number % divisor != 1), items => items.Where(number => number % divisor != 1));
    });

    [Fact]
    public void FlatMap_of_sequences_is_SelectMany() => Random_inputs((batch, random) =>
    {
        static IEnumerable<string> Several(int number) => Enumerable.Range(0, number & 7).Select(i => $"{number}/{i}");
        SameRecords(RandomNumbers(random), batch, set => set.FlatMap(Several), items => items.SelectMany(Several));
    });

    [Fact]
    public void FlatMap_with_a_collector_is_SelectMany() => Random_inputs((batch, random) => SameRecords(
        RandomNumbers(random),
        batch,
        set => set.FlatMap<(int, int)>((number, output) =>
        {
            for (int i = 0; i < (number & 1023); i += 100) output.Add((number, i));
        }),
        items => items.SelectMany(number => Enumerable.Range(0, 11).Select(i => i * 100).Where(i => i < (number & 1023)).Select(i => (number, i)))));

    [Fact]
    public void MapToTuple_gives_pairs() => Random_inputs((batch, random) => SameRecords(
        RandomNumbers(random),
        batch,
        set => set.MapToTuple(number => (number % 10, (long)number)),
        items => items.Select(number => new KeyValuePair<int, long>(number % 10, number))));

    [Fact]
    public void KeyedReduce_is_GroupBy_and_Aggregate() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random);
        int keys = 1 + random.Next(1, 3000);
        KeyValuePair<string, (long, int)>[] pairs = batch.Parallelize(items)
            .MapToTuple(number => ($"key {number % keys}", ((long)number, number)))
            .KeyedReduce((a, b) => (a.Item1 + b.Item1, Math.Max(a.number, b.number)))
            .Collect();
        IEnumerable<KeyValuePair<string, (long, int)>> expected = items.GroupBy(number => number % keys)
            .Select(group => new KeyValuePair<string, (long, int)>($"key {group.Key}", (group.Sum(number => (long)number), group.Max())));
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void Count_and_AllReduce_and_Top_see_all_workers() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random);
        int count = random.Next(0, 40);
        TSet<int> set = batch.Parallelize(items);
        Assert.Equal(items.Length, set.Count());
        Assert.Equal(items.Sum(number => (long)number), set.Map(number => (long)number).AllReduce(0, (a, b) => a + b));
        Assert.Equal(items.Order().TakeLast(count).Reverse(), set.Top(count));
        Assert.Equal(items.Order().Take(count), set.Top(count, (a, b) => b.CompareTo(a)));
        Assert.Equal(items.OrderByDescending(n => n % 1000).ThenBy(n => n).Take(count), set.Top(count, new ByLastDigits()));
    });

    [Fact]
    public void AllReduce_goes_in_the_order_of_the_tasks() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random, 200);
        TSet<string> set = batch.Parallelize(items).Map(number => $"{number},");
        Assert.Equal(string.Concat(set.Collect()), set.AllReduce("", (a, b) => a + b));
    });

    [Fact]
    public void No_records_at_all() => workers.Run(env =>
    {
        TSet<int> set = new BatchEnvironment(env).Parallelize(Enumerable.Empty<int>());
        Assert.Equal(0, set.Count());
        Assert.Empty(set.Collect());
        Assert.Empty(set.Top(3));
        Assert.Equal(7, set.AllReduce(7, Math.Max));
        Assert.Empty(set.Map(n => n + 1).Filter(n => n > 0).FlatMap(n => new[] { n, n }).MapToTuple(n => (n, n)).KeyedReduce((a, b) => a + b).Cache().Collect());
    });

    [Fact]
    public void More_workers_than_records() => workers.Run(env =>
    {
        TSet<string> set = new BatchEnvironment(env).Parallelize(["only"]);
        Assert.Equal(1, set.Count());
        Assert.Equal(["only"], set.Collect());
        Assert.Equal(["only"], set.Top(9));
        Assert.Equal([new("only", 1)], set.MapToTuple(text => (text, 1)).KeyedReduce((a, b) => a + b).Collect());
    });

    [Fact]
    public void A_cached_set_is_computed_once() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random);
        int computed = 0;
        TSet<int> cached = batch.Parallelize(items).Map(number =>
        {
            Interlocked.Increment(ref computed);
            return number;
        }).Cache();
        Assert.Equal(0, computed);
        int[] all = cached.Collect();
        int once = computed;
        Assert.Equal(all, cached.Collect());
        Assert.Equal(items.Length, cached.Filter(_ => true).Count());
        Assert.Equal(once, computed);
        Assert.Equal(items.Length, batch.Dataflow.AllReduce(computed, (a, b) => a + b));
    });

    [Fact]
    public void A_set_that_is_not_cached_is_computed_for_each_action() => workers.Run(env =>
    {
        int computed = 0;
        TSet<int> set = new BatchEnvironment(env).Parallelize(Enumerable.Range(0, 10)).Map(number =>
        {
            computed++;
            return number;
        });
        set.Count();
        set.Count();
        Assert.Equal(20, env.AllReduce(computed, (a, b) => a + b));
    });

    [Fact]
    public void A_cached_reduction_feeds_further_reductions() => Random_inputs((batch, random) =>
    {
        int[] items = RandomNumbers(random);
        TupleTSet<int, long> counts = batch.Parallelize(items).MapToTuple(number => (number % 100, 1L)).KeyedReduce((a, b) => a + b).Cache();
        Dictionary<int, long> expected = items.GroupBy(number => number % 100).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.Equal(expected.Count, counts.Count());
        Assert.Equal(items.Length, counts.Map(pair => pair.Value).AllReduce(0, (a, b) => a + b));
        Assert.Equal(
            expected.GroupBy(pair => pair.Value & 3).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Key)),
            counts.MapToTuple(pair => (pair.Value & 3, pair.Key)).KeyedReduce((a, b) => a + b).Collect().ToDictionary());
    });

    private protected void Random_inputs(Action<BatchEnvironment, Random> body)
    {
        for (int round = 0; round < Rounds; round++)
        {
            int seed = workers.Agree(Random.Shared.Next());
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            workers.Run(env =>
            {
                using BatchEnvironment batch = new(env, threads: Threads[round % Threads.Length]);
                body(batch, new Random(seed));
            }, RandomOptions.Of(seed));
        }
    }

    private static void SameRecords<TResult>(int[] items, BatchEnvironment batch, Func<TSet<int>, TSet<TResult>> ours, Func<IEnumerable<int>, IEnumerable<TResult>> linq)
    {
        TSet<TResult> set = ours(batch.Parallelize(items));
        // Collect keeps the order of tasks and, of each task, of its records: that of a query over each task's records.
        TResult[] expected = [.. Enumerable.Range(0, batch.TaskCount).SelectMany(task => linq(items.Where((_, at) => at % batch.TaskCount == task)))];
        Assert.Equal(expected.Length, set.Count());
        Assert.Equal(expected, set.Collect());
    }

    private static int[] RandomNumbers(Random random, int most = 4000) =>
        [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(12) : random.Next(most)).Select(_ => random.Next(1_000_000))];

    private sealed class ByLastDigits : IComparer<int>
    {
        public int Compare(int x, int y) => (x % 1000, -x).CompareTo((y % 1000, -y));
    }
}

[Trait("ranks", "none")]
public sealed class InProcessTSets() : TSetContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiTSets() : TSetContract(new MpiWorkers());
