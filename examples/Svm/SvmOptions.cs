using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.Svm;

/// <summary>The arguments of the support vector machine.</summary>
public sealed class SvmOptions
{
    /// <summary>Points to learn from.</summary>
    [Option("samples", MetaValue = "N", Default = 100_000L, HelpText = "Points to learn from; a tenth more are made to try the model on.")]
    public long Samples { get; set; }

    /// <summary>Coordinates of a point.</summary>
    [Option("features", MetaValue = "N", Default = 20, HelpText = "Coordinates of a point.")]
    public int Features { get; set; }

    /// <summary>Iterations.</summary>
    [Option("iterations", MetaValue = "N", Default = 10, HelpText = "How often all points are gone through, and models averaged.")]
    public int Iterations { get; set; }

    /// <summary>Regularisation.</summary>
    [Option("lambda", MetaValue = "L", Default = 1e-4, HelpText = "How much a short model counts against points on the wrong side.")]
    public double Lambda { get; set; }

    /// <summary>The least distance to the plane.</summary>
    [Option("margin", MetaValue = "D", Default = 0.1, HelpText = "No point is nearer to the plane between the two kinds.")]
    public double Margin { get; set; }

    /// <summary>What is demanded.</summary>
    [Option("accuracy", MetaValue = "A", Default = 0.99, HelpText = "The part of the points never seen before that --verify wants on the right side.")]
    public double Accuracy { get; set; }

    /// <summary>Whether to check.</summary>
    [Option("verify", HelpText = "Fail unless the model is as good as --accuracy says, and near the plane that the points were made with.")]
    public bool Verify { get; set; }

    internal static SvmOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<SvmOptions>(env, "learns to tell two kinds of points apart: a linear support vector machine.") is not { } options) return null;
        NumberRange.Check("samples", options.Samples, 10, int.MaxValue);
        NumberRange.Check("features", options.Features, 1, 100_000);
        NumberRange.Check("iterations", options.Iterations, 1, int.MaxValue);
        NumberRange.Check("lambda", options.Lambda, 1e-12, 1);
        NumberRange.Check("margin", options.Margin, 0, 100);
        NumberRange.Check("accuracy", options.Accuracy, 0, 1);
        return options;
    }
}
