using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.PageRank;

/// <summary>How ranks are computed.</summary>
public enum RankWay
{
    /// <summary>Rows of a sparse matrix on each worker; ranks as plain numbers.</summary>
    Matrix,

    /// <summary>Joins and keyed reductions of data sets, nothing else.</summary>
    Join,
}

/// <summary>The arguments of PageRank.</summary>
public sealed class PageRankOptions
{
    /// <summary>Pages.</summary>
    [Option("vertices", MetaValue = "N", Default = 100_000, HelpText = "Vertices of the generated graph.")]
    public int Vertices { get; set; }

    /// <summary>Links.</summary>
    [Option("links", MetaValue = "N", Default = 1_000_000L, HelpText = "Links of the random graph; a star has one from each vertex but the first.")]
    public long Links { get; set; }

    /// <summary>Which graph.</summary>
    [Option("graph", MetaValue = "KIND", Default = GraphKind.Random, HelpText = "random: few vertices get many links, a sixteenth gives none; star: all link to vertex 0, so that the ranks are known.")]
    public GraphKind Graph { get; set; }

    /// <summary>Steps.</summary>
    [Option("iterations", MetaValue = "N", Default = 10, HelpText = "How many times ranks are computed anew.")]
    public int Iterations { get; set; }

    /// <summary>The damping factor.</summary>
    [Option("damping", MetaValue = "D", Default = 0.85, HelpText = "The part of a rank that goes along links.")]
    public double Damping { get; set; }

    /// <summary>How.</summary>
    [Option("way", MetaValue = "WAY", Default = RankWay.Matrix, HelpText = "matrix: rows of a sparse matrix on each worker; join: joins and keyed reductions alone.")]
    public RankWay Way { get; set; }

    /// <summary>How many to print.</summary>
    [Option("top", MetaValue = "N", Default = 5, HelpText = "How many of the highest ranks to print.")]
    public int Top { get; set; }

    /// <summary>A folder for all ranks.</summary>
    [Option("output", MetaValue = "DIR", HelpText = "New folder for all ranks, lines of VERTEX<tab>RANK. Default: none are written.")]
    public string? Output { get; set; }

    /// <summary>Whether to compute again.</summary>
    [Option("verify", HelpText = "Compute again, plainly and in one process, and compare every rank; those of a star with their formula too.")]
    public bool Verify { get; set; }

    /// <summary>Ranks to compare.</summary>
    [Option("check", MetaValue = "DIR", HelpText = "Do not rank, but compare the ranks that an earlier run of the same graph has written into this folder.")]
    public string? Check { get; set; }

    internal static PageRankOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<PageRankOptions>(env, "ranks the pages of a generated graph by the links between them.") is not { } options) return null;
        NumberRange.Check("vertices", options.Vertices, 2, GeneratedGraph.MostVertices);
        NumberRange.Check("links", options.Links, 0, long.MaxValue);
        NumberRange.Check("iterations", options.Iterations, 0, int.MaxValue);
        NumberRange.Check("damping", options.Damping, 0, 1);
        NumberRange.Check("top", options.Top, 0, 1000);
        return options;
    }
}
