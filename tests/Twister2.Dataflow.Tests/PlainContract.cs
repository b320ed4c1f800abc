using System.Globalization;
using System.Numerics;
using System.Text;
using static Twister2.Dataflow.Tests.ContractInputs;

namespace Twister2.Dataflow.Tests;

/// <summary>What the operators without keys must do, whatever carries their messages and however little memory there is.</summary>
public abstract class PlainContract(IWorkers workers)
{
    [Fact]
    public void Direct_gives_each_target_the_records_of_its_source()
    {
        workers.RunRandom((env, random) => DirectEqualsItsSource(env, random, r => r.NextInt64()));
        workers.RunRandom((env, random) => DirectEqualsItsSource(env, random, TextOrNull));
        workers.RunRandom((env, random) => DirectEqualsItsSource(env, random, r => (r.Next(), new Utf8Text(TextOf(r)))));
    }

    [Fact]
    public void A_pipe_passes_on_in_order_from_stage_to_stage()
    {
        workers.RunRandom((env, random) => PipesPassOn(env, random, r => r.NextInt64()));
        workers.RunRandom((env, random) => PipesPassOn(env, random, TextOf));
    }

    [Fact]
    public void A_pipe_does_not_wait_for_the_end() => workers.Run(env =>
    {
        int[] all = [.. Enumerable.Range(0, env.WorkerCount)];
        ListSink<int> sink = new();
        using Pipe<int> pipe = new(env, new LogicalPlan(env.WorkerCount, all, [.. all.Select(task => (task + 1) % env.WorkerCount)]), _ => sink);
        // Nobody finishes before something has come to it.
        for (int i = 0; sink.Records.Count == 0 || i < 1000; i++)
        {
            pipe.Add(env.Worker, i);
            pipe.Progress();
        }
        pipe.Finish(env.Worker);
        pipe.WaitForCompletion();
        Assert.Equal(Enumerable.Range(0, sink.Records.Count), sink.Records);
    }, new DataflowOptions { ChunkBytes = 64, BytesInFlight = 1024 });

    [Fact]
    public void Broadcast_gives_every_target_all_records_in_order()
    {
        workers.RunRandom((env, random) => BroadcastEqualsLinq(env, random, r => r.NextInt64()));
        workers.RunRandom((env, random) => BroadcastEqualsLinq(env, random, TextOrNull));
    }

    [Fact]
    public void All_gather_gives_every_target_all_records_by_source()
    {
        workers.RunRandom((env, random) => AllGatherEqualsLinq(env, random, r => (r.Next(), r.Next(), r.NextDouble())));
        workers.RunRandom((env, random) => AllGatherEqualsLinq(env, random, TextOrNull));
    }

    [Fact]
    public void The_targets_of_a_worker_share_what_is_broadcast() => workers.Run(env =>
    {
        const int Records = 50_000;
        int[] targets = [.. Enumerable.Range(0, 4 * env.WorkerCount).Select(task => task % env.WorkerCount)];
        using Broadcast<long> broadcast = new(env, new LogicalPlan(env.WorkerCount, [env.WorkerCount - 1], targets));
        AddAndComplete(env, broadcast, _ => [.. Enumerable.Range(0, Records).Select(i => (long)i)]);
        Assert.InRange(env.Memory.Used, Records * sizeof(long), 2 * Records * sizeof(long));
        foreach (int target in broadcast.Plan.TargetsOf(env.Worker))
        {
            Assert.Equal(Records, All(broadcast.Consume(target)).Count);
            Assert.Throws<InvalidOperationException>(() => broadcast.Consume(target));
        }
        // The last to consume gave the memory back.
        Assert.Equal(0, env.Memory.Used);
    });

    [Fact]
    public void A_large_broadcast_goes_through_each_link_once() => workers.Run(env =>
    {
        const int Bytes = 1 << 20;
        using Broadcast<long> broadcast = new(env, new LogicalPlan(env.WorkerCount, [0], [.. Enumerable.Range(0, env.WorkerCount)]));
        (long sent, long received) = (env.Counters.BytesSent, env.Counters.BytesReceived);
        AddAndComplete(env, broadcast, _ => [.. Enumerable.Range(0, Bytes / sizeof(long)).Select(i => (long)i)]);
        if (env.Worker > 0) Assert.InRange(env.Counters.BytesReceived - received, Bytes, Bytes + Bytes / 50);
        Assert.InRange(env.Counters.BytesSent - sent, 0, 4 * (Bytes + Bytes / 50));
        long all = env.AllReduce(env.Counters.BytesSent - sent, (a, b) => a + b);
        Assert.InRange(all, (env.WorkerCount - 1L) * Bytes, (env.WorkerCount - 1L) * (Bytes + Bytes / 50));
    }, new DataflowOptions { ChunkBytes = 16 << 10, Compression = ChunkCompression.Never });

    [Fact]
    public void A_few_bytes_from_each_cost_no_message_for_each_pair() => workers.Run(env =>
    {
        long before = env.Counters.MessagesSent;
        using AllGather<int> gather = new(env, LogicalPlan.OnePerWorker(env.WorkerCount));
        AddAndComplete(env, gather, source => [source, -source]);
        long messages = env.Counters.MessagesSent - before;
        Assert.Equal(Enumerable.Range(0, env.WorkerCount).SelectMany(source => (int[])[source, -source]), All(gather.Read(env.Worker)));
        Assert.Equal(2L * (env.WorkerCount - 1), env.AllReduce(messages, (a, b) => a + b));
    });

    [Fact]
    public void Scatter_divides_in_order()
    {
        workers.RunRandom((env, random) => ScatterEqualsLinq(env, random, r => r.NextInt64()));
        workers.RunRandom((env, random) => ScatterEqualsLinq(env, random, TextOrNull));
    }

    [Fact]
    public void Reduce_combines_in_the_order_of_the_sources()
    {
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, TextOf, (a, b) => a + b, 1));
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, r => (char)r.Next('a', 'z') + "", (a, b) => a + b, random.Next(1, 40)));
        // Associative, not commutative, and plain: the matrices ((a, b), (0, 1)) of numbers that wrap round.
        workers.RunRandom((env, random) => ReduceEqualsLinq(env, random, r => (r.Next(), r.Next()), (a, b) => (a.Item1 * b.Item1, a.Item1 * b.Item2 + a.Item2), random.Next(1, 3000)));
    }

    [Fact]
    public void Known_operations_combine_each_element() => workers.RunRandom((env, random) =>
    {
        int length = random.Next(2) == 0 ? 1 : random.Next(1, 5000);
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        long[][] inputs = RandomVectors(random, plan.Sources, length, r => r.NextInt64());
        Check(AllReduce.Sum<long>(env, plan, length), (a, b) => a + b);
        Check(AllReduce.Min<long>(env, plan, length), Math.Min);
        Check(AllReduce.Max<long>(env, plan, length), Math.Max);
        Check(AllReduce.With<long, ExclusiveOr>(env, plan, default, length), (a, b) => a ^ b);
        LogicalPlan toOne = ToOne(plan, random.Next(env.WorkerCount));
        Check(Reduce.Sum<long>(env, toOne, length), (a, b) => a + b);
        Check(Reduce.Min<long>(env, toOne, length), Math.Min);
        Check(Reduce.Max<long>(env, toOne, length), Math.Max);
        Check(Reduce.With<long, ExclusiveOr>(env, toOne, default, length), (a, b) => a ^ b);

        void Check(ReduceOperator<long> reduce, Func<long, long, long> combine)
        {
            using (reduce) CheckReduce(env, reduce, inputs, combine);
        }
    });

    [Fact]
    public void Sums_of_numbers_have_the_same_bits_everywhere_and_every_time() => workers.RunRandom((env, random) =>
    {
        int length = random.Next(1, 3000);
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        double[][] inputs = RandomVectors(random, plan.Sources, length, r => r.NextDouble() * Math.Pow(10, r.Next(-8, 8)));
        ulong first = 0;
        for (int time = 0; time < 2; time++)
        {
            using AllReduce<double> sum = AllReduce.Sum<double>(env, plan, length);
            AddAndComplete(env, sum, source => inputs[source]);
            ulong mine = 0;
            foreach (int target in plan.TargetsOf(env.Worker))
            {
                double[] expected = Fold(inputs, length, (a, b) => a + b), values = sum.Values(target).ToArray();
                Assert.Equal(expected.Length, values.Length);
                for (int i = 0; i < values.Length; i++) Assert.InRange(values[i], expected[i] * (1 - 1e-9), expected[i] * (1 + 1e-9));
                mine = values.Aggregate(1UL, (hash, value) => BitOperations.RotateLeft(hash, 5) ^ BitConverter.DoubleToUInt64Bits(value));
            }
            ulong[] all = env.AllReduce((ulong[])[mine], (a, b) => [.. a, .. b]);
            Assert.Single(all.Where(hash => hash != 0).Distinct());
            if (time == 0) first = mine;
            else Assert.Equal(first, mine);
        }
    });

    [Fact]
    public void The_least_and_greatest_know_NaN_and_zeros() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        bool isLast = env.Worker == env.WorkerCount - 1;
        using AllReduce<double> min = AllReduce.Min<double>(env, plan, 3), max = AllReduce.Max<double>(env, plan, 3);
        double[] values = [isLast ? double.NaN : 1, isLast ? -0.0 : 0.0, env.Worker];
        AddAndComplete(env, min, _ => values);
        AddAndComplete(env, max, _ => values);
        Assert.True(double.IsNaN(min.Values(env.Worker)[0]) && double.IsNaN(max.Values(env.Worker)[0]));
        Assert.True(double.IsNegative(min.Values(env.Worker)[1]));
        Assert.Equal(env.WorkerCount == 1, double.IsNegative(max.Values(env.Worker)[1]));
        Assert.Equal([0.0, env.WorkerCount - 1], (double[])[min.Values(env.Worker)[2], max.Values(env.Worker)[2]]);
    });

    [Fact]
    public void A_large_vector_costs_each_worker_about_twice_its_bytes() => workers.Run(env =>
    {
        const int Length = 200_000;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using AllReduce<double> sum = AllReduce.Sum<double>(env, plan, Length);
        (long sent, long received) = (env.Counters.BytesSent, env.Counters.BytesReceived);
        AddAndComplete(env, sum, source => [.. Enumerable.Repeat((double)source, Length)]);
        double expected = env.WorkerCount * (env.WorkerCount - 1) / 2;
        foreach (double value in sum.Values(env.Worker)) Assert.Equal(expected, value);
        Assert.InRange(env.Counters.BytesSent - sent, 0, 3 * Length * sizeof(double));
        Assert.InRange(env.Counters.BytesReceived - received, 0, 3 * Length * sizeof(double));
    }, new DataflowOptions { Compression = ChunkCompression.Never, ChunkBytes = 16 << 10 });

    [Fact]
    public void Partitions_choose_as_they_say() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<double>[] inputs = RandomRecords(random, plan.Sources, r => r.Next(10) switch { 0 => double.NaN, 1 => -0.0, 2 => 0.0, _ => r.Next(-50, 50) });
        double[] borders = [.. Enumerable.Range(0, plan.Targets - 1).Select(_ => (double)random.Next(-50, 50)).Order()];
        Check(Partition.ByRange(env, plan, SortOrder.Natural<double>(), borders), (_, record, _) => borders.Count(border => border.CompareTo(record) <= 0));
        Check(Partition.ByRange(env, plan, SortOrder.Natural<double>().Descending(), [.. borders.Reverse()]), (_, record, _) => borders.Count(border => border.CompareTo(record) >= 0));
        Check(Partition.RoundRobin<double>(env, plan), (source, _, i) => (source * plan.Targets / plan.Sources + i) % plan.Targets);
        Check(new Partition<double>(env, plan, new BySource<double>(plan.Targets)), (source, _, _) => source % plan.Targets);

        void Check(Partition<double> partition, Func<int, double, int, int> targetOf)
        {
            using (partition)
            {
                AddAndComplete(env, partition, source => [.. inputs[source]]);
                foreach (int target in plan.TargetsOf(env.Worker))
                {
                    IEnumerable<double> expected = inputs.SelectMany((input, source) => input.Where((record, i) => targetOf(source, record, i) == target));
                    Assert.Equal(expected.Order().Select(BitConverter.DoubleToInt64Bits).Order(), All(partition.Read(target)).Select(BitConverter.DoubleToInt64Bits).Order());
                }
            }
        }
    });

    [Fact]
    public void Records_larger_than_memory_and_buffers() => workers.Run(env =>
    {
        string Giant(int task) => new((char)('a' + task), 300_000 + task);
        int[] all = [.. Enumerable.Range(0, env.WorkerCount)], next = [.. all.Select(task => (task + 1) % env.WorkerCount)];
        LogicalPlan plan = new(env.WorkerCount, all, next);
        int target = Array.IndexOf(next, env.Worker);
        using (Direct<string> direct = new(env, plan))
        {
            AddAndComplete(env, direct, source => [Giant(source), ""]);
            Assert.Equal([Giant(target), ""], All(direct.Consume(target)));
        }
        using (AllGather<string> gather = new(env, plan))
        {
            AddAndComplete(env, gather, source => [Giant(source)]);
            Assert.Equal(all.Select(Giant), All(gather.Read(target)));
        }
        using (Scatter<string> scatter = new(env, new LogicalPlan(env.WorkerCount, [0], next)))
        {
            AddAndComplete(env, scatter, _ => [.. all.Select(Giant)]);
            Assert.Equal([Giant(target)], All(scatter.Read(target)));
        }
        using (AllReduce<string> join = new(env, plan, (a, b) => a + b))
        {
            AddAndComplete(env, join, source => [Giant(source)]);
            Assert.Equal(string.Concat(all.Select(Giant)), join.Value(target));
        }
        ListSink<string> sink = new();
        using (Pipe<string> pipe = new(env, plan, _ => sink))
        {
            AddAndComplete(env, pipe, source => [Giant(source), ""]);
            Assert.Equal([Giant(target), ""], sink.Records);
        }
    }, new DataflowOptions { ChunkBytes = 1024, BytesInFlight = 4096, MemoryBytes = 20_000 });

    [Fact]
    public void Nothing_comes_to_nothing() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Direct<string> direct = new(env, plan);
        using Broadcast<string> broadcast = new(env, plan);
        using AllGather<string> gather = new(env, plan);
        using Scatter<string> scatter = new(env, new LogicalPlan(env.WorkerCount, [0], [env.WorkerCount - 1, 0]));
        using AllReduce<string> reduce = new(env, plan, (a, b) => a + b);
        using Reduce<double> sum = Reduce.Sum<double>(env, LogicalPlan.ToOne(env.WorkerCount, 0), 100);
        // Finished in another order on each worker.
        DataflowOperator[] all = [direct, broadcast, gather, scatter, reduce, sum];
        foreach (DataflowOperator operation in all.Skip(env.Worker % all.Length).Concat(all.Take(env.Worker % all.Length)))
            foreach (int source in operation.Plan.SourcesOf(env.Worker)) operation.Finish(source);
        foreach (DataflowOperator operation in all) operation.WaitForCompletion();
        Assert.Equal(0, direct.CountOf(env.Worker) + broadcast.CountOf(env.Worker) + gather.CountOf(env.Worker) + gather.CountOfSource(0));
        foreach (int target in scatter.Plan.TargetsOf(env.Worker)) Assert.Empty(All(scatter.Read(target)));
        Assert.False(reduce.HasValue(env.Worker));
        Assert.Throws<InvalidOperationException>(() => reduce.Value(env.Worker));
        if (env.Worker == 0) Assert.True(sum.Values(0).IsEmpty);
    });

    [Fact]
    public void What_is_kept_stays_within_the_memory() => workers.Run(env =>
    {
        const int Records = 30_000;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Direct<long> direct = new(env, plan);
        using AllGather<long> gather = new(env, plan);
        using Scatter<long> scatter = new(env, new LogicalPlan(env.WorkerCount, [0], [.. Enumerable.Range(0, env.WorkerCount)]));
        long[] records = [.. Enumerable.Range(0, Records).Select(i => (long)i)];
        foreach (RecordOperator<long> operation in (RecordOperator<long>[])[direct, gather, scatter])
        {
            foreach (int source in operation.Plan.SourcesOf(env.Worker))
            {
                operation.Add(source, records);
                operation.Finish(source);
            }
        }
        foreach (RecordOperator<long> operation in (RecordOperator<long>[])[direct, gather, scatter]) operation.WaitForCompletion();
        Assert.Equal(records, All(direct.Consume(env.Worker)));
        Assert.Equal(Enumerable.Repeat(records, env.WorkerCount).SelectMany(all => all), All(gather.Read(env.Worker)));
        Assert.Equal(Records, env.AllReduce((int)scatter.CountOf(env.Worker), (a, b) => a + b));
        Assert.True(env.Counters.BytesSpilled > 0);
        Assert.InRange(env.Memory.Peak, 1, 120_000);
    }, new DataflowOptions { MemoryBytes = 60_000, ChunkBytes = 4096 });

    [Fact]
    public void Memory_is_given_back() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using (Direct<int> direct = new(env, plan))
        using (AllGather<string> gather = new(env, plan))
        using (AllReduce<double> sum = AllReduce.Sum<double>(env, plan, 1000))
        {
            AddAndComplete(env, direct, source => [.. Enumerable.Range(0, 5000)]);
            AddAndComplete(env, gather, source => [.. Enumerable.Range(0, 5000).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
            AddAndComplete(env, sum, source => new double[1000]);
            Assert.True(env.Memory.Used > 0);
            // Given up in the middle.
            using RecordReader<int> reader = direct.Read(env.Worker);
            reader.MoveNext();
        }
        Assert.Equal(0, env.Memory.Used);
    }, new DataflowOptions { MemoryBytes = 50_000 });

    [Theory]
    [InlineData(ExchangeRouting.Direct)]
    [InlineData(ExchangeRouting.Grid)]
    public void Trying_to_add_says_when_there_is_no_room(ExchangeRouting routing) => workers.Run(env =>
    {
        const int Records = 20_000;
        int last = env.WorkerCount - 1;
        LogicalPlan plan = new(env.WorkerCount, [0], [last]);
        using Direct<int> refused = new(env, plan);
        // The others take nothing before the first worker has been refused.
        if (env.Worker > 0) refused.WaitForCompletion();
        using Direct<int> direct = new(env, plan);
        if (env.Worker == 0)
        {
            bool wasRefused = last == 0;
            // Where there is room, many times as much is taken without waiting for anybody.
            Assert.True(direct.TryAdd(0, [.. Enumerable.Range(0, Records / 2)]));
            for (int i = Records / 2; i < Records;)
            {
                if (direct.TryAdd(0, i))
                {
                    i++;
                    continue;
                }
                if (!wasRefused) refused.Finish(0);
                wasRefused = true;
                direct.Progress();
            }
            Assert.True(wasRefused);
            if (last == 0) refused.Finish(0);
            direct.Finish(0);
            refused.WaitForCompletion();
        }
        direct.WaitForCompletion();
        if (env.Worker == last) Assert.Equal(Enumerable.Range(0, Records), All(direct.Read(0)));
    }, new DataflowOptions { ChunkBytes = 256, BytesInFlight = 512, Routing = routing });

    [Fact]
    public void What_does_not_fit_is_refused() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount), two = new(env.WorkerCount, [0, 0], [0]);
        Assert.Throws<ArgumentException>(() => new Direct<int>(env, two));
        Assert.Throws<ArgumentException>(() => new Pipe<int>(env, two, _ => new ListSink<int>()));
        Assert.Throws<ArgumentException>(() => new Scatter<int>(env, two));
        Assert.Throws<ArgumentException>(() => new Reduce<int>(env, new LogicalPlan(env.WorkerCount, [0], [0, 0]), (a, b) => a + b));
        Assert.Throws<ArgumentOutOfRangeException>(() => AllReduce.Sum<int>(env, plan, 0));
        Assert.Throws<ArgumentException>(() => Partition.ByRange(env, new LogicalPlan(env.WorkerCount, [0], [0, 0, 0]), SortOrder.Natural<int>(), [2, 1]));
        Assert.Throws<ArgumentException>(() => Partition.ByRange(env, new LogicalPlan(env.WorkerCount, [0], [0, 0, 0]), SortOrder.Natural<int>(), [2]));
        using AllReduce<int> sum = AllReduce.Sum<int>(env, plan, 3);
        using Broadcast<int> broadcast = new(env, plan);
        Assert.Throws<ArgumentException>(() => sum.Add(env.Worker, 1));
        Assert.Throws<ArgumentException>(() => sum.Add(env.WorkerCount, [1, 2, 3]));
        Assert.Throws<InvalidOperationException>(() => sum.HasValue(env.Worker));
        Assert.Throws<InvalidOperationException>(() => broadcast.Read(env.Worker));
        sum.Add(env.Worker, [1, 2, 3, 4, 5, 6]);
        sum.Finish(env.Worker);
        broadcast.Finish(env.Worker);
        sum.WaitForCompletion();
        broadcast.WaitForCompletion();
        Assert.Throws<ArgumentOutOfRangeException>(() => sum.HasValue(env.WorkerCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => broadcast.Read(-1));
        Assert.Throws<InvalidOperationException>(() => sum.Value(env.Worker));
        Assert.Equal([5 * env.WorkerCount, 7 * env.WorkerCount, 9 * env.WorkerCount], sum.Values(env.Worker).ToArray());
    });

    private static void DirectEqualsItsSource<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        LogicalPlan plan = RandomPairs(random, env.WorkerCount);
        List<T>[] inputs = RandomRecords(random, plan.Sources, record);
        using Direct<T> direct = random.Next(2) == 0 ? new(env, plan) : Partition.OneToOne<T>(env, plan);
        AddAndComplete(env, direct, source => [.. inputs[source]]);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            Assert.Equal(inputs[target].Count, direct.CountOf(target));
            Assert.Equal(inputs[target], All(direct.Read(target)));
            Assert.Equal(inputs[target], All(direct.Consume(target)));
        }
    }

    private static void PipesPassOn<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        LogicalPlan first = RandomPairs(random, env.WorkerCount);
        int[] between = [.. Enumerable.Range(0, first.Targets).Select(first.WorkerOfTarget)], end = [.. between.Select(_ => random.Next(env.WorkerCount))];
        LogicalPlan second = new(env.WorkerCount, between, end);
        List<T>[] inputs = RandomRecords(random, first.Sources, record);
        ListSink<T>[] sinks = [.. inputs.Select(_ => new ListSink<T>())];
        using Pipe<T> to = new(env, second, target => sinks[target]), from = new(env, first, target => new AddTo<T>(to, target));
        AddAndComplete(env, from, source => [.. inputs[source]]);
        foreach (int source in second.SourcesOf(env.Worker)) to.Finish(source);
        to.WaitForCompletion();
        for (int target = 0; target < inputs.Length; target++) Assert.Equal(end[target] == env.Worker ? inputs[target] : [], sinks[target].Records);
    }

    private static void BroadcastEqualsLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<T>[] inputs = RandomRecords(random, plan.Sources, record);
        using Broadcast<T> broadcast = new(env, plan);
        AddAndComplete(env, broadcast, source => [.. inputs[source]]);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            Assert.Equal(inputs.Sum(input => input.Count), broadcast.CountOf(target));
            Assert.Equal(inputs.SelectMany(input => input), All(broadcast.Read(target)));
        }
    }

    private static void AllGatherEqualsLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        List<T>[] inputs = RandomRecords(random, plan.Sources, record, random.Next(2) == 0 ? 20 : 2000);
        using AllGather<T> gather = new(env, plan);
        AddAndComplete(env, gather, source => [.. inputs[source]]);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            Assert.Equal(inputs.SelectMany(input => input), All(gather.Read(target)));
            for (int source = 0; source < plan.Sources; source++)
            {
                Assert.Equal(inputs[source].Count, gather.CountOfSource(source));
                Assert.Equal(inputs[source], All(gather.ReadSource(source)));
            }
        }
    }

    private static void ScatterEqualsLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        LogicalPlan random1 = RandomPlan(random, env.WorkerCount);
        LogicalPlan plan = new(env.WorkerCount, [random1.WorkerOfSource(0)], [.. Enumerable.Range(0, random1.Targets).Select(random1.WorkerOfTarget)]);
        List<T>[] parts = RandomRecords(random, plan.Targets, record);
        T[] all = [.. parts.SelectMany(part => part)];
        using Scatter<T> equal = new(env, plan), byCounts = new(env, plan, (long[])[.. parts.Select(part => (long)part.Count)]);
        AddAndComplete(env, byCounts, _ => all);
        AddAndComplete(env, equal, _ => all);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            Assert.Equal(parts[target], All(byCounts.Read(target)));
            long begin = (long)all.Length * target / plan.Targets, end = (long)all.Length * (target + 1) / plan.Targets;
            Assert.Equal(all[(int)begin..(int)end], All(equal.Read(target)));
        }
    }

    private static void ReduceEqualsLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> value, Func<T, T, T> combine, int length)
    {
        LogicalPlan plan = random.Next(2) == 0 ? RandomPlan(random, env.WorkerCount) : InOrder(RandomPlan(random, env.WorkerCount));
        T[][] inputs = RandomVectors(random, plan.Sources, length, value);
        using AllReduce<T> all = new(env, plan, combine, length);
        using Reduce<T> one = new(env, ToOne(plan, random.Next(env.WorkerCount)), combine, length);
        CheckReduce(env, all, inputs, combine);
        CheckReduce(env, one, inputs, combine);
    }

    private static void CheckReduce<T>(DataflowEnvironment env, ReduceOperator<T> reduce, T[][] inputs, Func<T, T, T> combine)
    {
        AddAndComplete(env, reduce, source => inputs[source]);
        T[] expected = Fold(inputs, reduce.Length, combine);
        foreach (int target in reduce.Plan.TargetsOf(env.Worker))
        {
            Assert.Equal(expected.Length > 0, reduce.HasValue(target));
            Assert.Equal(expected, reduce.Values(target).ToArray());
            ListSink<T> sink = new();
            reduce.CopyTo(target, sink);
            Assert.Equal(expected, sink.Records);
        }
    }

    /// <summary>All vectors of all sources, one after the other, combined element by element.</summary>
    private static T[] Fold<T>(T[][] inputs, int length, Func<T, T, T> combine)
    {
        T[][] vectors = [.. inputs.SelectMany(input => input.Chunk(length))];
        return vectors.Length == 0 ? [] : vectors.Aggregate((a, b) => [.. a.Zip(b, combine)]);
    }

    private delegate void AddRecords<T>(int source, ReadOnlySpan<T> records);

    private static void AddAndComplete<T>(DataflowEnvironment env, RecordOperator<T> operation, Func<int, T[]> input) => AddAndComplete(env, operation, input, operation.Add, 1);

    private static void AddAndComplete<T>(DataflowEnvironment env, ReduceOperator<T> operation, Func<int, T[]> input) => AddAndComplete(env, operation, input, operation.Add, operation.Length);

    private static void AddAndComplete<T>(DataflowEnvironment env, Pipe<T> operation, Func<int, T[]> input) => AddAndComplete(env, operation, input, operation.Add, 1);

    /// <summary>The tasks of a worker add in turn, each as many at a time as comes.</summary>
    private static void AddAndComplete<T>(DataflowEnvironment env, DataflowOperator operation, Func<int, T[]> input, AddRecords<T> add, int unit)
    {
        int[] mine = [.. operation.Plan.SourcesOf(env.Worker)];
        List<Queue<T[]>> chunks = [.. mine.Select(source => new Queue<T[]>(input(source).Chunk(unit * (1 + source * source * 100))))];
        while (chunks.Any(queue => queue.Count > 0))
            for (int i = mine.Length - 1; i >= 0; i--)
                if (chunks[i].TryDequeue(out T[]? chunk)) add(mine[i], chunk);
        foreach (int source in mine) operation.Finish(source);
        operation.WaitForCompletion();
        Assert.DoesNotContain("waits for", operation.DescribeWait(), StringComparison.Ordinal);
    }

    private static List<T> All<T>(RecordReader<T> reader)
    {
        List<T> all = [];
        foreach (ReadOnlySpan<T> chunk in reader)
        {
            Assert.False(chunk.IsEmpty);
            all.AddRange(chunk);
        }
        return all;
    }

    private static string TextOf(Random random)
    {
        StringBuilder text = new();
        for (int length = random.Next(random.Next(1, 20)); length > 0; length--) text.Append("abcdeü€😀".EnumerateRunes().ElementAt(random.Next(8)));
        return text.ToString();
    }

    private static string TextOrNull(Random random) => random.Next(20) == 0 ? null! : TextOf(random);

    /// <summary>As many sources as targets.</summary>
    private static LogicalPlan RandomPairs(Random random, int workerCount)
    {
        int[] sources = RandomTasks(random, workerCount);
        return new(workerCount, sources, [.. sources.Select(_ => random.Next(workerCount))]);
    }

    private static LogicalPlan InOrder(LogicalPlan plan) => new(
        plan.Workers, [.. Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource).Order()], [.. Enumerable.Range(0, plan.Targets).Select(plan.WorkerOfTarget)]);

    private static LogicalPlan ToOne(LogicalPlan plan, int worker) => new(plan.Workers, [.. Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource)], [worker]);

    private static List<T>[] RandomRecords<T>(Random random, int sources, Func<Random, T> record, int most = 2000) =>
        [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(most)).Select(_ => record(random)).ToList())];

    /// <summary>None, one or a few vectors of each source.</summary>
    private static T[][] RandomVectors<T>(Random random, int sources, int length, Func<Random, T> value) =>
        [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, length * random.Next(length == 1 ? 50 : 3)).Select(_ => value(random)).ToArray())];

    private readonly struct ExclusiveOr : IReducer<long>
    {
        public long Combine(long a, long b) => a ^ b;
    }

    private sealed class BySource<T>(int targets) : IPartitioner<T>
    {
        public void Choose(int source, ReadOnlySpan<T> records, Span<int> chosen) => chosen.Fill(source % targets);
    }

    private sealed class AddTo<T>(Pipe<T> pipe, int task) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk) => pipe.Add(task, chunk);
    }

    private sealed class ListSink<T> : IChunkSink<T>
    {
        public List<T> Records { get; } = [];

        public void Add(ReadOnlySpan<T> chunk) => Records.AddRange(chunk);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessPlainOperators() : PlainContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiPlainOperators() : PlainContract(new MpiWorkers());
