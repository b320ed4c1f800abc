using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.KMeans;

/// <summary>With what the job is written.</summary>
public enum ApiLevel
{
    /// <summary>Data sets.</summary>
    TSet,

    /// <summary>Compute graphs.</summary>
    Graph,
}

/// <summary>The arguments of k-means.</summary>
public sealed class KMeansOptions
{
    /// <summary>Points.</summary>
    [Option("points", MetaValue = "N", Default = 1_000_000L, HelpText = "Points to make, around as many known centers as are looked for.")]
    public long Points { get; set; }

    /// <summary>Coordinates of a point.</summary>
    [Option("dimensions", MetaValue = "N", Default = 16, HelpText = "Coordinates of a point.")]
    public int Dimensions { get; set; }

    /// <summary>Centers.</summary>
    [Option("centers", MetaValue = "K", Default = 10, HelpText = "Centers to look for.")]
    public int Centers { get; set; }

    /// <summary>Iterations.</summary>
    [Option("iterations", MetaValue = "N", Default = 10, HelpText = "How many times centers move.")]
    public int Iterations { get; set; }

    /// <summary>How far points are from their center.</summary>
    [Option("spread", MetaValue = "D", Default = 1.0, HelpText = "How far a coordinate may be from that of its center, which is 0 to 10.")]
    public double Spread { get; set; }

    /// <summary>How it is written.</summary>
    [Option("level", MetaValue = "LEVEL", Default = ApiLevel.TSet, HelpText = "tset: data sets; graph: compute graphs, a task for each thread of each worker.")]
    public ApiLevel Level { get; set; }

    /// <summary>Whether to compute again.</summary>
    [Option("verify", HelpText = "Compute again, plainly and in one process, and compare the centers; they must be the known ones too.")]
    public bool Verify { get; set; }

    internal static KMeansOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<KMeansOptions>(env, "finds the centers of clusters of points.") is not { } options) return null;
        NumberRange.Check("centers", options.Centers, 1, 1_000_000);
        NumberRange.Check("dimensions", options.Dimensions, 1, 10_000);
        NumberRange.Check("points", options.Points, options.Centers, long.MaxValue / options.Dimensions);
        NumberRange.Check("iterations", options.Iterations, 1, int.MaxValue);
        NumberRange.Check("spread", options.Spread, 0, 10);
        return options;
    }
}
