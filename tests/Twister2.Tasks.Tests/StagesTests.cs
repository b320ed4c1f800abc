using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks.Tests;

/// <summary>What compute graphs and data sets count for their stages.</summary>
[Trait("ranks", "none")]
public sealed class StagesTests
{
    [Theory, InlineData(1, 1), InlineData(2, 3), InlineData(5, 2)]
    public void A_graph_counts_for_its_vertices_and_edges_over_all_runs(int workers, int threads)
    {
        const int Runs = 3, Tasks = 4, Records = 1000;
        StageCounts[][] counts = LocalCluster.Run(workers, env =>
        {
            using BatchExecutor executor = new(env, new() { Threads = threads });
            ComputeGraphBuilder builder = new("g", parallelism: Tasks);
            builder.AddSource("numbers", () => new Records<long>((task, _) => Enumerable.Range(0, Records).Select(static i => (long)i)));
            builder.AddCompute("odd", () => new Mapped<long, long>(x => x | 1)).PartitionRoundRobin("numbers");
            builder.AddSink("sum", () => new Kept<long>([]), 1).Reduce("odd", (a, b) => a + b);
            ComputeGraph graph = builder.Build();
            for (int run = 0; run < Runs; run++) executor.Execute(graph);
            StageLedger[] stages = [.. env.Stages.All.Where(static stage => stage.Graph == "g")];
            Assert.Equal(["numbers", "odd", "sum"], stages.Take(3).Select(static stage => stage.Name));
            Assert.Equal(["source", "compute", "sink", "partition", "reduce"], stages.Select(static stage => stage.Kind));
            Assert.All(stages, static stage => Assert.Equal(Runs, stage.Runs));
            Assert.Equal([stages[3]], stages[1].Inputs);
            Assert.Equal([stages[0]], stages[3].Inputs);
            Assert.Equal([stages[4]], stages[2].Inputs);
            Assert.Equal(Runs * Tasks, stages[0].AllTasks);
            env.Barrier();
            return stages.Select(static stage => stage.Counts).ToArray();
        });
        StageCounts[] sums = [.. Enumerable.Range(0, 5).Select(stage => counts.Select(worker => worker[stage]).Aggregate(static (a, b) => a.Plus(b)))];
        Assert.All(sums, static sum => Assert.Equal(sum.Tasks, sum.TasksDone));
        Assert.Equal([Runs * Tasks, Runs * Tasks, Runs, Runs * workers, Runs * workers], sums.Select(static sum => sum.Tasks));
        Assert.Equal([0, Runs * Tasks * Records, Runs, Runs * Tasks * Records, Runs * Tasks * Records], sums.Select(static sum => sum.RecordsIn));
        Assert.Equal(Runs * Tasks * Records, sums[0].RecordsOut);
        Assert.Equal(Runs * Tasks * Records, sums[1].RecordsOut);
    }

    [Theory, InlineData(1, 1), InlineData(3, 1), InlineData(2, 3)]
    public void An_action_counts_for_its_operators_and_for_what_comes_out(int workers, int threads)
    {
        StageCounts[][] counts = LocalCluster.Run(workers, env =>
        {
            using BatchEnvironment batch = new(env, threads: threads);
            TSet<KeyValuePair<int, long>> sums = batch.Parallelize(Enumerable.Range(0, 1000)).MapToTuple(static i => (i % 10, 1L)).KeyedReduce(static (a, b) => a + b);
            for (int run = 0; run < 2; run++) Assert.Equal(10, sums.Count());
            StageLedger[] stages = [.. env.Stages.All.Where(static stage => stage.Graph == "Count")];
            StageLedger reduce = stages.Single(static stage => stage.Kind == "keyedReduce"), action = stages.Single(static stage => stage.Kind == "action");
            Assert.Equal("Count", action.Name);
            Assert.Equal([reduce], action.Inputs);
            Assert.Equal((2, 2), (reduce.Runs, action.Runs));
            Assert.Equal(2 * threads * workers, action.AllTasks);
            Assert.Same(env.Stages.Outside, env.Stages.Place);
            env.Barrier();
            return new[] { reduce.Counts, action.Counts };
        });
        StageCounts[] totals = [.. Enumerable.Range(0, 2).Select(stage => counts.Select(worker => worker[stage]).Aggregate(static (a, b) => a.Plus(b)))];
        Assert.Equal([2000, 20], totals.Select(static sum => sum.RecordsIn));
        Assert.All(totals, static sum => Assert.Equal(sum.Tasks, sum.TasksDone));
    }

    [Fact]
    public void Operators_of_one_task_each_are_one_stage()
    {
        LocalCluster.Run(2, env =>
        {
            using BatchEnvironment batch = new(env, threads: 3);
            Assert.Equal(5, batch.Parallelize(Enumerable.Range(0, 600)).MapToTuple(static i => (i % 5, 1L)).KeyedReduce(static (a, b) => a + b).KeyedReduce(static (a, b) => a + b).Count());
            StageLedger[] reduces = [.. env.Stages.All.Where(static stage => stage.Kind == "keyedReduce")];
            Assert.Equal(2, reduces.Length);
            Assert.Equal([reduces[0]], reduces[1].Inputs);
        });
    }

    [Fact]
    public void A_trace_has_tasks_operators_waits_and_spills_each_inside_the_run()
    {
        LocalCluster.Run(2, env =>
        {
            env.Trace = new TraceLog();
            long before = Stopwatch.GetTimestamp();
            using (BatchEnvironment batch = new(env, threads: 2))
                Assert.Equal(20_000, batch.Parallelize(Enumerable.Range(0, 20_000)).Order().Count());
            long after = Stopwatch.GetTimestamp();
            (IReadOnlyList<TraceSpan> spans, IReadOnlyDictionary<int, string> threads) = env.Trace.Look();
            Assert.Contains(spans, static span => span is { Kind: TraceKind.Task, Name: "Count" });
            Assert.Contains(spans, static span => span is { Kind: TraceKind.Operator, Name: "Sort" });
            Assert.Contains(spans, static span => span.Kind == TraceKind.Spill);
            Assert.All(spans, span => Assert.True(before <= span.Start && span.Start <= span.End && span.End <= after));
            Assert.All(spans, span => Assert.Contains(span.Thread, threads.Keys));
            Assert.Equal(0, env.Trace.Dropped);
            env.Barrier();
        }, new DataflowOptions { MemoryBytes = 20_000, ChunkRecords = 16 });
    }

    [Fact]
    public void A_full_trace_keeps_the_first_spans_and_counts_the_others()
    {
        TraceLog trace = new(most: 3);
        for (int i = 0; i < 5; i++) trace.Add($"{i}", TraceKind.Task, 1);
        Assert.Equal(["0", "1", "2"], trace.Look().Spans.Select(static span => span.Name));
        Assert.Equal(2, trace.Dropped);
    }
}
