namespace Twister2.Tasks.Tests;

/// <summary>k-means of numbers, in whole numbers so that every order of adding gives the same.</summary>
internal static class Means
{
    /// <summary>The first graph has each task keep its points and all centers; the second takes them and gives new centers.</summary>
    public static (ComputeGraph Load, ComputeGraph Step) Graphs(int[] points, long[] centers, int tasks)
    {
        ComputeGraphBuilder load = new("load", tasks);
        load.AddSource("points", () => new Loader(points, centers)).AddOutput<int[]>("points").AddOutput<long[]>("centers");
        load.AddSink("none", () => new Kept<int>([])).Direct("points");
        ComputeGraphBuilder step = new("step", tasks);
        step.AddSource("nearest", () => new Nearest()).AddInput<int[]>("points").AddInput<long[]>("centers");
        step.AddCompute("means", () => new Mean()).KeyedReduce("nearest", (a, b) => (a.Sum + b.Sum, a.Count + b.Count));
        step.AddSink("centers", () => new Centers()).AllGather("means").AddInput<long[]>("centers").AddOutput<long[]>("centers");
        return (load.Build(), step.Build());
    }

    public static long[] Sequential(int[] points, long[] centers, int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            long[] before = centers;
            centers = [.. before.Select((center, k) => points.Where(point => NearestOf(before, point) == k).Select(point => (long)point).ToArray() is { Length: > 0 } mine ? mine.Sum() / mine.Length : center)];
        }
        return centers;
    }

    private static int NearestOf(long[] centers, long point) => Enumerable.Range(0, centers.Length).MinBy(k => Math.Abs(centers[k] - point));

    private sealed class Loader(int[] points, long[] centers) : ISource<int>
    {
        public void Prepare(TaskContext context)
        {
            context.SetOutput("points", points.Where((_, i) => i % context.Parallelism == context.TaskIndex).ToArray());
            context.SetOutput("centers", centers);
        }

        public bool Execute(RecordCollector<int> output) => false;
    }

    private sealed class Nearest : ISource<KeyValuePair<int, (long Sum, long Count)>>
    {
        private int[] _points = [];
        private long[] _centers = [];

        public void Prepare(TaskContext context) => (_points, _centers) = (context.GetInput<int[]>("points"), context.GetInput<long[]>("centers"));

        public bool Execute(RecordCollector<KeyValuePair<int, (long Sum, long Count)>> output)
        {
            foreach (int point in _points) output.Add(new KeyValuePair<int, (long, long)>(NearestOf(_centers, point), (point, 1)));
            return false;
        }
    }

    private sealed class Mean : ICompute<KeyValuePair<int, (long Sum, long Count)>, KeyValuePair<int, long>>
    {
        public void Execute(ReadOnlySpan<KeyValuePair<int, (long Sum, long Count)>> records, RecordCollector<KeyValuePair<int, long>> output)
        {
            foreach ((int center, (long sum, long count)) in records) output.Add(new KeyValuePair<int, long>(center, sum / count));
        }
    }

    private sealed class Centers : ISink<KeyValuePair<int, long>>
    {
        private TaskContext? _context;
        private long[] _centers = [];

        public void Prepare(TaskContext context)
        {
            _context = context;
            _centers = [.. context.GetInput<long[]>("centers")];
        }

        public void Execute(ReadOnlySpan<KeyValuePair<int, long>> records)
        {
            foreach ((int center, long mean) in records) _centers[center] = mean;
        }

        public void End() => _context!.SetOutput("centers", _centers);
    }
}
