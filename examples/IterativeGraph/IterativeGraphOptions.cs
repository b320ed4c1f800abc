using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.IterativeGraph;

/// <summary>The arguments of the iterative graph.</summary>
public sealed class IterativeGraphOptions
{
    /// <summary>Points of the rod.</summary>
    [Option("points", MetaValue = "N", Default = 100_000, HelpText = "Points of the rod, a task's worth each at least.")]
    public int Points { get; set; }

    /// <summary>Steps.</summary>
    [Option("iterations", MetaValue = "N", Default = 1000, HelpText = "Steps, each a run of the graph.")]
    public int Iterations { get; set; }

    /// <summary>How fast heat spreads.</summary>
    [Option("alpha", MetaValue = "A", Default = 0.25, HelpText = "How much of the difference to its neighbours a point takes in a step; more than 0.5 is unstable.")]
    public double Alpha { get; set; }

    /// <summary>Whether to check.</summary>
    [Option("verify", HelpText = "Compare every temperature with the formula.")]
    public bool Verify { get; set; }

    /// <summary>How far a temperature may be from the formula.</summary>
    [Option("tolerance", MetaValue = "T", HelpText = "How far a temperature may be from the formula. Default: what rounding makes in so many steps.")]
    public double? Tolerance { get; set; }

    internal static IterativeGraphOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<IterativeGraphOptions>(env, "heat in a rod, by a compute graph that is built once and run for each step.") is not { } options) return null;
        NumberRange.Check("points", options.Points, env.WorkerCount * env.Threads, 1 << 30);
        NumberRange.Check("iterations", options.Iterations, 0, int.MaxValue);
        NumberRange.Check("alpha", options.Alpha, 0, 0.5);
        if (options.Tolerance is { } tolerance) NumberRange.Check("tolerance", tolerance, 0, 1);
        return options;
    }
}
