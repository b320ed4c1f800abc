namespace Twister2.Tasks.Tests;

/// <summary>What docs/compute-graph.md shows.</summary>
internal static class GraphGuide
{
    public sealed class Lines(string[] all) : ISource<string>
    {
        private int _next, _step;

        public void Prepare(TaskContext context) => (_next, _step) = (context.TaskIndex, context.Parallelism);

        public bool Execute(RecordCollector<string> output)
        {
            for (int i = 0; i < 1000 && _next < all.Length; i++, _next += _step) output.Add(all[_next]);
            return _next < all.Length;
        }
    }

    public sealed class Words : ICompute<string, KeyValuePair<string, long>>
    {
        public void Execute(ReadOnlySpan<string> lines, RecordCollector<KeyValuePair<string, long>> output)
        {
            foreach (string line in lines)
                foreach (string word in line.Split(' ')) output.Add(new KeyValuePair<string, long>(word, 1));
        }
    }

    public sealed class Counts(Dictionary<string, long> counts) : ISink<KeyValuePair<string, long>>
    {
        public void Execute(ReadOnlySpan<KeyValuePair<string, long>> pairs)
        {
            foreach ((string word, long count) in pairs) counts[word] = count;
        }
    }

    public sealed class Assign(double[][] points) : ICompute<int, double[], KeyValuePair<int, double[]>>
    {
        private readonly List<double[]> _centers = [];

        public void ExecuteSide(ReadOnlySpan<double[]> centers, RecordCollector<KeyValuePair<int, double[]>> output) => _centers.AddRange(centers);

        public void Execute(ReadOnlySpan<int> numbers, RecordCollector<KeyValuePair<int, double[]>> output)
        {
            foreach (int number in numbers) output.Add(new KeyValuePair<int, double[]>(Nearest(points[number]), points[number]));
        }

        private int Nearest(double[] point) => Enumerable.Range(0, _centers.Count).MinBy(center => point.Zip(_centers[center], (a, b) => (a - b) * (a - b)).Sum());
    }

    public static ComputeGraph WordCount(int parallelism, string[] lines, Dictionary<string, long> counts)
    {
        ComputeGraphBuilder builder = new("word count", parallelism);
        builder.AddSource("lines", () => new Lines(lines));
        builder.AddCompute("words", () => new Words()).Pipe("lines");
        builder.AddSink("counts", () => new Counts(counts)).KeyedReduce("words", ReduceOperation.Sum);
        ComputeGraph graph = builder.Build();
        return graph;
    }

    public static TaskSchedulePlan Planned(DataflowEnvironment env, ComputeGraph graph)
    {
        TaskSchedulePlan plan = new BatchTaskScheduler().Plan(env, graph);
        if (env.Worker == 0) Console.WriteLine(plan);
        return plan;
    }

    public static TaskSchedulePlan Tried(ComputeGraph graph)
    {
        ClusterResources cluster = ClusterResources.Uniform(workers: 8, cores: 16, memoryBytes: 64L << 30, workersPerNode: 4);
        TaskSchedulePlan plan = new FirstFitTaskScheduler().Schedule(graph, cluster);
        return plan;
    }

    public static ITaskScheduler Backwards() =>
        new UserDefinedTaskScheduler("backwards", task => task.Resources.WorkerCount - 1 - task.Task % task.Resources.WorkerCount);

    public static ComputeGraph Located(string[] paths, ClusterResources cluster, DataflowEnvironment env, Dictionary<string, long> counts)
    {
        ComputeGraphBuilder builder = new("located", parallelism: 2);
        IReadOnlyList<IReadOnlyList<DataLocation>> found = cluster.FindPaths(env, paths);
        builder.AddSource("lines", () => new Lines(paths), paths.Length, dataOf: task => found[task]);
        builder.AddCompute("words", () => new Words(), constraints: new() { Cores = 1, MemoryBytes = 2L << 30 }).PartitionRoundRobin("lines");
        builder.AddSink("counts", () => new Counts(counts), constraints: new() { MaxTasksPerWorker = 1 }).KeyedReduce("words", ReduceOperation.Sum);
        return builder.Build();
    }

    public static ComputeGraph Nearest(int parallelism, double[][] points, List<(int Task, KeyValuePair<int, double[][]> Group)> groups)
    {
        ComputeGraphBuilder builder = new("nearest", parallelism);
        builder.AddSource("numbers", () => new Records<int>((task, tasks) => Enumerable.Range(0, points.Length).Where(i => i % tasks == task)));
        builder.AddSource("centers", () => new Records<double[]>((_, _) => points.Take(2)), 1);
        var assign = builder.AddCompute("assign", () => new Assign(points));
        assign.Direct("numbers");
        assign.Side.Broadcast("centers");
        builder.AddSink("groups", () => new Kept<KeyValuePair<int, double[][]>>(groups)).KeyedGather("assign");
        return builder.Build();
    }

    public static (ComputeGraph First, ComputeGraph Second) NamedData()
    {
        ComputeGraphBuilder first = new("load", parallelism: 4);
        first.AddSource("numbers", () => new Records<int>((task, _) => [task, 10 * task]));
        first.AddSink("keep", () => new Keep()).Direct("numbers").AddOutput<int[]>("numbers");
        ComputeGraphBuilder second = new("use", parallelism: 4);
        second.AddSource("again", () => new Again()).AddInput<int[]>("numbers");
        second.AddSink("sum", () => new Kept<int>([]), 1).Reduce("again", (a, b) => a + b);
        return (first.Build(), second.Build());
    }

    public sealed class KeepTexts : ISink<string>
    {
        private TaskContext? _context;
        private DataPartition<string>? _all;

        public void Prepare(TaskContext context) => (_context, _all) = (context, context.NewPartition<string>());

        public void Execute(ReadOnlySpan<string> records) => _all!.Add(records);

        public void End() => _context!.SetOutput("texts", _all!);
    }

    public static ExecutionPlan Run(DataflowEnvironment env, ComputeGraph graph)
    {
        using BatchExecutor executor = new(env, new() { Threads = 4 });
        executor.Execute(graph);
        return executor.Plan(graph);
    }

    public static IReadOnlyDictionary<int, long[]> Iterate(DataflowEnvironment env, ComputeGraph load, ComputeGraph step, int iterations)
    {
        using BatchExecutor executor = new(env);
        executor.Plan([load, step]);
        executor.Execute(load);
        for (int i = 0; i < iterations; i++) executor.Execute(step);
        IReadOnlyDictionary<int, long[]> centers = executor.GetData<long[]>("centers");
        return centers;
    }

    public sealed class Keep : ISink<int>
    {
        private readonly List<int> _all = [];
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public void Execute(ReadOnlySpan<int> records) => _all.AddRange(records);

        public void End() => _context!.SetOutput("numbers", _all.ToArray());
    }

    public sealed class Again : ISource<int>
    {
        private int[] _numbers = [];

        public void Prepare(TaskContext context) => _numbers = context.GetInput<int[]>("numbers");

        public bool Execute(RecordCollector<int> output)
        {
            output.Add(_numbers);
            return false;
        }
    }
}
