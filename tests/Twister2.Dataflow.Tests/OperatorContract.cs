using System.Text;
using static Twister2.Dataflow.Tests.ContractInputs;

namespace Twister2.Dataflow.Tests;

/// <summary>What every operator must do, whatever carries its messages.</summary>
public abstract class OperatorContract(IWorkers workers)
{
    protected IWorkers Workers => workers;

    [Fact]
    public void Keyed_reduce_of_integers_equals_LINQ() => workers.RunRandom(8, (env, random) =>
        KeyedReduceEqualsLinq(env, random, r => (long)r.Next(1 + r.Next(1, 5000))));

    [Fact]
    public void Keyed_reduce_of_text_equals_LINQ() => workers.RunRandom(8, (env, random) =>
        KeyedReduceEqualsLinq(env, random, r => new Utf8Text(RandomText(r))));

    [Fact]
    public void Keyed_reduce_of_strings_equals_LINQ() => workers.RunRandom(8, (env, random) => KeyedReduceEqualsLinq(env, random, RandomText));

    [Fact]
    public void Keyed_reduce_of_tuples_equals_LINQ() => workers.RunRandom(8, (env, random) =>
        KeyedReduceEqualsLinq(env, random, r => (r.Next(20), RandomText(r))));

    [Fact]
    public void Keyed_reduce_takes_NaN_and_zeros_as_one_key_each() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<double, int> reduce = new(env, plan, (a, b) => a + b);
        foreach (double key in (double[])[0.0, -0.0, double.NaN, -double.NaN, 1.0]) reduce.Add(env.Worker, key, 1);
        reduce.Finish(env.Worker);
        reduce.WaitForCompletion();
        int keys = env.AllReduce((int)reduce.CountOf(env.Worker), (a, b) => a + b);
        Assert.Equal(3, keys);
    });

    [Fact]
    public void Partition_brings_each_record_once_to_the_task_of_its_key() => workers.RunRandom(8, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<string>[] inputs = RandomRecords(random, plan.Sources, RandomText);
        using Partition<string> partition = Partition.ByHash(env, plan, (string text) => text);
        AddAll(env, plan, inputs, partition.Add, partition);
        partition.WaitForCompletion();
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            IEnumerable<string> expected = inputs.SelectMany(input => input).Where(text => TargetOf(text, plan.Targets) == target);
            Assert.Equal(expected.Order(StringComparer.Ordinal), Read<string>(sink => partition.CopyTo(target, sink)).Order(StringComparer.Ordinal));
        }
    });

    [Fact]
    public void Gather_keeps_the_order_of_sources_and_records() => workers.RunRandom(8, (env, random) =>
    {
        int root = random.Next(env.WorkerCount);
        LogicalPlan plan = RandomPlan(random, env.WorkerCount, [root]);
        List<(int, string)>[] inputs = RandomRecords(random, plan.Sources, r => (r.Next(), RandomText(r)));
        using Gather<(int, string)> gather = new(env, plan);
        AddAll(env, plan, inputs, gather.Add, gather);
        gather.WaitForCompletion();
        Assert.Equal(env.Worker == root ? inputs.SelectMany(input => input) : [], Read<(int, string)>(gather.CopyTo));
    });

    [Fact]
    public void All_records_to_one_target() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Partition<long> partition = new(env, plan, _ => env.WorkerCount - 1);
        for (long i = 0; i < 20_000; i++) partition.Add(env.Worker, i);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        long expected = env.Worker == env.WorkerCount - 1 ? 20_000L * env.WorkerCount : 0;
        Assert.Equal(expected, Read<long>(sink => partition.CopyTo(env.Worker, sink)).Count);
    }, new DataflowOptions { ChunkBytes = 512, BytesInFlight = 2048 });

    [Fact]
    public void Records_larger_than_every_buffer() => workers.Run(env =>
    {
        byte[] Giant(int worker) => [.. Enumerable.Repeat((byte)('a' + worker), 3_000_000 + worker)];
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        int next = (env.Worker + 1) % env.WorkerCount, previous = (env.Worker + env.WorkerCount - 1) % env.WorkerCount;
        using Partition<Utf8Text> partition = new(env, plan, _ => next);
        partition.Add(env.Worker, Utf8Text.CopyOf(Giant(env.Worker)));
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        Utf8Text received = Assert.Single(Read<Utf8Text>(sink => partition.CopyTo(env.Worker, sink)));
        Assert.True(received.Span.SequenceEqual(Giant(previous)));
    }, new DataflowOptions { ChunkBytes = 1024, BytesInFlight = 4096 });

    [Fact]
    public void Many_large_records_in_a_row() => workers.Run(env =>
    {
        const int Records = 40;
        byte[] large = new byte[300_000];
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Partition<Utf8Text> partition = new(env, plan, text => text.Length % env.WorkerCount);
        // Small ones first, so that the operator expects small ones.
        for (int i = 0; i < 2000; i++) partition.Add(env.Worker, new Utf8Text(large, 0, i % 7));
        for (int i = 0; i < Records; i++) partition.Add(env.Worker, new Utf8Text(large, 0, large.Length - i));
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        List<Utf8Text> received = Read<Utf8Text>(sink => partition.CopyTo(env.Worker, sink));
        Assert.All(received, text => Assert.Equal(env.Worker, text.Length % env.WorkerCount));
        Assert.Equal(env.WorkerCount * (2000 + Records), env.AllReduce(received.Count, (a, b) => a + b));
        // A message holds a few chunks' bytes, or one record that is larger.
        if (env.Counters.MessagesSent > 0) Assert.InRange(env.Counters.BytesSent / env.Counters.MessagesSent, 1, 310_000);
    }, new DataflowOptions { ChunkBytes = 16 << 10, Compression = ChunkCompression.Never });

    [Fact]
    public void Keyed_reduces_one_after_the_other_stay_fast() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<long, long> first = new(env, plan, (a, b) => a + b);
        using KeyedReduce<long, long> second = new(env, plan, (a, b) => a + b);
        for (long key = env.Worker; key < 300_000; key += env.WorkerCount) first.Add(env.Worker, key, 1);
        first.Finish(env.Worker);
        first.WaitForCompletion();
        first.CopyTo(env.Worker, new AddTo(second, env.Worker));
        second.Finish(env.Worker);
        second.WaitForCompletion();
        Assert.Equal(300_000, env.AllReduce(second.CountOf(env.Worker), (a, b) => a + b));
        Assert.InRange(second.LongestProbe(env.Worker), 0, 100);
    });

    [Fact]
    public void What_is_added_after_the_end_is_refused() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Partition<int> partition = new(env, plan, _ => 0);
        using KeyedReduce<int, int> reduce = new(env, plan, (a, b) => a + b);
        Assert.Throws<InvalidOperationException>(() => partition.CopyTo(env.Worker, new ListSink<int>()));
        Assert.Throws<InvalidOperationException>(() => reduce.CountOf(env.Worker));
        partition.Finish(env.Worker);
        reduce.Finish(env.Worker);
        Assert.Throws<ArgumentException>(() => partition.Add(env.Worker, 1));
        Assert.Throws<ArgumentException>(() => reduce.Add(env.Worker, 1, 1));
        Assert.Throws<ArgumentException>(() => reduce.Add(plan.Sources, 1, 1));
        partition.WaitForCompletion();
        reduce.WaitForCompletion();
    });

    [Fact]
    public void A_worker_that_runs_ahead_is_held_in_step() => workers.Run(env =>
    {
        // Past the largest tag, while the last worker is late.
        if (env.Worker == env.WorkerCount - 1) Thread.Sleep(100);
        for (int i = 0; i < 700; i++)
        {
            if (i % 10 == 0) env.EdgeNumbers.Skip(600);
            Assert.Equal(i, env.Broadcast(i));
        }
    });

    [Fact]
    public void No_records_at_all() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<string, int> reduce = new(env, plan, (a, b) => a + b);
        using Gather<string> gather = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        reduce.Finish(env.Worker);
        gather.Finish(env.Worker);
        reduce.WaitForCompletion();
        gather.WaitForCompletion();
        Assert.Equal(0, reduce.CountOf(env.Worker));
        Assert.Empty(Read<string>(gather.CopyTo));
    });

    [Fact]
    public void Operators_that_are_open_at_the_same_time_do_not_mix() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Partition<int>[] partitions = [.. Enumerable.Range(0, 4).Select(i => new Partition<int>(env, plan, value => (value + i) % env.WorkerCount))];
        for (int value = 0; value < 1000; value++)
            for (int i = 0; i < partitions.Length; i++) partitions[i].Add(env.Worker, value * 10 + i);
        // Finished in another order on each worker.
        foreach (int i in Enumerable.Range(0, partitions.Length).Select(i => (i + env.Worker) % partitions.Length)) partitions[i].Finish(env.Worker);
        for (int i = partitions.Length - 1; i >= 0; i--)
        {
            partitions[i].WaitForCompletion();
            List<int> received = Read<int>(sink => partitions[i].CopyTo(env.Worker, sink));
            Assert.All(received, value => Assert.Equal(i, value % 10));
            Assert.Equal(1000 * env.WorkerCount, env.AllReduce(received.Count, (a, b) => a + b));
            partitions[i].Dispose();
        }
    }, new DataflowOptions { ChunkBytes = 256, BytesInFlight = 1024 });

    [Fact]
    public void AllReduce_combines_in_the_order_of_the_workers() => workers.Run(env =>
    {
        string all = env.AllReduce($"[{env.Worker}]", (a, b) => a + b);
        Assert.Equal(string.Concat(Enumerable.Range(0, env.WorkerCount).Select(worker => $"[{worker}]")), all);
    });

    [Fact]
    public void Broadcast_gives_the_value_of_worker_0() => workers.Run(env =>
    {
        Assert.Equal("from 0", env.Broadcast(env.Worker == 0 ? "from 0" : "mine"));
        Assert.Null(env.Broadcast(env.Worker == 0 ? null : "mine"));
        (string[] names, long[] lengths) = env.Broadcast(env.Worker == 0 ? (["a", "b"], [1L, 2L]) : (Array.Empty<string>(), Array.Empty<long>()));
        Assert.Equal(["a", "b"], names);
        Assert.Equal([1, 2], lengths);
    });

    [Fact]
    public void Edge_numbers_begin_again_after_the_largest_tag() => workers.Run(env =>
    {
        env.EdgeNumbers.Skip(32766 - 5);
        for (int i = 0; i < 12; i++) Assert.Equal(i * env.WorkerCount, env.AllReduce(i, (a, b) => a + b));
    });

    private static void KeyedReduceEqualsLinq<TKey>(DataflowEnvironment env, Random random, Func<Random, TKey> randomKey) where TKey : notnull
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<KeyValuePair<TKey, long>>[] inputs = RandomRecords(random, plan.Sources, r => new KeyValuePair<TKey, long>(randomKey(r), r.Next(1000)));
        using KeyedReduce<TKey, long> reduce = new(env, plan, (a, b) => a + b);
        AddAll(env, plan, inputs, (source, pair) => reduce.Add(source, [pair]), reduce);
        reduce.WaitForCompletion();
        Dictionary<TKey, long> expected = inputs.SelectMany(input => input).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            List<KeyValuePair<TKey, long>> received = Read<KeyValuePair<TKey, long>>(sink => reduce.CopyTo(target, sink));
            Assert.Equal(received.Count, reduce.CountOf(target));
            foreach ((TKey key, long value) in received)
            {
                Assert.Equal(target, TargetOf(key, plan.Targets));
                Assert.Equal(expected[key], value);
            }
            Assert.Equal(expected.Keys.Count(key => TargetOf(key, plan.Targets) == target), received.Count);
        }
    }

    private static List<T>[] RandomRecords<T>(Random random, int sources, Func<Random, T> record) =>
        [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(3000)).Select(_ => record(random)).ToList())];

    private static void AddAll<T>(DataflowEnvironment env, LogicalPlan plan, List<T>[] inputs, Action<int, T> add, DataflowOperator operation)
    {
        // The records of the tasks of a worker come mixed.
        int[] mine = [.. plan.SourcesOf(env.Worker)];
        for (int i = 0; mine.Any(source => i < inputs[source].Count); i++)
            foreach (int source in mine)
                if (i < inputs[source].Count) add(source, inputs[source][i]);
        foreach (int source in mine) operation.Finish(source);
    }

    private static string RandomText(Random random)
    {
        StringBuilder text = new();
        for (int length = random.Next(random.Next(1, 20)); length > 0; length--) text.Append("abcdeü€😀".EnumerateRunes().ElementAt(random.Next(8)));
        return text.ToString();
    }

    private static int TargetOf<TKey>(TKey key, int targets) => Hashing.StableHash.Target(Hashing.KeyHasher.For<TKey>()(key), targets);

    private static List<T> Read<T>(Action<IChunkSink<T>> copyTo)
    {
        ListSink<T> sink = new();
        copyTo(sink);
        return sink.Records;
    }

    private sealed class AddTo(KeyedReduce<long, long> reduce, int task) : IChunkSink<KeyValuePair<long, long>>
    {
        public void Add(ReadOnlySpan<KeyValuePair<long, long>> chunk) => reduce.Add(task, chunk);
    }

    private sealed class ListSink<T> : IChunkSink<T>
    {
        public List<T> Records { get; } = [];

        public void Add(ReadOnlySpan<T> chunk) => Records.AddRange(chunk);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessOperators() : OperatorContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiOperators() : OperatorContract(new MpiWorkers());
