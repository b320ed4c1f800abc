using CsCheck;
using static Twister2.Dataflow.Tests.StoreTests;

namespace Twister2.Dataflow.Tests;

/// <summary>What users and machines do wrong with the operators that go by order ends the job with the reason, and leaves nothing behind.</summary>
[Trait("ranks", "none")]
public sealed class ScanFailureTests
{
    [Fact]
    public void A_function_that_throws_is_named_where_it_does()
    {
        Check(throwsAt: 77, totals: false, "worker 1, source task 1: the function failed: FormatException: not mine");
        Check(throwsAt: 1000, totals: false, "worker 0, source task 0: the function failed");
        Check(throwsAt: -1, totals: true, "the totals of tasks: the function failed: FormatException: totals");

        static void Check(int throwsAt, bool totals, string expected)
        {
            AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
            {
                bool isReading = false;
                using PrefixScan<int, int> scan = PrefixScan.Inclusive(env, LogicalPlan.OnePerWorker(2), 0, (int sum, int record) => record == throwsAt || isReading && throwsAt == 1000
                    ? throw new FormatException("not mine") : sum + record, (a, b) => totals ? throw new FormatException("totals") : a + b);
                for (int i = 0; i < 50; i++) scan.Add(env.Worker, i + 50 * env.Worker);
                scan.Finish(env.Worker);
                scan.WaitForCompletion();
                isReading = env.Worker == 0;
                ReadAll(scan.Read(env.Worker));
                env.Barrier();
            }));
            string message = e.InnerExceptions.First(e => e is not WorkerFailedException).Message;
            Assert.StartsWith("PrefixScan: worker ", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Scratch_that_fails_while_records_are_moved_is_named_and_leaves_nothing()
    {
        FaultySpillStore spill = new();
        using DataflowEnvironment env = SingleWorker.New(10_000, spill);
        // Two tasks share what one has: it is moved.
        using (Zip<Guid, Guid> zip = new(env, new LogicalPlan(1, [0, 0], [0]), new LogicalPlan(1, [0], [0])))
        {
            for (int i = 0; i < 20_000; i++)
            {
                zip.AddLeft(i % 2, Guid.NewGuid());
                zip.AddRight(0, Guid.NewGuid());
            }
            Assert.True(spill.Written > 0);
            spill.FailsToRead = true;
            zip.FinishLeft(0);
            zip.FinishLeft(1);
            zip.FinishRight(0);
            SpillException e = Assert.Throws<SpillException>(zip.WaitForCompletion);
            Assert.Contains("Zip: worker 0: scratch file", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, spill.Open);
        Assert.Equal(0, env.Memory.Used);
    }

    [Fact]
    public void What_cannot_be_is_refused_when_the_operator_is_built_or_asked() => LocalCluster.Run(2, env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(2), elsewhere = new(2, [0], [1]), larger = LogicalPlan.OnePerWorker(3);
        Assert.Throws<ArgumentException>(() => new Union<int>(env));
        Assert.Contains("input 0 and input 1 must have the same workers and the same target tasks", Assert.Throws<ArgumentException>(() => new Union<int>(env, plan, elsewhere)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Intersect<int>(env, plan, elsewhere));
        Assert.Throws<ArgumentException>(() => new Zip<int, int>(env, plan, larger));
        Assert.Throws<ArgumentNullException>(() => new Except<int>(env, plan, null!));
        Assert.Throws<NotSupportedException>(() => new Except<object>(env, plan, plan));
        foreach (Func<object> build in (Func<object>[])[() => PrefixScan.InclusiveSum<int>(env, larger), () => new ZipWithIndex<int>(env, larger), () => new Sample<int>(env, larger, 1, 1)])
            Assert.Contains("the plan is for 3 workers, the job has 2", Assert.Throws<ArgumentException>(build).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sample<int>(env, plan, -1, 0));
        foreach (double fraction in (double[])[-0.1, 1.1, double.NaN]) Assert.Throws<ArgumentOutOfRangeException>(() => Sample.Fraction<int>(env, plan, fraction, 0));
        using PrefixScan<int, int> scan = PrefixScan.InclusiveSum<int>(env, plan);
        using Sample<int> sample = new(env, plan, 3, 0);
        using Union<int> union = new(env, plan, plan);
        Assert.Throws<InvalidOperationException>(() => scan.Read(env.Worker));
        Assert.Throws<InvalidOperationException>(() => sample.CountOf(env.Worker));
        Assert.Throws<InvalidOperationException>(() => union.Read(env.Worker));
        Assert.Throws<ArgumentException>(() => scan.Add(1 - env.Worker, 1));
        Assert.Contains($"Source task {1 - env.Worker} of input 1", Assert.Throws<ArgumentException>(() => union.Inputs[1].Add(1 - env.Worker, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => union.Inputs[0].Add(2, 1));
        Assert.True(union.Inputs[1].TryAdd(env.Worker, [1, 2]));
        Assert.Contains("is being filled", scan.DescribeWait(), StringComparison.Ordinal);
        union.Inputs[0].Finish(env.Worker);
        union.Inputs[1].Finish(env.Worker);
        foreach (DataflowOperator operation in (DataflowOperator[])[scan, sample])
        {
            operation.Finish(env.Worker);
            operation.WaitForCompletion();
        }
        union.WaitForCompletion();
        Assert.Equal(2, union.CountOf(env.Worker));
        Assert.Throws<ArgumentOutOfRangeException>(() => scan.Read(1 - env.Worker));
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Read(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => union.CountOf(1 - env.Worker));
        Assert.Throws<ArgumentException>(() => sample.Add(env.Worker, 1));
    });

    [Fact]
    public void A_sample_is_uniform_over_tasks_and_places()
    {
        const int Tasks = 7, PerTask = 30, Wanted = 20, Rounds = 4000;
        int[] times = new int[Tasks * PerTask];
        int[] pairs = new int[PerTask - 1];
        for (int seed = 0; seed < Rounds; seed++)
        {
            int[] chosen = SampleOf(Tasks, PerTask, Wanted, seed);
            foreach (int record in chosen) times[record]++;
            // Neighbours are chosen together as often as any two.
            foreach (int record in chosen)
                if (record % PerTask < PerTask - 1 && chosen.Contains(record + 1)) pairs[record % PerTask]++;
        }
        double mean = Rounds * (double)Wanted / times.Length, chi = times.Sum(n => (n - mean) * (n - mean) / mean);
        // 209 degrees of freedom, less by the share that is taken; six standard deviations.
        Assert.InRange(chi / (1 - Wanted / (double)times.Length), 209 - 6 * Math.Sqrt(2 * 209), 209 + 6 * Math.Sqrt(2 * 209));
        double together = Rounds * (double)Wanted * (Wanted - 1) / times.Length / (times.Length - 1) * Tasks;
        Assert.All(pairs, n => Assert.InRange(n, together - 6 * Math.Sqrt(together), together + 6 * Math.Sqrt(together)));
    }

    [Fact]
    public void Scans_and_zips_of_any_shape_equal_LINQ() => Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 4], Gen.Int[-9, 9].Array[0, 40]).Array[1, 9], Gen.Int[1, 9], Gen.Long[1, 30_000]).Sample((workers, tasks, rightTasks, budget) =>
    {
        int[] places = [.. tasks.Select(task => task.Item1 % workers)], all = [.. tasks.SelectMany(task => task.Item2)];
        LogicalPlan left = new(workers, places, [0]), right = new(workers, [.. Enumerable.Range(0, rightTasks).Select(task => task % workers)], [0]);
        (int, string)[][] results = LocalCluster.Run(workers, env =>
        {
            using PrefixScan<int, string> scan = PrefixScan.Inclusive(env, left, "", (string sum, int record) => $"{sum},{record}", (a, b) => a + b);
            using Zip<int, string> zip = new(env, left, right);
            foreach (int task in left.SourcesOf(env.Worker))
            {
                scan.Add(task, tasks[task].Item2);
                zip.AddLeft(task, tasks[task].Item2);
                scan.Finish(task);
                zip.FinishLeft(task);
            }
            // The right input is what the scan must give, divided in another way.
            string[] sums = [.. Enumerable.Range(1, all.Length).Select(n => "," + string.Join(',', all.Take(n)))];
            foreach (int task in right.SourcesOf(env.Worker))
            {
                zip.AddRight(task, sums.AsSpan((sums.Length * task / rightTasks)..(sums.Length * (task + 1) / rightTasks)));
                zip.FinishRight(task);
            }
            scan.WaitForCompletion();
            zip.WaitForCompletion();
            foreach (int task in left.SourcesOf(env.Worker)) Assert.Equal(ReadAll(scan.Read(task)), ReadAll(zip.Read(task)).Select(pair => pair.Right));
            return left.SourcesOf(env.Worker).SelectMany(task => ReadAll(zip.Read(task))).ToArray();
        }, new DataflowOptions { MemoryBytes = budget, ChunkBytes = 64 });
        Assert.Equal(all.Order(), results.SelectMany(pairs => pairs).Select(pair => pair.Item1).Order());
        Assert.All(results.SelectMany(pairs => pairs), pair => Assert.EndsWith($",{pair.Item1}", pair.Item2, StringComparison.Ordinal));
    }, iter: 100, threads: 1);

    private static int[] SampleOf(int tasks, int perTask, int wanted, long seed)
    {
        using DataflowEnvironment env = SingleWorker.New(1 << 20);
        using Sample<int> sample = new(env, new LogicalPlan(1, new int[tasks], [0]), wanted, seed);
        for (int task = 0; task < tasks; task++)
        {
            sample.Add(task, [.. Enumerable.Range(task * perTask, perTask)]);
            sample.Finish(task);
        }
        sample.WaitForCompletion();
        return [.. Enumerable.Range(0, tasks).SelectMany(task => ReadAll(sample.Read(task)))];
    }
}
