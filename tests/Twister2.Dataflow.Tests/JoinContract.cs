using System.Globalization;

namespace Twister2.Dataflow.Tests;

/// <summary>What joins and the co-group must do, whatever carries their messages and however little memory there is.</summary>
public abstract class JoinContract(IWorkers workers)
{
    private static readonly double[] OddNumbers = [0.0, -0.0, double.NaN, -double.NaN, double.PositiveInfinity, 1.5];

    [Fact]
    public void Joins_equal_LINQ_in_any_memory()
    {
        workers.RunRandom(1, (env, random) => Check(env, random, Skewed(-5), r => r.Next(), r => (short)r.Next(1000)));
        workers.RunRandom(1, (env, random) => Check(env, random, r => (int)Skewed(int.MinValue)(r), TextOf, r => r.NextInt64()));
        workers.RunRandom(1, (env, random) => Check(env, random, r => new Utf8Text(TextOf(r)), r => r.Next(), r => new Utf8Text(TextOf(r))));
        workers.RunRandom(1, (env, random) => Check(env, random, r => r.Next(20) == 0 ? null! : TextOf(r), r => r.Next(), TextOf));
        workers.RunRandom(1, (env, random) => Check(env, random, r => OddNumbers[r.Next(OddNumbers.Length)] + r.Next(30), r => r.Next(), r => r.NextDouble()));
        workers.RunRandom(1, (env, random) => Check(env, random, r => r.Next(9) == 0 ? default(long?) : r.Next(200), r => r.Next(), r => r.Next(4) == 0 ? default(int?) : 7));
        workers.RunRandom(1, (env, random) => Check(env, random, r => (r.Next(20), r.Next(3) == 0 ? null! : TextOf(r)), r => r.Next(), r => 'r'));
        workers.RunRandom(1, (env, random) => Check(env, random, _ => 42L, r => r.Next(), r => r.Next(), most: 80));
    }

    [Fact]
    public void A_key_too_large_for_the_memory_on_both_sides_is_joined() => workers.Run(env =>
    {
        const int Left = 2500, Right = 1500, Others = 500;
        foreach (JoinOptions options in AllOptions())
        {
            using Join<int, long, long> join = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), options);
            for (int i = env.Worker; i < Left; i += env.WorkerCount) join.AddLeft(env.Worker, -1, i);
            for (int i = env.Worker; i < Right; i += env.WorkerCount) join.AddRight(env.Worker, -1, i);
            for (int i = env.Worker; i < Others; i += env.WorkerCount)
            {
                join.AddLeft(env.Worker, i, i);
                join.AddRight(env.Worker, i, i);
            }
            join.FinishLeft(env.Worker);
            join.FinishRight(env.Worker);
            join.WaitForCompletion();
            long rows = 0, check = 0;
            foreach (ReadOnlySpan<(int Key, long Left, long Right)> chunk in join.Read(env.Worker))
            {
                foreach ((int key, long left, long right) in chunk)
                {
                    check += (left + 1) * (right + 7);
                    Assert.True(key == -1 || left == right);
                }
                rows += chunk.Length;
            }
            Assert.Equal((long)Left * Right + Others, env.AllReduce(rows, (a, b) => a + b));
            long expected = Enumerable.Range(0, Left).Sum(i => i + 1L) * Enumerable.Range(0, Right).Sum(i => i + 7L) + Enumerable.Range(0, Others).Sum(i => (i + 1L) * (i + 7L));
            Assert.Equal(expected, env.AllReduce(check, (a, b) => a + b));
        }
        Assert.InRange(env.Memory.Peak, 1, 60_000);
    }, new DataflowOptions { MemoryBytes = 12_000 });

    [Fact]
    public void Many_equal_keys_at_a_large_table_stay_fast() => workers.Run(env =>
    {
        const int Records = 40_000;
        using SemiJoin<long, int> semi = new(env, LogicalPlan.OnePerWorker(env.WorkerCount));
        using LeftJoin<long, int, int> join = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), new JoinOptions { Build = JoinBuild.Right });
        for (int i = 0; i < Records; i++)
        {
            semi.AddRight(env.Worker, 7);
            join.AddRight(env.Worker, 7, i);
        }
        semi.AddLeft(env.Worker, 7, 1);
        join.AddLeft(env.Worker, 7, 1);
        join.AddLeft(env.Worker, 0, 2);
        foreach (TwoSidedOperator operation in (TwoSidedOperator[])[semi, join])
        {
            operation.FinishLeft(env.Worker);
            operation.FinishRight(env.Worker);
            operation.WaitForCompletion();
        }
        int[] rows = [All(semi.Read(env.Worker)).Count, All(join.Read(env.Worker)).Count];
        Assert.Equal(env.WorkerCount, env.AllReduce(rows[0], (a, b) => a + b));
        Assert.Equal(Records * env.WorkerCount * env.WorkerCount + env.WorkerCount, env.AllReduce(rows[1], (a, b) => a + b));
    });

    [Fact]
    public void Sides_may_have_source_tasks_of_their_own() => workers.Run(env =>
    {
        int last = env.WorkerCount - 1;
        int[] targets = [last, 0, last];
        LogicalPlan left = new(env.WorkerCount, [0, last, 0], targets), right = new(env.WorkerCount, [last], targets);
        using FullJoin<int, int, int> join = new(env, left, right);
        // The last worker's right task is the only one; others have nothing to finish there.
        foreach (int source in left.SourcesOf(env.Worker))
        {
            for (int i = 0; i < 100; i++) join.AddLeft(source, i, source);
            join.FinishLeft(source);
        }
        foreach (int source in right.SourcesOf(env.Worker))
        {
            for (int i = 50; i < 150; i++) join.AddRight(source, i, i);
            join.FinishRight(source);
        }
        join.WaitForCompletion();
        List<(int, Optional<int>, Optional<int>)> mine = [.. left.TargetsOf(env.Worker).SelectMany(target => All(join.Read(target)))];
        Assert.All(mine, row => Assert.Equal((row.Item1 < 100, row.Item1 >= 50), (row.Item2.HasValue, row.Item3.HasValue)));
        Assert.Equal(3 * 100 + 50, env.AllReduce(mine.Count, (a, b) => a + b));
    });

    [Fact]
    public void A_co_group_equals_LINQ_in_any_memory()
    {
        workers.RunRandom(1, (env, random) => CheckCoGroup(env, random, Skewed(-5), r => r.Next(), r => TextOf(r)));
        workers.RunRandom(1, (env, random) => CheckCoGroup(env, random, r => r.Next(20) == 0 ? null! : TextOf(r), r => TextOf(r), r => r.Next()));
        workers.RunRandom(1, (env, random) => CheckCoGroup(env, random, r => OddNumbers[r.Next(OddNumbers.Length)] + r.Next(30), r => r.Next(), r => r.Next()));
        workers.RunRandom(1, (env, random) => CheckCoGroup(env, random, _ => 42L, r => r.Next(), r => r.Next()));
    }

    [Fact]
    public void A_key_too_large_for_the_memory_is_streamed_to_a_co_group() => workers.Run(env =>
    {
        const int Left = 20_000, Right = 30_000;
        foreach (JoinOptions options in AllOptions())
        {
            using CoGroup<int, long, long> coGroup = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), options);
            for (int i = env.Worker; i < Left; i += env.WorkerCount) coGroup.AddLeft(env.Worker, i % 100 == 0 ? i : -1, i);
            for (int i = env.Worker; i < Right; i += env.WorkerCount) coGroup.AddRight(env.Worker, i % 100 == 0 ? i : -1, i);
            coGroup.FinishLeft(env.Worker);
            coGroup.FinishRight(env.Worker);
            coGroup.WaitForCompletion();
            long left = 0, right = 0, chunks = 0;
            foreach (CoGroupItem<int, long, long> item in coGroup.Read(env.Worker))
            {
                foreach (ReadOnlySpan<long> values in item.Right)
                {
                    chunks++;
                    foreach (long value in values) right += value;
                }
                foreach (ReadOnlySpan<long> values in item.Left)
                    foreach (long value in values) left += value;
            }
            Assert.Equal((long)Left * (Left - 1) / 2, env.AllReduce(left, (a, b) => a + b));
            Assert.Equal((long)Right * (Right - 1) / 2, env.AllReduce(right, (a, b) => a + b));
            Assert.True(env.AllReduce(chunks, Math.Max) > 1);
        }
        Assert.InRange(env.Memory.Peak, 1, 200_000);
    }, new DataflowOptions { MemoryBytes = 50_000 });

    [Fact]
    public void A_cross_product_equals_LINQ_in_any_memory() => workers.RunRandom(1, (env, random) =>
    {
        (LogicalPlan leftPlan, LogicalPlan rightPlan) = RandomPlans(random, env.WorkerCount);
        int leftMost = random.Next(2, 120), rightMost = random.Next(2, 120);
        string[][] lefts = [.. Enumerable.Range(0, leftPlan.Sources).Select(_ => Enumerable.Range(0, random.Next(leftMost)).Select(_ => TextOf(random)).ToArray())];
        long[][] rights = [.. Enumerable.Range(0, rightPlan.Sources).Select(_ => Enumerable.Range(0, random.Next(rightMost)).Select(_ => random.NextInt64()).ToArray())];
        using Cross<string, long> cross = new(env, leftPlan, rightPlan);
        foreach (int source in leftPlan.SourcesOf(env.Worker))
        {
            cross.AddLeft(source, lefts[source]);
            cross.FinishLeft(source);
        }
        foreach (int source in rightPlan.SourcesOf(env.Worker))
        {
            foreach (long record in rights[source]) cross.AddRight(source, record);
            cross.FinishRight(source);
        }
        cross.WaitForCompletion();
        (string, long)[] mine = [.. leftPlan.TargetsOf(env.Worker).SelectMany(target => All(cross.Read(target)))];
        (string, long)[] all = env.AllReduce(mine, (a, b) => [.. a, .. b]);
        JoinModel.AssertSame(lefts.SelectMany(left => left).SelectMany(_ => rights.SelectMany(right => right), (left, right) => (left, right)), all);
    });

    [Fact]
    public void Memory_is_given_back() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        foreach (JoinOptions options in AllOptions())
        {
            using (FullJoin<string, int, string> join = new(env, plan, options))
            using (CoGroup<long, int, string> coGroup = new(env, plan, options))
            {
                for (int i = 0; i < 3000; i++)
                {
                    join.AddLeft(env.Worker, TextOf(i), i);
                    join.AddRight(env.Worker, TextOf(i / 2), TextOf(i));
                    coGroup.AddLeft(env.Worker, i, i);
                    coGroup.AddRight(env.Worker, i / 2, TextOf(i));
                }
                foreach (TwoSidedOperator operation in (TwoSidedOperator[])[join, coGroup])
                {
                    operation.FinishRight(env.Worker);
                    operation.FinishLeft(env.Worker);
                    operation.WaitForCompletion();
                }
                Assert.True(env.Memory.Used > 0);
                using Join<int, int, long> passed = new(env, plan, options);
                passed.PassTo(env.Worker, new ListSink<(int, int, long)>());
                if (options.Algorithm == JoinAlgorithm.Hash && options.Build != JoinBuild.Left)
                {
                    // Until all has come: nobody takes messages that are under way when an operator is given up.
                    for (int i = 0; i < 20; i++) passed.AddRight(env.Worker, i, i);
                    passed.FinishRight(env.Worker);
                    passed.WaitFor(() => passed.HasTable(env.Worker));
                }
                // Given up in the middle.
                using ChunkSequence<(string, Optional<int>, Optional<string>)> rows = join.Read(env.Worker);
                rows.MoveNext();
                using CoGroupReader<long, int, string> items = coGroup.Read(env.Worker);
                items.MoveNext();
            }
            Assert.Equal(0, env.Memory.Used);
        }
    }, new DataflowOptions { MemoryBytes = 40_000 });

    [Fact]
    public void Results_are_passed_on_while_the_other_side_comes() => workers.Run(env =>
    {
        // What comes is many times the memory, and nothing of it is kept.
        const int Keys = 1000, Rounds = 100;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        foreach (bool leftFirst in (bool[])[false, true])
        {
            using KeyedReduce<int, long> rows = KeyedReduce.Sum<int, long>(env, plan);
            using FullJoin<int, long, long> join = new(env, plan);
            CountRows sink = new(rows, env.Worker);
            join.PassTo(env.Worker, sink);
            Assert.Throws<InvalidOperationException>(() => join.PassTo(env.Worker, sink));
            for (int key = env.Worker; key < Keys; key += env.WorkerCount) AddTo(leftFirst, key);
            if (leftFirst) join.FinishLeft(env.Worker);
            else join.FinishRight(env.Worker);
            join.WaitFor(() => join.HasTable(env.Worker));
            env.Barrier();
            for (int round = 0; round < Rounds; round++)
            {
                for (int key = 500 + env.Worker; key < 500 + Keys; key += env.WorkerCount) AddTo(!leftFirst, key);
                join.Progress();
            }
            if (leftFirst) join.FinishRight(env.Worker);
            else join.FinishLeft(env.Worker);
            join.WaitForCompletion();
            rows.Finish(env.Worker);
            rows.WaitForCompletion();
            foreach (ReadOnlySpan<KeyValuePair<int, long>> chunk in rows.Read(env.Worker))
                foreach ((int key, long count) in chunk) Assert.Equal(key < 500 ? 1 : Rounds, count);
            Assert.Equal(Keys + 500, env.AllReduce(rows.CountOf(env.Worker), (a, b) => a + b));

            void AddTo(bool left, int key)
            {
                if (left) join.AddLeft(env.Worker, key, key);
                else join.AddRight(env.Worker, key, key);
            }
        }
        Assert.Equal(0, env.Counters.BytesSpilled);
    }, new DataflowOptions { MemoryBytes = 300_000, BytesInFlight = 20_000, ChunkBytes = 2000 });

    [Fact]
    public void Results_that_cannot_be_passed_on_are_refused() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using AntiJoin<int, int> join = new(env, plan);
        ListSink<KeyValuePair<int, int>> sink = new();
        Assert.Throws<ArgumentNullException>(() => join.PassTo(env.Worker, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => join.PassTo(env.WorkerCount, sink));
        Assert.Throws<ArgumentOutOfRangeException>(() => join.PassTo(-1, sink));
        join.AddLeft(env.Worker, env.Worker, 7);
        join.FinishLeft(env.Worker);
        join.FinishRight(env.Worker);
        join.WaitForCompletion();
        Assert.Throws<InvalidOperationException>(() => join.PassTo(env.Worker, sink));
        Assert.Equal(env.WorkerCount, env.AllReduce(All(join.Read(env.Worker)).Count, (a, b) => a + b));
    });

    /// <summary>Adds to another operator while results come.</summary>
    private sealed class CountRows(KeyedReduce<int, long> rows, int task) : IChunkSink<(int Key, Optional<long>, Optional<long>)>
    {
        public void Add(ReadOnlySpan<(int Key, Optional<long>, Optional<long>)> chunk)
        {
            foreach ((int key, _, _) in chunk) rows.Add(task, key, 1);
        }
    }

    private static void Check<TKey, TLeft, TRight>(
        DataflowEnvironment env, Random random, Func<Random, TKey> key, Func<Random, TLeft> left, Func<Random, TRight> right, int most = 150)
    {
        (LogicalPlan leftPlan, LogicalPlan rightPlan) = RandomPlans(random, env.WorkerCount);
        List<KeyValuePair<TKey, TLeft>>[] lefts = RandomPairs(random, leftPlan.Sources, most, key, left);
        List<KeyValuePair<TKey, TRight>>[] rights = RandomPairs(random, rightPlan.Sources, most, key, right);
        List<(TKey Key, Optional<TLeft> Left, Optional<TRight> Right)> full = JoinModel.Full([.. lefts.SelectMany(all => all)], [.. rights.SelectMany(all => all)]);
        HashSet<ValueTuple<TKey>> matched = [.. full.Where(row => row.Left.HasValue && row.Right.HasValue).Select(row => new ValueTuple<TKey>(row.Key))];
        foreach (JoinOptions options in SomeOptions(random))
        {
            Rows(new Join<TKey, TLeft, TRight>(env, leftPlan, rightPlan, options),
                full.Where(row => row.Left.HasValue && row.Right.HasValue).Select(row => (row.Key, row.Left.Value, row.Right.Value)), row => row.Key);
            Rows(new LeftJoin<TKey, TLeft, TRight>(env, leftPlan, rightPlan, options), full.Where(row => row.Left.HasValue).Select(row => (row.Key, row.Left.Value, row.Right)), row => row.Key);
            Rows(new RightJoin<TKey, TLeft, TRight>(env, leftPlan, rightPlan, options), full.Where(row => row.Right.HasValue).Select(row => (row.Key, row.Left, row.Right.Value)), row => row.Key);
            Rows(new FullJoin<TKey, TLeft, TRight>(env, leftPlan, rightPlan, options), full, row => row.Key);
            Filtered(new SemiJoin<TKey, TLeft>(env, leftPlan, rightPlan, options), isSemi: true);
            Filtered(new AntiJoin<TKey, TLeft>(env, leftPlan, rightPlan, options), isSemi: false);
        }

        void Rows<TResult>(JoinOperator<TKey, TLeft, TRight, TResult> join, IEnumerable<TResult> expected, Func<TResult, TKey> keyOf)
        {
            using (join)
            {
                Dictionary<int, ListSink<TResult>> sinks = Sinks<TResult>(env, random, leftPlan, join.PassTo);
                Complete(env, join, random, lefts, rights, join.AddLeft, join.AddRight);
                Compare(env, leftPlan, expected, keyOf, join.Read, sinks);
            }
        }

        void Filtered(FilterJoin<TKey, TLeft> join, bool isSemi)
        {
            using (join)
            {
                Dictionary<int, ListSink<KeyValuePair<TKey, TLeft>>> sinks = Sinks<KeyValuePair<TKey, TLeft>>(env, random, leftPlan, join.PassTo);
                Complete(env, join, random, lefts, rights, join.AddLeft, (source, pairs) => join.AddRight(source, [.. pairs.ToArray().Select(pair => pair.Key)]));
                Compare(env, leftPlan, lefts.SelectMany(all => all).Where(pair => (pair.Key is not null && matched.Contains(new(pair.Key))) == isSemi), pair => pair.Key, join.Read, sinks);
            }
        }
    }

    private static void CheckCoGroup<TKey, TLeft, TRight>(DataflowEnvironment env, Random random, Func<Random, TKey> key, Func<Random, TLeft> left, Func<Random, TRight> right)
    {
        (LogicalPlan leftPlan, LogicalPlan rightPlan) = RandomPlans(random, env.WorkerCount);
        List<KeyValuePair<TKey, TLeft>>[] lefts = RandomPairs(random, leftPlan.Sources, 400, key, left);
        List<KeyValuePair<TKey, TRight>>[] rights = RandomPairs(random, rightPlan.Sources, 400, key, right);
        ILookup<TKey, TLeft> leftOf = lefts.SelectMany(all => all).ToLookup(pair => pair.Key, pair => pair.Value);
        ILookup<TKey, TRight> rightOf = rights.SelectMany(all => all).ToLookup(pair => pair.Key, pair => pair.Value);
        foreach (JoinOptions options in SomeOptions(random))
        {
            using CoGroup<TKey, TLeft, TRight> coGroup = new(env, leftPlan, rightPlan, options);
            Complete(env, coGroup, random, lefts, rights, coGroup.AddLeft, coGroup.AddRight);
            foreach (int target in leftPlan.TargetsOf(env.Worker))
            {
                List<TKey> keys = [], expected = [.. leftOf.Select(group => group.Key).Union(rightOf.Select(group => group.Key)).Where(one => TargetOf(one, leftPlan.Targets) == target)];
                foreach (CoGroupItem<TKey, TLeft, TRight> item in coGroup.Read(target))
                {
                    keys.Add(item.Key);
                    // Not all are read to the end.
                    if (keys.Count % 5 == 0) continue;
                    if (keys.Count % 2 == 0) JoinModel.AssertSame(rightOf[item.Key], item.Right.ToArray());
                    JoinModel.AssertSame(leftOf[item.Key], item.Left.ToArray());
                    if (keys.Count % 2 == 1) JoinModel.AssertSame(rightOf[item.Key], item.Right.ToArray());
                }
                JoinModel.AssertSame(expected, keys);
                if (options.Algorithm == JoinAlgorithm.SortMerge) Assert.Equal(keys.Order(OrderOf<TKey>()), keys);
            }
        }
    }

    /// <summary>Sinks for some of the targets of a worker.</summary>
    private static Dictionary<int, ListSink<T>> Sinks<T>(DataflowEnvironment env, Random random, LogicalPlan plan, Action<int, IChunkSink<T>> passTo)
    {
        int some = random.Next(3);
        Dictionary<int, ListSink<T>> sinks = plan.TargetsOf(env.Worker).Where(target => some == 0 || (some + target) % 3 == 0).ToDictionary(target => target, _ => new ListSink<T>());
        foreach ((int target, ListSink<T> sink) in sinks) passTo(target, sink);
        return sinks;
    }

    private static void Compare<TKey, TResult>(
        DataflowEnvironment env, LogicalPlan plan, IEnumerable<TResult> expected, Func<TResult, TKey> keyOf, Func<int, ChunkSequence<TResult>> read, Dictionary<int, ListSink<TResult>> sinks)
    {
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            bool isPassed = sinks.TryGetValue(target, out ListSink<TResult>? sink);
            List<TResult> rows = isPassed ? sink!.Records : All(read(target));
            JoinModel.AssertSame(expected.Where(row => TargetOf(keyOf(row), plan.Targets) == target), rows);
            if (isPassed) Assert.Throws<InvalidOperationException>(() => read(target));
            // The same again, in the same order.
            else if (rows.Count < 500) Assert.Equal(rows, All(read(target)));
        }
    }

    private delegate void AddPairs<TKey, TValue>(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs);

    private static void Complete<TKey, TLeft, TRight>(
        DataflowEnvironment env, TwoSidedOperator operation, Random random, List<KeyValuePair<TKey, TLeft>>[] lefts, List<KeyValuePair<TKey, TRight>>[] rights,
        AddPairs<TKey, TLeft> addLeft, AddPairs<TKey, TRight> addRight)
    {
        Action left = () => Add(operation.LeftPlan, lefts, addLeft, operation.FinishLeft), right = () => Add(operation.RightPlan, rights, addRight, operation.FinishRight);
        foreach (Action side in random.Next(2) == 0 ? (Action[])[left, right] : [right, left]) side();
        operation.WaitForCompletion();

        void Add<TValue>(LogicalPlan plan, List<KeyValuePair<TKey, TValue>>[] inputs, AddPairs<TKey, TValue> add, Action<int> finish)
        {
            foreach (int source in plan.SourcesOf(env.Worker))
            {
                foreach (KeyValuePair<TKey, TValue>[] chunk in inputs[source].Chunk(1 + source * 100))
                {
                    add(source, chunk);
                    operation.Progress();
                }
                finish(source);
            }
        }
    }

    private sealed class ListSink<T> : IChunkSink<T>
    {
        public List<T> Records { get; } = [];

        public void Add(ReadOnlySpan<T> chunk)
        {
            Assert.False(chunk.IsEmpty);
            Records.AddRange(chunk);
        }
    }

    private static JoinOptions[] AllOptions() =>
    [
        new(), new() { Build = JoinBuild.Left }, new() { Build = JoinBuild.Right }, new() { Algorithm = JoinAlgorithm.SortMerge },
    ];

    private static JoinOptions[] SomeOptions(Random random) => [new() { Build = (JoinBuild)random.Next(3) }, new() { Algorithm = JoinAlgorithm.SortMerge }];

    private static IComparer<TKey> OrderOf<TKey>() => typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;

    private static Func<Random, long> Skewed(long first) => random => first + random.Next(1 + random.Next(1, 2000));

    private static string TextOf(Random random) => TextOf(random.Next(1 + random.Next(400)));

    private static string TextOf(long i) => (i % 4) switch
    {
        0 => i.ToString(CultureInfo.InvariantCulture),
        1 => $"key ü {i}",
        2 => $"{i} is longer than sixteen bytes",
        _ => new string('x', (int)(i % 40)) + '\0',
    };

    private static int TargetOf<TKey>(TKey key, int targets) => Hashing.StableHash.Target(Hashing.KeyHasher.For<TKey>()(key), targets);

    private static List<T> All<T>(ChunkSequence<T> sequence)
    {
        List<T> all = [];
        foreach (ReadOnlySpan<T> chunk in sequence)
        {
            Assert.False(chunk.IsEmpty);
            all.AddRange(chunk);
        }
        return all;
    }

    private static (LogicalPlan Left, LogicalPlan Right) RandomPlans(Random random, int workerCount)
    {
        int[] Tasks() => [.. Enumerable.Range(0, random.Next(1, workerCount + 2)).Select(_ => random.Next(workerCount))];
        int[] targets = Tasks();
        return (new(workerCount, Tasks(), targets), new(workerCount, Tasks(), targets));
    }

    private static List<KeyValuePair<TKey, TValue>>[] RandomPairs<TKey, TValue>(Random random, int sources, int most, Func<Random, TKey> key, Func<Random, TValue> value) =>
        [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(most))
            .Select(_ => new KeyValuePair<TKey, TValue>(key(random), value(random))).ToList())];
}

[Trait("ranks", "none")]
public sealed class InProcessJoins() : JoinContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiJoins() : JoinContract(new MpiWorkers());
