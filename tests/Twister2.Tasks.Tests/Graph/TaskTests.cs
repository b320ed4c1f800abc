using Twister2.Dataflow.Spill;

namespace Twister2.Tasks.Tests;

/// <summary>What a task can do, and what is said when it does it wrong.</summary>
[Trait("ranks", "none")]
public sealed class TaskTests
{
    [Fact]
    public void A_task_writes_to_single_edges_and_in_several_types()
    {
        List<(int, int)> odd = [], all = [], both = [];
        List<(int, string)> texts = [];
        ComputeGraphBuilder builder = new("several", parallelism: 1);
        builder.AddSource("s", () => new Several()).AlsoWrites<string>();
        builder.AddSink("odd", () => new Kept<int>(odd)).Direct("s", via: "odd");
        builder.AddSink("all", () => new Kept<int>(all)).Direct("s");
        builder.AddSink("texts", () => new Kept<string>(texts)).Direct("s", via: "texts");
        builder.AddSink("both", () => new Kept<int>(both)).Union(["s", "s"], via: "twice");
        Run(builder.Build());
        Assert.Equal([1, 2, 3], all.Select(pair => pair.Item2));
        Assert.Equal([1, 1, 2, 3, 3], odd.Select(pair => pair.Item2).Order());
        Assert.Equal(["1", "2", "3"], texts.Select(pair => pair.Item2));
        Assert.Equal([1, 1, 2, 2, 3, 3], both.Select(pair => pair.Item2).Order());
    }

    [Fact]
    public void The_context_knows_the_place()
    {
        string seen = "";
        ComputeGraphBuilder builder = new("place", parallelism: 2);
        builder.AddSource("s", () => new Records<int>((task, _) => task == 1 ? [7] : []));
        builder.AddSink("k", () => new Told((context, edge) => seen = $"{context.GraphName} {context.TaskName} {context.TaskIndex}/{context.Parallelism} on {context.Worker}/{context.WorkerCount} {context.Mode} {edge} of {string.Join(',', context.InEdges)}"))
            .Direct("s");
        LocalCluster.Run(2, env => Run(env, builder.Build()));
        Assert.Equal("place k 1/2 on 1/2 Batch s-k of s-k", seen);
    }

    [Theory]
    [InlineData("Prepare")]
    [InlineData("Execute")]
    [InlineData("End")]
    [InlineData("Close")]
    public void What_a_task_throws_says_which_task_it_was(string where)
    {
        ComputeGraphBuilder builder = new("failing", parallelism: 2);
        builder.AddSource("s", () => new Records<int>((_, _) => [1]));
        builder.AddSink("k", () => new Failing(where, 1)).Direct("s");
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env => Run(env, builder.Build())));
        UserCodeException error = Assert.IsType<UserCodeException>(failure.InnerExceptions[0]);
        Assert.Equal($"Graph 'failing': worker 1, task 1 of 'k' (2 in all): {where} failed: FormatException: mine", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Theory]
    [InlineData("edge", "There is no edge 'x' from vertex 's'; there are 's-k'.")]
    [InlineData("type", "Edge 's-k' takes Int32 of vertex 's', not String.")]
    [InlineData("data", "Vertex 's' has no data 'x' of type Int32; it has 'd' (Int64). Say AddInput<Int32>(\"x\") where the graph is built.")]
    [InlineData("result", "Vertex 's' has no data 'd' of type Int64; it has none. Say AddOutput<Int64>(\"d\") where the graph is built.")]
    public void What_a_task_asks_for_in_vain_is_explained(string what, string message)
    {
        ComputeGraphBuilder builder = new("asking", parallelism: 1);
        builder.AddSource("s", () => new Asking(what)).AddInput<long>("d");
        builder.AddSink("k", () => new Kept<int>([])).Direct("s");
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(1, env => Run(env, builder.Build(), 5L)));
        Assert.StartsWith($"Graph 'asking': worker 0, task 0 of 's' (1 in all): Prepare failed: ArgumentException: {message}", failure.InnerExceptions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_without_disk_fails_where_it_would_use_it()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => Spilling(useDisk: false));
        SpillException error = Assert.IsType<SpillException>(failure.InnerExceptions.First(e => e is not WorkerFailedException));
        Assert.StartsWith("Edge 's-k' (Direct, s → k) wrote ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" to scratch on worker 0, which UseDisk = false forbids.", error.Message, StringComparison.Ordinal);
        Spilling(useDisk: true);

        static void Spilling(bool useDisk)
        {
            ComputeGraphBuilder builder = new("large", parallelism: 1);
            builder.AddSource("s", () => new Records<long>((_, _) => Enumerable.Range(0, 200_000).Select(i => (long)i)));
            builder.AddSink("k", () => new Kept<long>([])).Direct("s", via: new EdgeOptions { UseDisk = useDisk });
            LocalCluster.Run(1, env => Run(env, builder.Build()), new DataflowOptions { MemoryBytes = 64 << 10 });
        }
    }

    [Fact]
    public void A_collector_keeps_the_order_of_single_records_and_spans()
    {
        Random random = new(7);
        ChunkSizes sizes = new();
        RecordCollector<int> collector = new(sizes, 10);
        for (int next = 0; next < 1000;)
        {
            int count = random.Next(0, 25);
            if (count == 0) collector.Add(next++);
            else collector.Add(Enumerable.Range(next, count).ToArray().AsSpan());
            next += count;
        }
        collector.Flush();
        Assert.Equal(Enumerable.Range(0, sizes.All.Count), sizes.All);
        Assert.True(sizes.All.Count >= 1000);
    }

    [Fact]
    public void Writing_a_record_allocates_nothing()
    {
        RecordCollector<long> collector = new(new Nothing(), 1024);
        for (int i = 0; i < 100_000; i++) collector.Add(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++) collector.Add(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(ComputeGraph graph) => LocalCluster.Run(1, env => Run(env, graph));

    private static void Run(DataflowEnvironment env, ComputeGraph graph, long? data = null)
    {
        using BatchExecutor executor = new(env, new() { Scheduler = new RoundRobinTaskScheduler() });
        if (data is { } value) executor.SetData("d", 0, value);
        executor.Execute(graph);
    }

    private sealed class Several : ISource<int>
    {
        private RecordCollector<int>? _odd;
        private RecordCollector<string>? _texts;

        public void Prepare(TaskContext context) => (_odd, _texts) = (context.Output<int>("odd"), context.Output<string>("texts"));

        public bool Execute(RecordCollector<int> output)
        {
            for (int number = 1; number <= 3; number++)
            {
                output.Add(number);
                _texts!.Add($"{number}");
                if (number % 2 == 1) _odd!.Add(number);
            }
            return false;
        }
    }

    private sealed class Told(Action<TaskContext, string?> tell) : ISink<int>
    {
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public void Execute(ReadOnlySpan<int> records) => tell(_context!, _context!.Edge);
    }

    private sealed class Failing(string where, int task) : ISink<int>
    {
        private int _task;

        public void Prepare(TaskContext context)
        {
            _task = context.TaskIndex;
            FailIn(nameof(Prepare));
        }

        public void Execute(ReadOnlySpan<int> records) => FailIn(nameof(Execute));

        public void End() => FailIn(nameof(End));

        public void Close() => FailIn(nameof(Close));

        private void FailIn(string what)
        {
            if (what == where && _task == task) throw new FormatException("mine");
        }
    }

    private sealed class Asking(string what) : ISource<int>
    {
        public void Prepare(TaskContext context)
        {
            Assert.Equal(5, context.GetInput<long>("d"));
            _ = what switch
            {
                "edge" => (object)context.Output<int>("x"),
                "type" => context.Output<string>("s-k"),
                "data" => context.GetInput<int>("x"),
                _ => Set(context),
            };
        }

        public bool Execute(RecordCollector<int> output) => false;

        private static bool Set(TaskContext context)
        {
            context.SetOutput("d", 1L);
            return true;
        }
    }

    private sealed class ChunkSizes : IChunkSink<int>
    {
        public List<int> All { get; } = [];

        public void Add(ReadOnlySpan<int> chunk) => All.AddRange(chunk);
    }

    private sealed class Nothing : IChunkSink<long>
    {
        public void Add(ReadOnlySpan<long> chunk) { }
    }
}
