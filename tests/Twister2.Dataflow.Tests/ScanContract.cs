using static Twister2.Dataflow.Tests.ContractInputs;
using static Twister2.Dataflow.Tests.StoreTests;

namespace Twister2.Dataflow.Tests;

/// <summary>What the operators that go by the order of tasks and records must do, whatever carries their messages and however little memory there is.</summary>
public abstract class ScanContract(IWorkers workers)
{
    [Fact]
    public void Scans_of_integers_equal_a_loop() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        long[][] inputs = RandomRecords(random, plan.Sources, r => r.NextInt64());
        long[] all = [.. inputs.SelectMany(input => input)];
        Check(PrefixScan.InclusiveSum<long>(env, plan), Inclusive(all, (a, b) => a + b));
        Check(PrefixScan.ExclusiveSum<long>(env, plan), Exclusive(all, 0, (a, b) => a + b));
        Check(PrefixScan.Inclusive<long>(env, plan, Math.Max), Inclusive(all, Math.Max));
        Check(PrefixScan.Exclusive(env, plan, 77L, new Turn()), Exclusive(all, 77L, new Turn().Combine));
        Check(PrefixScan.Inclusive<long, Turn>(env, plan, default), Inclusive(all, new Turn().Combine));

        void Check(PrefixScan<long, long> scan, long[] expected)
        {
            using (scan)
            {
                AddAll(env, plan, inputs, (source, records) => scan.Add(source, records), scan);
                scan.WaitForCompletion();
                Assert.Equal(expected, Everything(env, SourcesOf(plan), source => ReadAll(scan.Read(source))));
                Assert.Equal(expected, Everything(env, SourcesOf(plan), source => ReadInPieces(scan.Consume(source))));
            }
        }
    });

    [Fact]
    public void Scans_of_text_keep_the_order() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        string?[][] inputs = [.. RandomRecords(random, plan.Sources, RandomText).Select(input => input.Take(60).ToArray())];
        string?[] all = [.. inputs.SelectMany(input => input)];
        // Neither commutes: a join of texts, and the last that is not null.
        using PrefixScan<string?, string?> joined = PrefixScan.Inclusive<string?>(env, plan, (a, b) => $"{a}|{b}");
        using PrefixScan<string?, string?> last = PrefixScan.Exclusive<string?>(env, plan, null, (a, b) => b ?? a);
        using PrefixScan<string?, int> lengths = PrefixScan.Exclusive(env, plan, 0, (int sum, string? text) => sum + (text?.Length ?? 100), (a, b) => a + b);
        using PrefixScan<string?, int> ends = PrefixScan.Inclusive(env, plan, 0, (int sum, string? text) => sum + (text?.Length ?? 100), (a, b) => a + b);
        foreach (PrefixScan<string?, string?> scan in (PrefixScan<string?, string?>[])[joined, last])
            AddAll(env, plan, inputs, (source, records) => scan.Add(source, records), scan);
        foreach (PrefixScan<string?, int> scan in (PrefixScan<string?, int>[])[lengths, ends])
            AddAll(env, plan, inputs, (source, records) => scan.Add(source, records), scan);
        joined.WaitForCompletion();
        last.WaitForCompletion();
        lengths.WaitForCompletion();
        ends.WaitForCompletion();
        Assert.Equal(Inclusive(all, (a, b) => $"{a}|{b}"), Everything(env, SourcesOf(plan), source => ReadAll(joined.Read(source))));
        Assert.Equal(Exclusive(all, null, (a, b) => b ?? a), Everything(env, SourcesOf(plan), source => ReadAll(last.Read(source))));
        int[] sizes = [.. all.Select(text => text?.Length ?? 100)];
        Assert.Equal(Exclusive(sizes, 0, (a, b) => a + b), Everything(env, SourcesOf(plan), source => ReadAll(lengths.Read(source))));
        Assert.Equal(Inclusive(sizes, (a, b) => a + b), Everything(env, SourcesOf(plan), source => ReadAll(ends.Read(source))));
        Assert.Equal(sizes.Sum(), lengths.Total);
        if (all.Length > 0) Assert.Equal(string.Join('|', all), joined.Total);
        else Assert.Throws<InvalidOperationException>(() => joined.Total);
    });

    [Fact]
    public void A_scan_sends_one_value_per_worker_where_tasks_are_numbered_along_the_workers() => workers.Run(env =>
    {
        const int PerWorker = 50;
        int[] tasks = [.. Enumerable.Range(0, PerWorker * env.WorkerCount).Select(task => task / PerWorker)];
        using PrefixScan<long, long> scan = PrefixScan.InclusiveSum<long>(env, new LogicalPlan(env.WorkerCount, tasks, [0]));
        for (int task = PerWorker * env.Worker; task < PerWorker * (env.Worker + 1); task++)
        {
            scan.Add(task, [1, 2, 3]);
            scan.Finish(task);
        }
        scan.WaitForCompletion();
        Assert.InRange(env.Counters.BytesSent, 0, (env.WorkerCount - 1) * 150);
        Assert.Equal(6 * tasks.Length, scan.Total);
        Assert.Equal([6L * PerWorker * env.Worker + 1, 6L * PerWorker * env.Worker + 3], ReadAll(scan.Read(PerWorker * env.Worker)).Take(2));
    });

    [Fact]
    public void Records_are_numbered_in_the_order_of_tasks_and_of_adding() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        string?[][] inputs = RandomRecords(random, plan.Sources, RandomText);
        using ZipWithIndex<string?> numbered = new(env, plan);
        Assert.Throws<InvalidOperationException>(() => numbered.Count);
        AddAll(env, plan, inputs, (source, records) => numbered.Add(source, records), numbered);
        numbered.WaitForCompletion();
        (long, string?)[] expected = [.. inputs.SelectMany(input => input).Select((text, i) => ((long)i, text))];
        Assert.Equal(expected, Everything(env, SourcesOf(plan), source => ReadAll(numbered.Read(source))));
        Assert.Equal(expected.Select(pair => pair.Item2), Everything(env, SourcesOf(plan), source => ReadAll(numbered.ReadItems(source))));
        Assert.Equal(expected, Everything(env, SourcesOf(plan), source => ReadInPieces(numbered.Consume(source))));
        Assert.Equal(expected.Length, numbered.Count);
        foreach (int source in plan.SourcesOf(env.Worker))
        {
            Assert.Equal(inputs[..source].Sum(input => input.Length), numbered.FirstIndexOf(source));
            Assert.Equal(inputs[source].Length, numbered.CountOf(source));
        }
    });

    [Fact]
    public void Zip_equals_LINQ_however_the_inputs_are_divided() => workers.RunRandom((env, random) =>
    {
        LogicalPlan left = RandomPlan(random, env.WorkerCount), right = random.Next(3) == 0 ? left : RandomPlan(random, env.WorkerCount);
        long[][] lefts = RandomRecords(random, left.Sources, r => r.NextInt64());
        string?[][] rights = RandomRecords(random, right.Sources, RandomText);
        if (ReferenceEquals(left, right)) rights = [.. lefts.Select(input => input.Select(_ => RandomText(random)).ToArray())];
        using Zip<long, string?> zip = new(env, left, right, ZipLengths.ShorterDecides);
        AddAll(env, SourcesOf(right), rights, (source, records) => zip.AddRight(source, records), zip.FinishRight);
        AddAll(env, SourcesOf(left), lefts, (source, records) => zip.AddLeft(source, records), zip.FinishLeft);
        zip.WaitForCompletion();
        (long, string?)[] expected = [.. lefts.SelectMany(input => input).Zip(rights.SelectMany(input => input))];
        Assert.Equal(expected, Everything(env, SourcesOf(left), task => ReadAll(zip.Read(task))));
        Assert.Equal(expected.Select(pair => $"{pair}"), Everything(env, SourcesOf(left), task => ReadAll(zip.Read(task, (a, b) => $"{(a, b)}"))));
        Assert.Equal(expected, Everything(env, SourcesOf(left), task => ReadInPieces(zip.Consume(task))));
        Assert.Equal(expected.Length, zip.Count);
        foreach (int task in left.SourcesOf(env.Worker))
        {
            int before = lefts[..task].Sum(input => input.Length);
            Assert.Equal(Math.Clamp(expected.Length - before, 0, lefts[task].Length), zip.CountOf(task));
        }
    });

    [Fact]
    public void Zip_of_equal_divisions_moves_nothing() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Zip<long, int> zip = new(env, plan, plan);
        zip.AddLeft(env.Worker, new long[20_000]);
        zip.AddRight(env.Worker, new int[20_000]);
        zip.FinishLeft(env.Worker);
        zip.FinishRight(env.Worker);
        zip.WaitForCompletion();
        Assert.Equal(20_000, zip.CountOf(env.Worker));
        Assert.InRange(env.Counters.BytesSent, 0, 4000);
    });

    [Fact]
    public void Zip_of_different_lengths_is_refused_on_all_workers() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Zip<long, int> zip = new(env, plan, plan);
        zip.AddLeft(env.Worker, new long[2000]);
        zip.AddRight(env.Worker, new int[1000]);
        zip.FinishLeft(env.Worker);
        string open = Assert.Throws<InvalidOperationException>(zip.WaitForCompletion).Message;
        Assert.Contains($"Source task {env.Worker} of the right side", open, StringComparison.Ordinal);
        zip.FinishRight(env.Worker);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(zip.WaitForCompletion);
        Assert.Contains(string.Create(null, $"the left side has {2000 * env.WorkerCount:N0} records and the right one {1000 * env.WorkerCount:N0}"), e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => zip.Read(env.Worker));
        // The job goes on.
        Assert.Equal(env.WorkerCount, env.AllReduce(1, (a, b) => a + b));
    });

    [Fact]
    public void Union_keeps_all_records() => workers.RunRandom((env, random) =>
    {
        int[] targets = RandomTasks(random, env.WorkerCount);
        LogicalPlan[] plans = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomPlan(random, env.WorkerCount, targets))];
        string?[][][] inputs = [.. plans.Select(plan => RandomRecords(random, plan.Sources, RandomText))];
        using Union<string?> union = new(env, plans), ordered = Union.Ordered<string?>(env, plans);
        for (int i = 0; i < plans.Length; i++)
        {
            AddAll(env, SourcesOf(plans[i]), inputs[i], (source, records) => union.Inputs[i].Add(source, records), union.Inputs[i].Finish);
            AddAll(env, SourcesOf(plans[i]), inputs[i], (source, records) => ordered.Inputs[i].Add(source, records), ordered.Inputs[i].Finish);
        }
        union.WaitForCompletion();
        ordered.WaitForCompletion();
        string?[] expected = [.. inputs.SelectMany(input => input).SelectMany(records => records)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Everything(env, targets, target => ReadAll(union.Read(target))).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Everything(env, targets, target => ReadAll(ordered.Read(target))));
        foreach (int target in Enumerable.Range(0, targets.Length).Where(target => targets[target] == env.Worker))
        {
            Assert.Equal(ReadAll(union.Read(target)).Count, union.CountOf(target));
            Assert.InRange(ordered.CountOf(target), expected.Length / targets.Length, expected.Length / targets.Length + 1);
        }
        Assert.Equal(expected, Everything(env, targets, target => ReadInPieces(ordered.Consume(target))));
    });

    [Fact]
    public void Union_of_as_many_tasks_moves_nothing_and_shares_out_where_there_are_fewer() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount), one = new(env.WorkerCount, [0], [.. Enumerable.Range(0, env.WorkerCount)]);
        using Union<long> union = new(env, plan, plan);
        foreach (OperatorInput<long> input in union.Inputs)
        {
            input.Add(env.Worker, new long[20_000]);
            input.Finish(env.Worker);
        }
        union.WaitForCompletion();
        Assert.Equal(40_000, union.CountOf(env.Worker));
        Assert.InRange(env.Counters.BytesSent, 0, 1000);
        using Union<long> shared = new(env, one);
        if (env.Worker == 0)
        {
            shared.Inputs[0].Add(0, new long[100_000]);
            shared.Inputs[0].Finish(0);
        }
        shared.WaitForCompletion();
        Assert.InRange(shared.CountOf(env.Worker), 100_000 / env.WorkerCount - 1024, 100_000 / env.WorkerCount + 1024);
    });

    [Fact]
    public void A_sample_has_as_many_records_as_wanted_whatever_runs_where() => workers.RunRandom((env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount), other = new(env.WorkerCount, [.. Enumerable.Range(0, plan.Sources).Select(_ => random.Next(env.WorkerCount))], [0]);
        // A record tells where it was added.
        (int Task, string Place)[][] inputs = [.. RandomRecords(random, plan.Sources, _ => 0).Select((input, task) => input.Select((_, i) => (task, $"{i}")).ToArray())];
        int wanted = random.Next(3) switch { 0 => random.Next(10), 1 => random.Next(3000), _ => random.Next(20_000) };
        (int Task, string Place)[] all = [.. inputs.SelectMany(input => input)];
        (int Task, string Place)[] first = Take(new Sample<(int, string)>(env, plan, wanted, seed: 5), plan), second = Take(new Sample<(int, string)>(env, other, wanted, seed: 5), other);
        Assert.Equal(Math.Min(wanted, all.Length), first.Length);
        Assert.Equal(first, all.Intersect(first));
        Assert.Equal(first, second);
        (int Task, string Place)[] part = Take(Sample.Fraction<(int, string)>(env, plan, 0.3, seed: 5), plan);
        Assert.Equal(part, all.Intersect(part));
        Assert.InRange(part.Length, 0.3 * all.Length - 6 * Math.Sqrt(all.Length), 0.3 * all.Length + 6 * Math.Sqrt(all.Length));
        Assert.Empty(Take(Sample.Fraction<(int, string)>(env, plan, 0, seed: 5), plan));
        Assert.Equal(all, Take(Sample.Fraction<(int, string)>(env, plan, 1, seed: 5), plan));

        (int, string)[] Take(Sample<(int, string)> sample, LogicalPlan where)
        {
            using (sample)
            {
                AddAll(env, where, inputs, (source, records) => sample.Add(source, records), sample);
                sample.WaitForCompletion();
                (int, string)[] taken = Everything(env, SourcesOf(where), source => ReadAll(sample.Read(source)));
                Assert.Equal(taken.Length, sample.Count);
                Assert.All(where.SourcesOf(env.Worker), source => Assert.Equal(taken.Count(record => record.Item1 == source), sample.CountOf(source)));
                return taken;
            }
        }
    });

    [Fact]
    public void A_sample_needs_memory_and_messages_for_the_sample_only() => workers.Run(env =>
    {
        const int Records = 300_000, Wanted = 500;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Sample<long> sample = new(env, plan, Wanted, seed: 1);
        long[] chunk = new long[1000];
        for (int i = 0; i < Records; i += chunk.Length)
        {
            for (int j = 0; j < chunk.Length; j++) chunk[j] = i + j;
            sample.Add(env.Worker, chunk);
        }
        sample.Finish(env.Worker);
        sample.WaitForCompletion();
        Assert.Equal(Wanted, sample.Count);
        Assert.Equal(0, env.Counters.BytesSpilled);
        Assert.InRange(env.Memory.Peak, 1, 80_000);
        Assert.InRange(env.Counters.BytesSent, 0, 4 * 35_000 * 3);
        // From all over the input, and of each worker its share.
        double mean = Wanted / (double)env.WorkerCount;
        Assert.InRange(sample.CountOf(env.Worker), mean - 6 * Math.Sqrt(mean) - 1, mean + 6 * Math.Sqrt(mean) + 1);
        Assert.InRange(ReadAll(sample.Read(env.Worker)).Average(), Records / 2 - 6 * Records / Math.Sqrt(12 * mean), Records / 2 + 6 * Records / Math.Sqrt(12 * mean));
    }, new DataflowOptions { MemoryBytes = 80_000, Compression = ChunkCompression.Never });

    [Fact]
    public void One_giant_record_goes_through() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        string giant = new('x', 500_000 + env.Worker);
        using PrefixScan<string, int> scan = PrefixScan.Inclusive(env, plan, 0, (int longest, string text) => Math.Max(longest, text.Length), Math.Max);
        using ZipWithIndex<string> numbered = new(env, plan);
        using Zip<int, string> zip = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), new LogicalPlan(env.WorkerCount, [.. Enumerable.Range(0, env.WorkerCount).Reverse()], [0]));
        using Union<string> union = Union.Ordered<string>(env, plan);
        using Sample<string> sample = new(env, plan, 1, seed: 3);
        scan.Add(env.Worker, giant);
        numbered.Add(env.Worker, giant);
        zip.AddLeft(env.Worker, env.Worker);
        zip.AddRight(env.WorkerCount - 1 - env.Worker, giant);
        union.Inputs[0].Add(env.Worker, giant);
        sample.Add(env.Worker, giant);
        zip.FinishRight(env.WorkerCount - 1 - env.Worker);
        zip.FinishLeft(env.Worker);
        foreach (DataflowOperator operation in (DataflowOperator[])[scan, numbered, union, sample]) operation.Finish(env.Worker);
        foreach (DataflowOperator operation in (DataflowOperator[])[sample, union, zip, numbered, scan]) operation.WaitForCompletion();
        Assert.Equal(giant.Length, Assert.Single(ReadAll(scan.Read(env.Worker))));
        Assert.Equal((env.Worker, giant), Assert.Single(ReadAll(numbered.Read(env.Worker))));
        Assert.Equal((env.Worker, new string('x', 500_000 + env.WorkerCount - 1 - env.Worker)), Assert.Single(ReadAll(zip.Read(env.Worker))));
        Assert.Equal(giant, Assert.Single(ReadAll(union.Read(env.Worker))));
        Assert.Equal(1, env.AllReduce(ReadAll(sample.Read(env.Worker)).Count(text => text == giant), (a, b) => a + b));
    }, new DataflowOptions { MemoryBytes = 20_000, ChunkBytes = 1024, BytesInFlight = 4096 });

    [Fact]
    public void Set_operators_equal_LINQ_in_any_memory()
    {
        workers.RunRandom((env, random) => SetsEqualLinq(env, random, r => (long)r.Next(1200)));
        workers.RunRandom((env, random) => SetsEqualLinq(env, random, RandomText));
        workers.RunRandom((env, random) => SetsEqualLinq(env, random, r => new Utf8Text($"{r.Next(900)}{(r.Next(2) == 0 ? "" : " with more than sixteen bytes")}")));
        workers.RunRandom((env, random) => SetsEqualLinq(env, random, r => r.Next(6) switch { 0 => double.NaN, 1 => -0.0, 2 => 0.0, 3 => -double.NaN, _ => r.Next(50) }));
    }

    private static void SetsEqualLinq<T>(DataflowEnvironment env, Random random, Func<Random, T> record)
    {
        int[] targets = RandomTasks(random, env.WorkerCount);
        LogicalPlan left = RandomPlan(random, env.WorkerCount, targets), right = RandomPlan(random, env.WorkerCount, targets);
        T[][] lefts = RandomRecords(random, left.Sources, record), rights = RandomRecords(random, right.Sources, record);
        IEnumerable<T> allLeft = lefts.SelectMany(input => input), allRight = rights.SelectMany(input => input);
        Check(new Intersect<T>(env, left, right), allLeft.Intersect(allRight));
        Check(new Except<T>(env, left, right), allLeft.Except(allRight));

        void Check(SetOperator<T> sets, IEnumerable<T> expected)
        {
            using (sets)
            {
                AddAll(env, SourcesOf(left), lefts, (source, records) => sets.AddLeft(source, records), sets.FinishLeft);
                AddAll(env, SourcesOf(right), rights, (source, records) => sets.AddRight(source, records), sets.FinishRight);
                sets.WaitForCompletion();
                T[] received = Everything(env, targets, target => All(sets.Read(target)));
                Assert.Equal(expected.Count(), received.Length);
                Assert.Equal(expected.ToHashSet(), received.ToHashSet());
                foreach (int target in Enumerable.Range(0, targets.Length).Where(target => targets[target] == env.Worker))
                {
                    List<T> mine = All(sets.Read(target));
                    Assert.Equal(mine.Count, sets.CountOf(target));
                    Assert.All(mine, item => Assert.Equal(target, Hashing.StableHash.Target(Hashing.KeyHasher.For<T>()(item), targets.Length)));
                }
            }
        }
    }

    /// <summary>Associative, and not commutative: maps x → ax + b, whose parts are the halves of a number, one after the other.</summary>
    private readonly struct Turn : IReducer<long>
    {
        public long Combine(long a, long b)
        {
            (uint factor, uint shift) first = ((uint)(a >> 32), (uint)a), second = ((uint)(b >> 32), (uint)b);
            return (long)((ulong)(first.factor * second.factor) << 32 | (second.factor * first.shift + second.shift));
        }
    }

    private static T[] Inclusive<T>(T[] records, Func<T, T, T> combine)
    {
        T[] results = [.. records];
        for (int i = 1; i < results.Length; i++) results[i] = combine(results[i - 1], results[i]);
        return results;
    }

    private static T[] Exclusive<T>(T[] records, T seed, Func<T, T, T> combine)
    {
        T[] results = new T[records.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = seed;
            seed = combine(seed, records[i]);
        }
        return results;
    }
}

[Trait("ranks", "none")]
public sealed class InProcessScans() : ScanContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiScans() : ScanContract(new MpiWorkers());
