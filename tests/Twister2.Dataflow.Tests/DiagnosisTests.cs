using System.Collections.Concurrent;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tests;

/// <summary>What operators tell: bounds, texts, and waits that only another thread can see.</summary>
[Trait("ranks", "none")]
public sealed class DiagnosisTests
{
    [Fact]
    public void Counting_a_message_allocates_nothing()
    {
        OperatorLedger ledger = new("Test");
        ChunkHeader header = new() { Kind = MessageKind.Data, Records = 10, RawLength = 80 };
        for (int worker = 0; worker < 4; worker++) ledger.CountSent(worker, in header, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            ledger.CountSent(i % 4, in header, 100);
            ledger.CountReceived(i % 4, in header, 100);
            ledger.Hold(10);
            ledger.HoldBuffers(-10);
            ledger.Waited(WaitKind.Room, 5);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(new Traffic(1004, 1004, 10_040, 80_320, 100_400), ledger.ToStatistics().Sent);
    }

    [Fact]
    public void Many_operators_are_summed_up_by_name() => LocalCluster.Run(2, env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(2);
        for (int i = 0; i < 600; i++)
        {
            using Partition<int> partition = new(env, plan, _ => 1);
            partition.Add(env.Worker, i);
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
        }
        env.Barrier();
        env.Barrier();
        IReadOnlyList<OperatorStatistics> all = env.Statistics.Operators;
        Assert.Equal((600, 600, 2), (all.Where(o => o.Name == "Partition").Sum(o => o.Operators), all.Where(o => o.Name == "Partition").Sum(o => o.RecordsAdded), all.Single(o => o.Name == "Barrier").Operators));
        Assert.Equal(256 + 1 + 1, all.Count);
        Assert.Equal(env.Counters.MessagesSent, all.Sum(o => o.Sent.Messages));
    });

    [Fact]
    public void What_is_made_after_a_constructor_threw_is_not_charged_to_what_never_was() => LocalCluster.Run(1, env =>
    {
        OperatorLedger outside = env.Ledgers.Current;
        LogicalPlan wrong = LogicalPlan.OnePerWorker(2), plan = LogicalPlan.OnePerWorker(1);
        Assert.Throws<ArgumentException>(() => new Partition<int>(env, wrong, _ => 0));
        Assert.Throws<ArgumentException>(() => new KeyedReduce<int, int>(env, wrong, (a, b) => a + b));
        using (Partition<int> partition = new(env, plan, _ => 0))
        {
            Assert.Same(outside, env.Ledgers.Current);
            partition.Finish(0);
            partition.WaitForCompletion();
            Assert.Throws<ArgumentException>(() => new Partition<int>(env, wrong, _ => 0));
            partition.Read(0).Dispose();
            OperatorLedger reading = env.Ledgers.Current;
            using Distinct<int> next = new(env, plan);
            Assert.Same(reading, env.Ledgers.Current);
            next.Finish(0);
        }
        Assert.Equal(["Partition", "Distinct"], env.Statistics.Operators.Select(o => o.Name).OrderDescending());
        Assert.Equal(0, env.Memory.Used);
    });

    [Fact]
    public void What_works_on_its_worker_alone_is_in_the_statistics_by_name() => LocalCluster.Run(1, env =>
    {
        env.Ledgers.Local("OrderBy").Hold(1000);
        env.Ledgers.Local("OrderBy").Hold(-1000);
        env.Ledgers.Local("OrderBy").Spilled(5);
        OperatorStatistics all = Assert.Single(env.Statistics.Operators);
        Assert.Equal(("OrderBy", 1, 1000, 0, 5), (all.Name, all.Operators, all.PeakMemory, all.Memory, all.BytesSpilled));
        Assert.Contains("OrderBy", env.Statistics.ToTable(), StringComparison.Ordinal);
    });

    [Fact]
    public void Links_of_operators_that_ended_are_dropped_when_they_are_many()
    {
        OperatorLedgers ledgers = new(new StageLedgers(1));
        ChunkHeader header = new() { Kind = MessageKind.Data, Records = 1 };
        for (int i = 0; i < 10; i++)
        {
            OperatorLedger ledger = new("Test") { Number = i };
            for (int worker = 0; worker < 10_000; worker++) ledger.CountSent(worker, in header, 1);
            ledgers.End(ledger);
            ledgers.End(ledger);
        }
        OperatorStatistics[] all = [.. ledgers.All().Select(ledger => ledger.ToStatistics())];
        Assert.Equal(10, all.Length);
        Assert.InRange(all.Sum(o => o.Links.Count), 10_000, 16_384);
        Assert.Equal(10_000, all[^1].Links.Count);
        Assert.Equal(100_000, all.Sum(o => o.Sent.Messages));
    }

    [Fact]
    public void Statistics_are_text_and_JSON() => LocalCluster.Run(2, env =>
    {
        using KeyedReduce<int, long> reduce = KeyedReduce.Sum<int, long>(env, LogicalPlan.OnePerWorker(2));
        for (int i = 0; i < 1500; i++) reduce.Add(env.Worker, i, 1);
        reduce.Finish(env.Worker);
        reduce.WaitForCompletion();
        WorkerStatistics statistics = env.Statistics;
        string[] lines = statistics.ToTable().TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"Worker {env.Worker} of 2, memory ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("KeyedReduce       0  1,500 ", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[1].Length, lines[2].Length);
        Assert.Equal(statistics.ToJson(), WorkerStatistics.FromJson(statistics.ToJson()).ToJson());
        Assert.Contains("\"recordsAdded\":1500", statistics.ToJson(), StringComparison.Ordinal);
        Assert.Throws<System.Text.Json.JsonException>(() => WorkerStatistics.FromJson("null"));
    });

    [Fact]
    public void A_worker_that_has_not_come_so_far_is_found_by_what_it_does_not_take()
    {
        ConcurrentDictionary<int, DataflowEnvironment> all = [];
        LocalCluster.Run(2, env =>
        {
            all[env.Worker] = env;
            if (env.Worker == 1) SeesWorker0Blocked(env, all);
            using Partition<long> partition = new(env, LogicalPlan.OnePerWorker(2), _ => 1);
            for (long i = 0; i < 1000; i++) partition.Add(env.Worker, i);
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
            if (env.Worker == 0) Assert.True(partition.Statistics.WaitedForRoom > TimeSpan.Zero);
        }, new DataflowOptions { ChunkBytes = 256, BytesInFlight = 1024 });
    }

    [Fact]
    public void A_worker_that_does_not_tell_is_a_culprit()
    {
        WorkerWaits waits = new()
        {
            Worker = 0,
            Workers = 3,
            Built = 5,
            Operators = [new OperatorWait { Worker = 0, Operator = "Sort", Number = 4, Stage = WaitStage.Ending, Blocked = TimeSpan.FromSeconds(40), Awaits = [new(2, Awaited.EndMark), new(1, Awaited.LaterEndMark)] }],
        };
        WaitGraph graph = WaitGraph.Join([waits]);
        Assert.Equal("Worker 2 holds up worker 0: it has not told what it does", graph.ToString());
        Assert.Equal(new WaitNode(2, "Sort", 4), Assert.Single(graph.Edges).To);
        Assert.Equal("Worker 0 of 3 has come to operator 5\n  Sort (operator 4): worker 0 waits for worker 2 (and those it waits for) to finish; it has been waiting for 40 s", waits.ToString());
        Assert.Equal("No worker waits for another.", WaitGraph.Join([]).ToString());
    }

    [Fact]
    public void A_wait_inside_another_is_followed_where_it_is_stuck()
    {
        // Worker 0 waits for operator 1 and, handing on what arrived, inside of it for room in operator 2; worker 1 takes nothing.
        WorkerWaits zero = new()
        {
            Worker = 0,
            Workers = 2,
            Built = 3,
            Operators =
            [
                new OperatorWait { Worker = 0, Operator = "Gather", Number = 1, Stage = WaitStage.Ending, Blocked = TimeSpan.FromSeconds(9), Awaits = [new(1, Awaited.EndMark)] },
                new OperatorWait { Worker = 0, Operator = "Sort", Number = 2, Stage = WaitStage.Working, Blocked = TimeSpan.FromSeconds(3), Awaits = [new(1, Awaited.Taking, 7, 700)] },
            ],
        };
        WorkerWaits one = new() { Worker = 1, Workers = 2, Built = 3, Operators = [new OperatorWait { Worker = 1, Operator = "Sort", Number = 2, Stage = WaitStage.Filling, SourcesNotFinished = [1] }] };
        WaitGraph graph = WaitGraph.Join([zero, one]);
        Assert.Equal("Sort (operator 2): worker 0 waits until worker 1 takes 7 messages", Assert.Single(graph.Edges).Why);
        Assert.Equal("Worker 1 holds up worker 0: Sort (operator 2) is being filled, whose source tasks 1 have not finished; it is in the program's own code", graph.ToString());
    }

    [Fact]
    public void The_log_says_what_else_is_open_where_a_wait_takes_long()
    {
        RecordingLogger logger = new();
        LocalCluster.Run(2, env =>
        {
            using Gather<int> open = new(env, LogicalPlan.ToOne(2, 0));
            if (env.Worker == 1) WaitFor(() => !logger.Lines.IsEmpty);
            env.Barrier();
            open.Finish(env.Worker);
            open.WaitForCompletion();
        }, new DataflowOptions { ReportWaitAfter = TimeSpan.FromMilliseconds(20) }, logger);
        Assert.Contains(logger.Lines, line => line.EndsWith(
            "Barrier (operator 1): worker 0 waits for worker 1. Also open on worker 0: Gather (operator 0) is being filled by worker 0, whose source tasks 0 have not finished", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operator_that_cannot_be_built_leaves_the_next_ones_right() => LocalCluster.Run(1, env =>
    {
        Assert.Throws<NotSupportedException>(() => new KeyedGather<object, int>(env, LogicalPlan.OnePerWorker(1)));
        using Gather<int> gather = new(env, LogicalPlan.ToOne(1, 0));
        gather.Add(0, [1, 2, 3]);
        gather.Finish(0);
        gather.WaitForCompletion();
        OperatorStatistics only = Assert.Single(env.Statistics.Operators);
        Assert.Equal(("Gather", 3, 4096), (only.Name, only.RecordsAdded, only.Memory));
    });

    private static void SeesWorker0Blocked(DataflowEnvironment env, ConcurrentDictionary<int, DataflowEnvironment> all)
    {
        WorkerWaits? zero = null;
        WaitFor(() => all.TryGetValue(0, out DataflowEnvironment? other) && (zero = other.LatestWaits()).Operators.Any(wait => wait.Blocked > TimeSpan.Zero));
        WaitGraph graph = WaitGraph.Join([zero!, env.DescribeWaits()]);
        Culprit culprit = Assert.Single(graph.Culprits);
        Assert.Equal((1, "it has come to operator 0 only, not to Partition (operator 0), and is in the program's own code"), (culprit.Worker, culprit.Why));
        AwaitedWorker taking = Assert.Single(Assert.Single(zero!.Operators).Awaits);
        Assert.Equal((1, Awaited.Taking), (taking.Worker, taking.What));
        Assert.InRange(taking.Bytes, 256, 1024);
        Assert.Contains("not taken yet: ", zero.ToString(), StringComparison.Ordinal);
    }

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)));
}
