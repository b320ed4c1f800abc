using Twister2.Tasks;

namespace Twister2.Examples.IterativeGraph;

/// <summary>What a task tells a neighbour: the temperature at its end.</summary>
internal readonly record struct Border(int To, bool IsFromLeft, double Temperature);

/// <summary>The graphs: one that heats the rod, and one that is run for each step.</summary>
internal static class RodGraphs
{
    /// <summary>The temperatures of a task's part: given by each run, taken by the next.</summary>
    public const string Temperatures = "temperatures";

    /// <summary>Each task has its part of the rod.</summary>
    public static ComputeGraph Heat(Rod rod, int tasks)
    {
        ComputeGraphBuilder builder = new("heat", tasks);
        builder.AddSource("heat", () => new HeatPart(rod)).AddOutput<double[]>(Temperatures);
        return builder.Build();
    }

    /// <summary>Tasks tell their neighbours the temperatures at their ends, then each makes a step with its part.</summary>
    public static ComputeGraph Step(Rod rod, int tasks)
    {
        ComputeGraphBuilder builder = new("step", tasks);
        builder.AddSource("ends", () => new TellNeighbours()).AddInput<double[]>(Temperatures);
        builder.AddSink("step", () => new StepPart(rod)).Partition("ends", border => border.To).AddInput<double[]>(Temperatures).AddOutput<double[]>(Temperatures);
        return builder.Build();
    }

    private sealed class HeatPart(Rod rod) : ISource<double>
    {
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public bool Execute(RecordCollector<double> output)
        {
            int first = (int)Series.Share(rod.Points, _context!.TaskIndex, _context.Parallelism), end = (int)Series.Share(rod.Points, _context.TaskIndex + 1, _context.Parallelism);
            _context.SetOutput(Temperatures, Enumerable.Range(first, end - first).Select(j => rod.Known(j, 0)).ToArray());
            return false;
        }
    }

    private sealed class TellNeighbours : ISource<Border>
    {
        private TaskContext? _context;

        public void Prepare(TaskContext context) => _context = context;

        public bool Execute(RecordCollector<Border> output)
        {
            double[] mine = _context!.GetInput<double[]>(Temperatures);
            int task = _context.TaskIndex;
            if (task > 0) output.Add(new Border(task - 1, IsFromLeft: false, mine[0]));
            if (task < _context.Parallelism - 1) output.Add(new Border(task + 1, IsFromLeft: true, mine[^1]));
            return false;
        }
    }

    private sealed class StepPart(Rod rod) : ISink<Border>
    {
        private TaskContext? _context;
        private double _left, _right; // 0 at the ends of the rod, of which nobody tells

        public void Prepare(TaskContext context) => _context = context;

        public void Execute(ReadOnlySpan<Border> borders)
        {
            foreach (Border border in borders)
            {
                if (border.IsFromLeft) _left = border.Temperature;
                else _right = border.Temperature;
            }
        }

        public void End() => _context!.SetOutput(Temperatures, rod.Step(_context.GetInput<double[]>(Temperatures), _left, _right));
    }
}
