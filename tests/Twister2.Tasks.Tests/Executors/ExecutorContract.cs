namespace Twister2.Tasks.Tests;

/// <summary>Graphs run as often as one likes, with named data between them, with any number of threads, on any number of workers.</summary>
public abstract class ExecutorContract(IWorkers workers)
{
    private static readonly int[] ThreadCounts = [1, 2, 4];

    [Fact]
    public void Iterations_find_the_centers_that_a_sequential_loop_finds()
    {
        int[] points = [.. Enumerable.Range(0, 600).Select(i => i * 7919 % 3001)];
        long[] expected = Means.Sequential(points, [0, 10, 2000], 7);
        foreach (int threads in ThreadCounts)
        {
            workers.Run(env =>
            {
                using BatchExecutor executor = new(env, new() { Threads = threads });
                (ComputeGraph load, ComputeGraph step) = Means.Graphs(points, [0, 10, 2000], tasks: 4);
                executor.Plan([load, step]);
                executor.Execute(load);
                for (int i = 0; i < 7; i++) executor.Execute(step);
                Assert.All(executor.GetData<long[]>("centers"), part => Assert.Equal(expected, part.Value));
                Assert.Equal(4, env.AllReduce(executor.GetData<long[]>("centers").Count, static (a, b) => a + b));
            });
        }
    }

    [Fact]
    public void Records_stay_by_name_within_the_budget()
    {
        foreach (int threads in ThreadCounts)
        {
            workers.Run(
                env =>
                {
                    using BatchExecutor executor = new(env, new() { Threads = threads });
                    List<(int Task, string Record)> kept = [];
                    (ComputeGraph first, ComputeGraph again) = Partitions.Graphs(tasks: 4, records: 2000, kept);
                    executor.Plan([first, again]);
                    executor.Execute(first);
                    bool hasSpilled = executor.GetData<DataPartition<string>>("texts").Values.Any(part => part.HasSpilled);
                    Assert.Equal(executor.GetData<DataPartition<string>>("texts").Count > 0, hasSpilled);
                    for (int run = 1; run <= 3; run++)
                    {
                        kept.Clear();
                        executor.Execute(again);
                        Assert.All(kept, pair => Assert.StartsWith($"{new string('.', run - 1)}{pair.Task} ", pair.Record, StringComparison.Ordinal));
                        Assert.Equal(8000, env.AllReduce(kept.Count, static (a, b) => a + b));
                    }
                },
                new DataflowOptions { MemoryBytes = 8 << 10 });
        }
    }

    [Fact]
    public void A_graph_runs_again_and_again()
    {
        foreach (int threads in ThreadCounts)
        {
            workers.Run(env =>
            {
                using BatchExecutor executor = new(env, new() { Threads = threads });
                List<(int Task, long Record)> kept = [];
                ComputeGraphBuilder builder = new("again", parallelism: 5);
                builder.AddSource("numbers", () => new Records<long>((task, _) => Enumerable.Range(0, 100).Select(i => (long)(100 * task) + i)));
                builder.AddCompute("odd", () => new Mapped<long, long>(x => x | 1)).Pipe("numbers");
                builder.AddCompute("even", () => new Mapped<long, long>(x => x & ~1L)).PartitionRoundRobin("numbers");
                builder.AddSink("sum", () => new Kept<long>(kept), 1).Reduce("odd", (a, b) => a + b).Reduce("even", (a, b) => a + b);
                ComputeGraph graph = builder.Build();
                for (int run = 0; run < 30; run++)
                {
                    kept.Clear();
                    executor.Execute(graph);
                    Assert.Equal(2 * Enumerable.Range(0, 500).Sum(), env.AllReduce(kept.Sum(pair => pair.Record), static (a, b) => a + b));
                }
            });
        }
    }

    [Fact]
    public void A_pipe_and_other_edges_may_lead_to_the_same_task()
    {
        workers.Run(env =>
        {
            using BatchExecutor executor = new(env, new() { Threads = 4 });
            int[] seen = new int[6];
            ComputeGraphBuilder builder = new("mixed", parallelism: 6);
            builder.AddSource("a", () => new Records<int>((_, _) => Enumerable.Range(0, 3000)));
            builder.AddSource("b", () => new Records<int>((_, _) => Enumerable.Range(0, 3000)));
            builder.AddSink("k", () => new Alone(seen)).Pipe("a").Direct("b").Pipe("b", via: "second").PartitionRoundRobin("a", via: "third");
            ComputeGraph graph = builder.Build();
            executor.Execute(graph);
            foreach ((_, int task) in executor.Plan(graph).Schedule.TasksOf(env.Worker).Where(task => task.Vertex == "k")) Assert.Equal(12_000, seen[task]);
        }, new DataflowOptions { ChunkRecords = 16, ChunkBytes = 256 });
    }

    /// <summary>Counts, and finds out if two threads are here at the same time.</summary>
    private sealed class Alone(int[] seen) : ISink<int>
    {
        private int _inside, _task;

        public void Prepare(TaskContext context) => _task = context.TaskIndex;

        public void Execute(ReadOnlySpan<int> records)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            seen[_task] += records.Length;
            Thread.Yield();
            Assert.Equal(0, Interlocked.Decrement(ref _inside));
        }
    }
}

[Trait("ranks", "none")]
public sealed class InProcessExecutors() : ExecutorContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiExecutors() : ExecutorContract(new MpiWorkers());
