using System.Text;
using static Twister2.Dataflow.Tests.ContractInputs;

namespace Twister2.Dataflow.Tests;

/// <summary>What the keyed operators must do, whatever carries their messages and however little memory there is.</summary>
public abstract class KeyedContract(IWorkers workers)
{
    private static readonly double[] OddNumbers = [0.0, -0.0, double.NaN, -double.NaN, double.PositiveInfinity, 1.5];

    [Fact]
    public void Keyed_reduce_equals_LINQ_in_any_memory()
    {
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, Skewed(long.MinValue)));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, Skewed(-1000, i => (int)i)));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, Skewed(0, i => new Utf8Text(TextOf(i)))));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, Skewed(0, i => i % 50 == 7 ? null! : TextOf(i))));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, r => OddNumbers[r.Next(OddNumbers.Length)] + r.Next(3)));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, r => (r.Next(20), TextOf(r.Next(100)), r.Next(2), 'a', false, (byte)1, 2L)));
    }

    [Fact]
    public void Known_operations_combine_as_their_names_say() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<int, long>>[] inputs = RandomPairs(random, plan.Sources, r => r.Next(50), r => r.NextInt64());
        ILookup<int, long> all = inputs.SelectMany(input => input).ToLookup(pair => pair.Key, pair => pair.Value);
        Check(KeyedReduce.Min<int, long>(env, plan), values => values.Min());
        Check(KeyedReduce.Max<int, long>(env, plan), values => values.Max());
        Check(KeyedReduce.With<int, long, ExclusiveOr>(env, plan, default), values => values.Aggregate((a, b) => a ^ b));

        void Check(KeyedReduce<int, long> reduce, Func<IEnumerable<long>, long> expected)
        {
            using (reduce)
            {
                Complete(env, reduce, inputs, reduce.Add);
                foreach (int target in plan.TargetsOf(env.Worker))
                    Assert.All(All(reduce.Read(target)), pair => Assert.Equal(expected(all[pair.Key]), pair.Value));
            }
        }
    });

    [Fact]
    public void Words_are_counted_where_they_lie() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<Utf8Text, long> reduce = KeyedReduce.Sum<Utf8Text, long>(env, plan);
        Dictionary<string, long> expected = [];
        for (int source = 0; source < plan.Sources; source++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(2000)).Select(_ => TextOf(random.Next(300)))];
            foreach (string word in words) expected[word] = expected.GetValueOrDefault(word) + 3;
            if (source == env.Worker) AddWords(reduce, source, words);
        }
        reduce.Finish(env.Worker);
        reduce.WaitForCompletion();
        List<KeyValuePair<Utf8Text, long>> mine = All(reduce.Read(env.Worker));
        Assert.All(mine, pair => Assert.Equal(expected[pair.Key.ToString()], pair.Value));
        Assert.Equal(expected.Count, env.AllReduce(mine.Count, (a, b) => a + b));

        static void AddWords(KeyedReduce<Utf8Text, long> reduce, int source, string[] words)
        {
            // The last word ends with the block: nothing may be read behind it.
            byte[] block = Encoding.UTF8.GetBytes(string.Concat(words));
            List<TextRange> ranges = [];
            foreach (string word in words) ranges.Add(new TextRange(ranges.Sum(range => range.Length), Encoding.UTF8.GetByteCount(word)));
            reduce.Add(source, block, [.. ranges], 3L);
            Assert.Throws<ArgumentOutOfRangeException>(() => reduce.Add(source, block, [new TextRange(block.Length, 1)], 1L));
            Assert.Throws<ArgumentOutOfRangeException>(() => reduce.Add(source, block, [new TextRange(-1, 1)], 1L));
        }
    });

    [Fact]
    public void Distinct_gives_each_record_once() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<string, None>>[] inputs = RandomPairs(random, plan.Sources, r => TextOf(r.Next(600)), _ => default(None));
        using Distinct<string> distinct = new(env, plan);
        Complete(env, distinct, inputs, (source, pairs) => distinct.Add(source, [.. pairs.ToArray().Select(pair => pair.Key)]));
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            List<string> received = All(distinct.Read(target));
            Assert.Equal(KeysOf(inputs, target, plan.Targets).Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
            Assert.Equal(received.Count, distinct.CountOf(target));
        }
    });

    [Fact]
    public void Keyed_partition_brings_each_pair_to_the_task_of_its_key() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<Utf8Text, int>>[] inputs = RandomPairs(random, plan.Sources, r => new Utf8Text(TextOf(r.Next(600))), r => r.Next(1000));
        using KeyedPartition<Utf8Text, int> partition = new(env, plan);
        Complete(env, partition, inputs, partition.Add);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            IEnumerable<KeyValuePair<Utf8Text, int>> expected = inputs.SelectMany(input => input).Where(pair => TargetOf(pair.Key, plan.Targets) == target);
            Assert.Equal(expected.OrderBy(pair => pair.Key).ThenBy(pair => pair.Value), All(partition.Read(target)).OrderBy(pair => pair.Key).ThenBy(pair => pair.Value));
            Assert.Equal(expected.Count(), partition.CountOf(target));
        }
    });

    [Fact]
    public void Keyed_gather_equals_LINQ_in_any_memory()
    {
        workers.RunRandom((env, random) => GatherEqualsLinq(env, random, Skewed(long.MinValue), r => r.Next()));
        workers.RunRandom((env, random) => GatherEqualsLinq(env, random, Skewed(0, i => new Utf8Text(TextOf(i))), r => TextOf(r.Next())));
        workers.RunRandom((env, random) => GatherEqualsLinq(env, random, Skewed(0, i => i % 50 == 7 ? null! : TextOf(i)), r => new Utf8Text(TextOf(r.Next()))));
        workers.RunRandom((env, random) => GatherEqualsLinq(env, random, r => OddNumbers[r.Next(OddNumbers.Length)] + r.Next(3), r => (r.Next(), TextOf(r.Next()))));
    }

    [Fact]
    public void One_key_larger_than_the_memory_is_streamed() => workers.Run(env =>
    {
        const int Values = 60_000;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedGather<int, long> gather = KeyedGather.Ordered<int, long>(env, plan);
        KeyValuePair<int, long>[] pairs = [.. Enumerable.Range(0, Values).Select(i => new KeyValuePair<int, long>(i % 1000 == 0 ? i : -1, i))];
        gather.Add(env.Worker, pairs);
        gather.Finish(env.Worker);
        gather.WaitForCompletion();
        foreach (bool sorted in (bool[])[false, true])
        {
            int chunks = 0;
            IEnumerable<long> expected = Enumerable.Range(0, env.WorkerCount).SelectMany(_ => Enumerable.Range(0, Values).Where(i => i % 1000 != 0).Select(i => (long)i));
            using IEnumerator<long> next = expected.GetEnumerator();
            foreach (KeyedGroup<int, long> group in sorted ? gather.ReadSortedGroups(env.Worker) : gather.ReadGroups(env.Worker))
            {
                foreach (ReadOnlySpan<long> values in group)
                {
                    if (group.Key != -1) continue;
                    chunks++;
                    foreach (long value in values)
                    {
                        Assert.True(next.MoveNext());
                        Assert.Equal(next.Current, value);
                    }
                }
            }
            Assert.Equal(TargetOf(-1, env.WorkerCount) != env.Worker, next.MoveNext());
            Assert.True(chunks > 1 || TargetOf(-1, env.WorkerCount) != env.Worker, $"{chunks} chunks");
        }
        Assert.InRange(env.Memory.Peak, 1, 300_000);
        Assert.Equal(TargetOf(-1, env.WorkerCount) == env.Worker, env.Counters.BytesSpilled > 0);
    }, new DataflowOptions { MemoryBytes = 100_000 });

    [Fact]
    public void A_budget_is_kept_with_many_times_its_keys() => workers.Run(env =>
    {
        const int Keys = 60_000;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<long, long> distinct = KeyedReduce.Sum<long, long>(env, plan), equal = KeyedReduce.Sum<long, long>(env, plan);
        for (int i = 0; i < Keys; i++)
        {
            distinct.Add(env.Worker, i, 1);
            equal.Add(env.Worker, 5, i);
        }
        distinct.Finish(env.Worker);
        equal.Finish(env.Worker);
        distinct.WaitForCompletion();
        equal.WaitForCompletion();
        Assert.True(env.Counters.BytesSpilled > 0);
        for (int pass = 0; pass < 2; pass++)
        {
            long count = distinct.CountOf(env.Worker);
            Assert.All(All(distinct.Read(env.Worker)), pair => Assert.Equal(env.WorkerCount, pair.Value));
            Assert.Equal(Keys, env.AllReduce(count, (a, b) => a + b));
        }
        KeyValuePair<long, long>[] one = [.. All(equal.Read(env.Worker))];
        if (TargetOf(5L, env.WorkerCount) == env.Worker) Assert.Equal([new(5, (long)env.WorkerCount * Keys * (Keys - 1) / 2)], one);
        else Assert.Empty(one);
        Assert.InRange(env.Memory.Peak, 1, 120_000);
    }, new DataflowOptions { MemoryBytes = 60_000 });

    [Fact]
    public void Memory_is_given_back() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using (KeyedReduce<Utf8Text, long> reduce = KeyedReduce.Sum<Utf8Text, long>(env, plan))
        using (KeyedGather<string, int> gather = new(env, plan))
        {
            for (int i = 0; i < 5000; i++)
            {
                reduce.Add(env.Worker, new Utf8Text(TextOf(i)), 1);
                gather.Add(env.Worker, TextOf(i), i);
            }
            reduce.Finish(env.Worker);
            gather.Finish(env.Worker);
            reduce.WaitForCompletion();
            gather.WaitForCompletion();
            // What has been spilled by now is given back already.
            Assert.True(env.Memory.Peak > 0);
            // Given up in the middle.
            using ChunkSequence<KeyValuePair<Utf8Text, long>> pairs = reduce.Read(env.Worker);
            pairs.MoveNext();
            using GroupReader<string, int> groups = gather.ReadSortedGroups(env.Worker);
            groups.MoveNext();
        }
        Assert.Equal(0, env.Memory.Used);
    }, new DataflowOptions { MemoryBytes = 50_000 });

    private readonly struct ExclusiveOr : IReducer<long>
    {
        public long Combine(long a, long b) => a ^ b;
    }

    /// <summary>Few keys that come often and many that come once.</summary>
    private static Func<Random, long> Skewed(long first) => random => first + random.Next(1 + random.Next(1, 3000));

    private static Func<Random, TKey> Skewed<TKey>(long first, Func<long, TKey> key) => random => key(Skewed(first)(random));

    private static string TextOf(long i) => (i % 5) switch
    {
        0 => $"{i}",
        1 => $"key ü {i}",
        2 => $"{i} is longer than sixteen bytes",
        3 => $"exactly 16b {i % 10_000:0000}",
        _ => new string('x', (int)(i % 40)) + '\0',
    };

    private static void ReduceEqualsLinq<TKey>(DataflowEnvironment env, Random random, Func<Random, TKey> randomKey)
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<TKey, long>>[] inputs = RandomPairs(random, plan.Sources, randomKey, r => (long)r.Next(1000));
        using KeyedReduce<TKey, long> function = new(env, plan, (a, b) => a + b), sum = KeyedReduce.Sum<TKey, long>(env, plan);
        Complete(env, function, inputs, function.Add);
        Complete(env, sum, inputs, (source, pairs) =>
        {
            foreach ((TKey key, long value) in pairs) sum.Add(source, key, value);
        });
        ILookup<TKey, long> expected = inputs.SelectMany(input => input).ToLookup(pair => pair.Key, pair => pair.Value);
        foreach (KeyedReduce<TKey, long> reduce in (KeyedReduce<TKey, long>[])[function, sum])
        {
            foreach (int target in plan.TargetsOf(env.Worker))
            {
                List<KeyValuePair<TKey, long>> received = All(reduce.Read(target));
                Assert.All(received, pair => Assert.Equal(expected[pair.Key].Sum(), pair.Value));
                Assert.Equal(KeysOf(inputs, target, plan.Targets).Count(), received.DistinctBy(pair => pair.Key).Count());
                Assert.Equal(received.Count, received.DistinctBy(pair => pair.Key).Count());
                Assert.Equal(received.Count, reduce.CountOf(target));
            }
        }
    }

    private static void GatherEqualsLinq<TKey, TValue>(DataflowEnvironment env, Random random, Func<Random, TKey> randomKey, Func<Random, TValue> randomValue)
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<TKey, TValue>>[] inputs = RandomPairs(random, plan.Sources, randomKey, randomValue);
        using KeyedGather<TKey, TValue> ordered = KeyedGather.Ordered<TKey, TValue>(env, plan), unordered = new(env, plan);
        Complete(env, ordered, inputs, ordered.Add);
        Complete(env, unordered, inputs, unordered.Add);
        ILookup<TKey, TValue> expected = inputs.SelectMany(input => input).ToLookup(pair => pair.Key, pair => pair.Value);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            TKey[] keys = [.. KeysOf(inputs, target, plan.Targets)];
            (TKey Key, TValue[] Values)[] groups = Groups(ordered.ReadGroups(target)), sorted = Groups(ordered.ReadSortedGroups(target)), loose = Groups(unordered.ReadGroups(target));
            Assert.Equal(keys.Length, groups.Length);
            Assert.Equal(keys.Length, loose.Length);
            Assert.All(groups, group => Assert.Equal(expected[group.Key], group.Values));
            Assert.All(loose, group => Assert.Equal(expected[group.Key].Order(), group.Values.Order()));
            Assert.All(sorted, group => Assert.Equal(expected[group.Key], group.Values));
            IComparer<TKey> order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
            Assert.Equal(keys.Order(order), sorted.Select(group => group.Key));
            Assert.Equal(keys.Sum(key => expected[key].Count()), ordered.CountOf(target));
            Assert.Equal(ordered.CountOf(target), All(ordered.Read(target)).Count);
            Assert.Equal(
                inputs.SelectMany(input => input).Where(pair => TargetOf(pair.Key, plan.Targets) == target), All(ordered.Read(target)));
        }
    }

    private static (TKey Key, TValue[] Values)[] Groups<TKey, TValue>(GroupReader<TKey, TValue> reader)
    {
        List<(TKey, TValue[])> groups = [];
        foreach (KeyedGroup<TKey, TValue> group in reader) groups.Add((group.Key, group.ToArray()));
        return [.. groups];
    }

    private delegate void AddPairs<TKey, TValue>(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs);

    private static void Complete<TKey, TValue>(
        DataflowEnvironment env, DataflowOperator operation, List<KeyValuePair<TKey, TValue>>[] inputs, AddPairs<TKey, TValue> add)
    {
        foreach (int source in operation.Plan.SourcesOf(env.Worker))
        {
            foreach (KeyValuePair<TKey, TValue>[] chunk in inputs[source].Chunk(1 + source * 100)) add(source, chunk);
            operation.Finish(source);
        }
        operation.WaitForCompletion();
    }

    private static IEnumerable<TKey> KeysOf<TKey, TValue>(List<KeyValuePair<TKey, TValue>>[] inputs, int target, int targets) =>
        inputs.SelectMany(input => input).Select(pair => pair.Key).Distinct().Where(key => TargetOf(key, targets) == target);

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

    private static List<KeyValuePair<TKey, TValue>>[] RandomPairs<TKey, TValue>(Random random, int sources, Func<Random, TKey> key, Func<Random, TValue> value) =>
        [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(1500))
            .Select(_ => new KeyValuePair<TKey, TValue>(key(random), value(random))).ToList())];
}

[Trait("ranks", "none")]
public sealed class InProcessKeyedOperators() : KeyedContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiKeyedOperators() : KeyedContract(new MpiWorkers());
