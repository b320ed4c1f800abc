namespace Twister2.Tasks.Tests;

/// <summary>Sets, order, groups and joins of data sets give what LINQ gives in one process, whatever the numbers of workers and threads and the sizes of chunks and budgets.</summary>
public abstract class TSetOperatorsContract(IWorkers workers)
{
    private const int Rounds = 3;

    private static readonly int[] Threads = [1, 2, 4];

    [Fact]
    public void Distinct_Union_Intersect_and_Except_are_those_of_sets() => Random_inputs((batch, random) =>
    {
        (int[] a, int[] b) = (Numbers(random, 300), Numbers(random, 300));
        (TSet<int> left, TSet<int> right) = (batch.Parallelize(a), batch.Parallelize(b));
        Same(a.Distinct(), left.Distinct());
        Same(a.Concat(b).Concat(a), left.Union(right, left));
        Same(a.Intersect(b), left.Intersect(right));
        Same(a.Except(b), left.Except(right));
        Same(a.Select(Text).Distinct(), left.Map(Text).Distinct());
    });

    [Fact]
    public void Sources_give_what_each_task_makes() => Random_inputs((batch, random) =>
    {
        int each = random.Next(3000);
        TSet<(int Task, int Number)> made = batch.CreateSource<(int, int)>((context, output) =>
        {
            Assert.Equal(batch.TaskCount, context.Parallelism);
            for (int i = 0; i < each; i++) output.Add((context.Index, i));
        });
        (int, int)[] expected = [.. Enumerable.Range(0, batch.TaskCount).SelectMany(task => Enumerable.Range(0, each).Select(i => (task, i)))];
        Assert.Equal(expected, made.Collect());
        Assert.Equal(expected.Length * batch.TaskCount, made.Replicate().Count());
        Assert.Equal([0, 1, 2], batch.CreateSource<int>(static (_, output) =>
        {
            for (int i = 0; !output.IsFull; i++) output.Add(i);
        }).Take(3));
    });

    [Fact]
    public void Cross_is_every_pair() => Random_inputs((batch, random) =>
    {
        (int[] a, int[] b) = (Numbers(random, 50, 40), Numbers(random, 50, 40));
        Same(a.SelectMany(_ => b, (x, y) => (x, y)), batch.Parallelize(a).Cross(batch.Parallelize(b)).Map(pair => (pair.Left, pair.Right)));
    });

    [Fact]
    public void Records_move_where_they_are_told() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 1_000_000);
        TSet<int> set = batch.Parallelize(items);
        int tasks = batch.TaskCount;
        Same(items, set.Partition(number => number % tasks).Compute(() => new OnTask<int>((task, number) => Assert.Equal(task, number % tasks))));
        Same(items, set.PartitionRoundRobin());
        Same(items, set.PartitionByHash(number => number % 10));
        (int Key, int Task)[] places = set.PartitionByHash(number => number % 10).Compute(() => new WithTask<int>()).Map(pair => (pair.Item % 10, pair.Task)).Distinct().Collect();
        Assert.Equal(items.Select(number => number % 10).Distinct().Count(), places.Length);
        int[] all = set.Collect();
        Same(Enumerable.Repeat(all, tasks).SelectMany(part => part), set.AllGather());
    });

    [Fact]
    public void Ordered_sets_are_in_the_order_of_LINQ() => Random_inputs((batch, random) =>
    {
        TSet<(int Key, string Text)> set = batch.Parallelize(Numbers(random, 40)).Map(number => (number % 7, Text(number))).Cache();
        (int Key, string Text)[] all = set.Collect();
        Assert.Equal(all.OrderBy(item => item.Key), set.OrderBy(item => item.Key).Collect());
        Assert.Equal(all.OrderByDescending(item => item.Key), set.OrderByDescending(item => item.Key).Collect());
        Assert.Equal(all.OrderBy(item => item.Key).ThenByDescending(item => item.Text, StringComparer.Ordinal), set.OrderBy(item => item.Key).ThenByDescending(item => item.Text).Collect());
        Assert.Equal(
            all.OrderByDescending(item => item.Text, StringComparer.Ordinal).ThenBy(item => item.Key),
            set.OrderByDescending(item => item.Text).ThenBy(item => item.Key).Collect());
        Assert.Equal(all.Select(item => item.Text).Order(StringComparer.Ordinal), set.Map(item => item.Text).Order().Collect());
        Assert.Equal(all.OrderBy(item => -item.Key), set.Sort(SortOrder.Using<(int Key, string)>((a, b) => b.Key.CompareTo(a.Key)).Stable()).Collect());
    });

    [Fact]
    public void Positions_are_those_of_Collect() => Random_inputs((batch, random) =>
    {
        (TSet<int> set, TSet<string> other) = (batch.Parallelize(Numbers(random, 1000)), batch.Parallelize(Numbers(random, 1000)).Filter(number => number % 3 > 0).Map(Text));
        (int[] all, string[] others) = (set.Collect(), other.Collect());
        Assert.Equal(all.Select((item, index) => ((long)index, item)), set.ZipWithIndex().Collect());
        Assert.Equal(all.Zip(others), set.Zip(other).Collect());
        Assert.Equal(all.Zip(others, (number, text) => $"{number}{text}"), set.Zip(other, (number, text) => $"{number}{text}").Collect());
        long sum = 0;
        Assert.Equal(all.Select(number => sum += number), set.Map(number => (long)number).Scan((a, b) => a + b).Collect());
    });

    [Fact]
    public void A_sample_is_of_the_set_and_the_same_again() => Random_inputs((batch, random) =>
    {
        int[] items = [.. Enumerable.Range(0, random.Next(2000))];
        int wanted = random.Next(100);
        TSet<int> set = batch.Parallelize(items);
        int[] some = set.Sample(wanted, 1).Collect();
        Assert.Equal(Math.Min(wanted, items.Length), some.Distinct().Count());
        Assert.Empty(some.Except(items));
        Assert.Equal(some, set.Sample(wanted, 1).Collect());
        Assert.Equal(items.Length, set.SampleFraction(1, 3).Count());
        Assert.Equal(0, set.SampleFraction(0, 3).Count());
        int[] third = set.SampleFraction(1 / 3.0, 3).Collect();
        Assert.InRange(third.Length, (items.Length / 3.0) - (5 * Math.Sqrt(items.Length)) - 5, (items.Length / 3.0) + (5 * Math.Sqrt(items.Length)) + 5);
        Assert.Equal(third, set.SampleFraction(1 / 3.0, 3).Collect());
    });

    [Fact]
    public void Groups_have_all_values_in_order() => Random_inputs((batch, random) =>
    {
        TSet<int> set = batch.Parallelize(Numbers(random, 500));
        int[] all = set.Collect();
        Same(all.GroupBy(number => number % 20).Select(group => $"{group.Key}: {string.Join(' ', group)}"), set.GroupBy(number => number % 20).Map(group => $"{group.Key}: {string.Join(' ', group)}"));
        Same(
            all.GroupBy(number => Text(number % 20), number => number / 2).Select(group => (group.Key, group.Count(), group.Sum())),
            set.GroupBy(number => Text(number % 20), number => number / 2).Map(group => (group.Key, group.Count(), group.Sum())));
        TupleTSet<int, int> pairs = set.MapToTuple(number => (number % 20, number));
        Same(all.GroupBy(number => number % 20).Select(group => (group.Key, string.Join(' ', group))), pairs.KeyedGather().Map(pair => (pair.Key, string.Join(' ', pair.Value))));
        Same(all.Select(number => new KeyValuePair<int, int>(number % 20, number)), pairs.KeyedPartition());
        Same(all.GroupBy(number => number % 20).Select(group => (group.Key, group.Sum())), pairs.KeyedGatherSorted().MapValues(values => values.Sum()).Map(pair => (pair.Key, pair.Value)));
        foreach (int[] keys in pairs.KeyedGatherSorted().Keys().Compute(() => new AllOfTask<int>()).Collect()) Assert.Equal(keys.Order(), keys);
    });

    [Fact]
    public void Joins_are_those_of_LINQ() => Random_inputs((batch, random) =>
    {
        KeyValuePair<string, int>[] left = [.. Numbers(random, 60, 200).Select(number => new KeyValuePair<string, int>(Text(number), number))];
        KeyValuePair<string, long>[] right = [.. Numbers(random, 60, 200).Select((number, at) => new KeyValuePair<string, long>(Text(number), at))];
        TupleTSet<string, int> a = batch.Parallelize(left).AsTuples();
        TupleTSet<string, long> b = batch.Parallelize(right).AsTuples();
        JoinOptions options = new() { Algorithm = random.Next(2) == 0 ? JoinAlgorithm.Hash : JoinAlgorithm.SortMerge };
        IEnumerable<(string, int, long)> inner = left.Join(right, pair => pair.Key, pair => pair.Key, (x, y) => (x.Key, x.Value, y.Value));
        IEnumerable<(string, int, Optional<long>)> leftOnly = left.Where(x => right.All(y => y.Key != x.Key)).Select(x => (x.Key, x.Value, default(Optional<long>)));
        IEnumerable<(string, Optional<int>, long)> rightOnly = right.Where(y => left.All(x => x.Key != y.Key)).Select(y => (y.Key, default(Optional<int>), y.Value));
        Same(inner, a.Join(b, options));
        Same(inner.Select(row => (row.Item1, row.Item2, new Optional<long>(row.Item3))).Concat(leftOnly), a.LeftJoin(b, options));
        Same(inner.Select(row => (row.Item1, new Optional<int>(row.Item2), row.Item3)).Concat(rightOnly), a.RightJoin(b, options));
        Same(
            inner.Select(row => (row.Item1, new Optional<int>(row.Item2), new Optional<long>(row.Item3)))
                .Concat(leftOnly.Select(row => (row.Item1, new Optional<int>(row.Item2), row.Item3))).Concat(rightOnly.Select(row => (row.Item1, row.Item2, new Optional<long>(row.Item3)))),
            a.FullJoin(b, options));
        Same(left.Where(x => right.Any(y => y.Key == x.Key)), a.SemiJoin(b.Keys(), options));
        Same(left.Where(x => right.All(y => y.Key != x.Key)), a.AntiJoin(b.Keys(), options));
        Same(
            left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key)).Select(key => (key, left.Count(x => x.Key == key), right.Where(y => y.Key == key).Sum(y => y.Value))),
            a.CoGroup(b, options).Map(group => (group.Key, group.Left.Length, group.Right.Sum())));
    });

    [Fact]
    public void Query_syntax_means_what_it_means_for_sequences() => Random_inputs((batch, random) =>
    {
        (int Id, int City)[] people = [.. Numbers(random, 30, 150).Select((number, at) => (at, number))];
        (int City, string Name)[] cities = [.. Enumerable.Range(0, 20).Select(number => (number, Text(number)))];
        TSet<(int Id, int City)> peopleSet = batch.Parallelize(people);
        TSet<(int City, string Name)> citySet = batch.Parallelize(cities);
        Same(
            from person in people join city in cities on person.City equals city.City where person.Id % 3 > 0 select $"{person.Id} {city.Name}",
            from person in peopleSet join city in citySet on person.City equals city.City where person.Id % 3 > 0 select $"{person.Id} {city.Name}");
        Same(
            from city in cities join person in people on city.City equals person.City into inhabitants select (city.Name, inhabitants.Count()),
            from city in citySet join person in peopleSet on city.City equals person.City into inhabitants select (city.Name, inhabitants.Count()));
        Same(
            from person in people group person by person.City into city select (city.Key, city.Count()),
            from person in peopleSet group person by person.City into city select (city.Key, city.Count()));
        Same(
            from person in people let double_ = person.Id * 2 from i in Enumerable.Range(0, person.Id % 3) select double_ + i,
            from person in peopleSet let double_ = person.Id * 2 from i in Enumerable.Range(0, person.Id % 3) select double_ + i);
        Assert.Equal(
            from person in people orderby person.City descending, person.Id select person.Id,
            (from person in peopleSet orderby person.City descending, person.Id select person.Id).Collect());
    });

    [Fact]
    public void Null_joins_nothing() => workers.Run(env =>
    {
        BatchEnvironment batch = new(env);
        TSet<string?> keys = batch.Parallelize<string?>([null, "a", null]);
        Assert.Equal(["aa"], keys.Join(keys, key => key, key => key, (a, b) => a + b).Collect());
        Assert.Equal([0, 0, 1], keys.GroupJoin(keys, key => key, key => key, (_, matches) => matches.Count()).Collect().Order());
    });

    [Fact]
    public void Numbers_have_sums_and_the_like() => Random_inputs((batch, random) =>
    {
        int[] items = [.. Numbers(random, 1000), 7];
        TSet<int> set = batch.Parallelize(items);
        Assert.Equal((items.Sum(), items.Min(), items.Max()), (set.Sum(), set.Min(), set.Max()));
        Assert.Equal(items.Average(), set.Average(), 9);
        Assert.Equal(items.Sum(), set.Reduce((a, b) => a + b));
        double[] some = [3.5, double.NaN, -1];
        Assert.Equal((double.NaN, 3.5), (batch.Parallelize(some).Min(), batch.Parallelize(some).Max()));
        // With several workers it is one of them that cannot add, and the job ends.
        if (batch.WorkerCount == 1) Assert.Throws<OverflowException>(() => batch.Parallelize([int.MaxValue, 1]).Sum());
    });

    [Fact]
    public void Without_records_there_is_no_least_and_no_first() => workers.Run(env =>
    {
        TSet<int> none = new BatchEnvironment(env).Parallelize<int>([]);
        Assert.Equal(0, none.Sum());
        Assert.Throws<InvalidOperationException>(() => none.Min());
        Assert.Throws<InvalidOperationException>(() => none.Average());
        Assert.Throws<InvalidOperationException>(() => none.First());
        Assert.Throws<InvalidOperationException>(() => none.Reduce(Math.Max));
        Assert.Empty(none.Take(3));
        Assert.Empty(none.Distinct().Union(none).Intersect(none).OrderBy(n => n).ZipWithIndex().Cross(none).Collect());
        Assert.Empty(none.GroupBy(n => n).Map(group => group.Key).Collect());
        Assert.Empty(none.Join(none, n => n, n => n, (a, b) => a + b).Persist().Collect());
    });

    [Fact]
    public void Take_and_First_are_the_first_of_Collect() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 1000);
        int count = random.Next(50);
        TSet<int> set = batch.Parallelize(items).Map(number => number + 1);
        Assert.Equal(set.Collect().Take(count), set.Take(count));
        Assert.Equal(set.Collect().Order().Take(count), set.Order().Take(count));
        Assert.Equal(set.Distinct().Collect().Length, set.Distinct().Take(int.MaxValue).Length);
        if (items.Length > 0) Assert.Equal(set.Collect()[0], set.First());
    });

    [Fact]
    public void Take_reads_no_further_than_it_must() => workers.Run(env =>
    {
        BatchEnvironment batch = new(env);
        int seen = 0;
        IEnumerable<int> endless = Endless(() => seen++);
        Assert.Equal(5, batch.Parallelize(endless).Filter(number => number / 100 % 2 == 0).MapToTuple(number => (number, number)).Union(batch.Parallelize([1]).MapToTuple(n => (n, n))).Take(5).Length);
        Assert.InRange(seen, 1, 10_000);
    }, new DataflowOptions { ChunkRecords = 8 });

    [Fact]
    public void A_persisted_set_is_computed_once_and_fits_into_any_budget() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 1000);
        int computed = 0;
        using PersistedTSet<string> persisted = batch.Parallelize(items).Map(number =>
        {
            Interlocked.Increment(ref computed);
            return Text(number);
        }).Persist();
        Assert.Equal(0, computed);
        string[] all = persisted.Collect();
        int once = computed;
        Assert.Equal(all, persisted.Collect());
        Assert.Equal(all.Length, persisted.Filter(_ => true).Count());
        Assert.Equal(once, computed);
        Same(items.Select(Text), persisted);
        persisted.Dispose();
        Assert.Throws<ObjectDisposedException>(() => persisted.Take(1));
    });

    [Fact]
    public void A_function_knows_where_it_is_and_has_inputs() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 1000);
        TSet<int> set = batch.Parallelize(items);
        TSet<string> names = batch.Parallelize(["x", "y"]).AllGather();
        (int Index, int Parallelism, string Names, long Sum)[] told = set.Compute(() => new Told()).AddInput("names", names).Collect();
        Assert.Equal(Enumerable.Range(0, batch.TaskCount), told.Select(one => one.Index));
        Assert.All(told, one => Assert.Equal((batch.TaskCount, "x y"), (one.Parallelism, string.Join(' ', one.Names.Split(' ').Order()))));
        Assert.Equal(items.Sum(number => (long)number), told.Sum(one => one.Sum));
    });

    [Fact]
    public void Each_record_is_given_to_ForEach_on_its_task_in_the_order_of_its_task() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 1000);
        List<int> mine = [];
        batch.Parallelize(Enumerable.Range(0, items.Length)).ForEach(at =>
        {
            lock (mine) mine.Add(at);
        });
        for (int task = batch.Worker * batch.Threads; task < (batch.Worker + 1) * batch.Threads; task++)
            Assert.Equal(Enumerable.Range(0, items.Length).Where(at => at % batch.TaskCount == task), mine.Where(at => at % batch.TaskCount == task));
        Assert.All(mine, at => Assert.Equal(batch.Worker, at % batch.TaskCount / batch.Threads));
    });

    [Fact]
    public void Pairs_stay_pairs() => Random_inputs((batch, random) =>
    {
        int[] items = Numbers(random, 100);
        TupleTSet<int, int> pairs = batch.Parallelize(items).MapToTuple(number => (number % 10, number));
        Same(items.Select(number => number % 10), pairs.Keys());
        Same(items, pairs.Values());
        Same(
            items.Where(number => number % 10 > 4).GroupBy(number => number % 10).Select(group => new KeyValuePair<int, int>(group.Key, group.Max())),
            pairs.Filter(pair => pair.Key > 4).OrderBy(pair => pair.Value).AsTuples().KeyedReduce(Math.Max));
    });

    private static IEnumerable<int> Endless(Action seen)
    {
        for (int i = 0; ; i = (i + 1) & int.MaxValue)
        {
            seen();
            yield return i;
        }
    }

    private static string Text(int number) => number % 11 == 0 ? $"a longer text than fits into sixteen bytes {number}" : $"t{number}";

    private static int[] Numbers(Random random, int below, int most = 1500) =>
        [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(12) : random.Next(most)).Select(_ => random.Next(below))];

    private static void Same<T>(IEnumerable<T> expected, TSet<T> set)
    {
        Dictionary<(T, int), int> Counts(IEnumerable<T> records) => records.CountBy(record => (record, 0)).ToDictionary(pair => pair.Key, pair => pair.Value);
        T[] records = set.Collect();
        Assert.Equal(Counts(expected), Counts(records));
        Assert.Equal(records.Length, set.Count());
    }

    private void Random_inputs(Action<BatchEnvironment, Random> body)
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

    private sealed class OnTask<T>(Action<int, T> check) : ComputeFunction<T, T>
    {
        private int _task;

        public override void Prepare(TSetContext context) => _task = context.Index;

        public override void Compute(ReadOnlySpan<T> records, RecordCollector<T> output)
        {
            foreach (T record in records)
            {
                check(_task, record);
                output.Add(record);
            }
        }
    }

    private sealed class WithTask<T> : ComputeFunction<T, (T Item, int Task)>
    {
        private int _task;

        public override void Prepare(TSetContext context) => _task = context.Index;

        public override void Compute(ReadOnlySpan<T> records, RecordCollector<(T Item, int Task)> output)
        {
            foreach (T record in records) output.Add((record, _task));
        }
    }

    private sealed class AllOfTask<T> : ComputeFunction<T, T[]>
    {
        private readonly List<T> _all = [];

        public override void Compute(ReadOnlySpan<T> records, RecordCollector<T[]> output) => _all.AddRange(records);

        public override void End(RecordCollector<T[]> output) => output.Add([.. _all]);
    }

    private sealed class Told : ComputeFunction<int, (int Index, int Parallelism, string Names, long Sum)>
    {
        private TSetContext? _context;
        private long _sum;

        public override void Prepare(TSetContext context)
        {
            _context = context;
            Assert.Throws<KeyNotFoundException>(() => context.GetInput<string>("others"));
            Assert.Throws<InvalidCastException>(() => context.GetInput<int>("names"));
        }

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<(int Index, int Parallelism, string Names, long Sum)> output)
        {
            foreach (int record in records) _sum += record;
        }

        public override void End(RecordCollector<(int Index, int Parallelism, string Names, long Sum)> output) =>
            output.Add((_context!.Index, _context.Parallelism, string.Join(' ', _context.GetInput<string>("names")), _sum));
    }
}

[Trait("ranks", "none")]
public sealed class InProcessTSetOperators() : TSetOperatorsContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiTSetOperators() : TSetOperatorsContract(new MpiWorkers());
