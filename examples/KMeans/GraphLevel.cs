using Twister2.Dataflow;
using Twister2.Tasks;

namespace Twister2.Examples.KMeans;

/// <summary>
/// k-means with compute graphs. One makes points and first centers, and keeps both by name; the other takes them, and gives the next centers by the same name: it is built once and run for each iteration. A task
/// for each thread of each worker.
/// </summary>
internal static class GraphLevel
{
    private const string Points = "points", Centers = "centers", Sums = "sums";

    /// <summary>Makes the points.</summary>
    public static ComputeGraph Load(Func<int, int, PointBlock> make, double[] centers, int tasks)
    {
        ComputeGraphBuilder builder = new("load", tasks);
        builder.AddSource("make", () => new MakePoints(make, centers)).AddOutput<PointBlock>(Points).AddOutput<double[]>(Centers);
        return builder.Build();
    }

    /// <summary>An iteration.</summary>
    public static ComputeGraph Step(int tasks, int centers, int dimensions)
    {
        ComputeGraphBuilder builder = new("step", tasks);
        builder.AddSource("assign", () => new AssignPoints()).AddInput<PointBlock>(Points).AddInput<double[]>(Centers);
        builder.AddSink("move", () => new MoveCenters(centers, dimensions))
            .AllReduce("assign", default(Sum), CenterSums.Length(centers, dimensions))
            .AddInput<double[]>(Centers).AddOutput<double[]>(Centers).AddOutput<double[]>(Sums);
        return builder.Build();
    }

    /// <summary>Moves centers, and gives the last sums.</summary>
    public static double[] Iterate(BatchExecutor executor, ComputeGraph load, ComputeGraph step, double[] centers, int iterations)
    {
        executor.Plan([load, step]);
        executor.Execute(load);
        for (int i = 0; i < iterations; i++) executor.Execute(step);
        // All tasks have the same.
        executor.GetData<double[]>(Centers).Values.First().CopyTo(centers, 0);
        double[] sums = executor.GetData<double[]>(Sums).Values.FirstOrDefault([]);
        foreach (PointBlock block in executor.GetData<PointBlock>(Points).Values) block.Dispose();
        return sums;
    }

    private readonly struct Sum : IReducer<double>
    {
        public double Combine(double a, double b) => a + b;
    }

    private sealed class MakePoints(Func<int, int, PointBlock> make, double[] centers) : ISource<double>
    {
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public bool Execute(RecordCollector<double> output)
        {
            _context!.SetOutput(Points, make(_context.TaskIndex, _context.Parallelism));
            _context.SetOutput(Centers, (double[])centers.Clone());
            return false;
        }
    }

    private sealed class AssignPoints : ISource<double>
    {
        private PointBlock? _points;
        private double[] _centers = [];

        public void Prepare(TaskContext context) => (_points, _centers) = (context.GetInput<PointBlock>(Points), context.GetInput<double[]>(Centers));

        public bool Execute(RecordCollector<double> output)
        {
            output.Add(_points!.Assign(_centers));
            return false;
        }
    }

    private sealed class MoveCenters(int centers, int dimensions) : ISink<double>
    {
        private readonly double[] _sums = new double[CenterSums.Length(centers, dimensions)];
        private TaskContext? _context;
        private int _received;

        public void Prepare(TaskContext context) => _context = context;

        public void Execute(ReadOnlySpan<double> sums)
        {
            sums.CopyTo(_sums.AsSpan(_received));
            _received += sums.Length;
        }

        public void End()
        {
            // A vector of its own: those that look for the nearest centers may have the old one.
            double[] next = [.. _context!.GetInput<double[]>(Centers)];
            CenterSums.Move(next, dimensions, _sums);
            _context.SetOutput(Centers, next);
            _context.SetOutput(Sums, _sums);
        }
    }
}
