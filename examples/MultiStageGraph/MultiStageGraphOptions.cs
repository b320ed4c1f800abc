using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.MultiStageGraph;

/// <summary>The arguments of the multi-stage graph.</summary>
public sealed class MultiStageGraphOptions
{
    /// <summary>Sales.</summary>
    [Option("sales", MetaValue = "N", Default = 1_000_000L, HelpText = "Sales to make.")]
    public long Sales { get; set; }

    /// <summary>Customers.</summary>
    [Option("customers", MetaValue = "N", Default = 100_000, HelpText = "Customers; every tenth has not said where it lives.")]
    public int Customers { get; set; }

    /// <summary>Regions.</summary>
    [Option("regions", MetaValue = "N", Default = 50, HelpText = "Regions that customers live in.")]
    public int Regions { get; set; }

    /// <summary>How many to print.</summary>
    [Option("top", MetaValue = "N", Default = 5, HelpText = "How many regions to print.")]
    public int Top { get; set; }

    /// <summary>Whether to show the graphs.</summary>
    [Option("plan", HelpText = "Print the graphs, and which worker runs which task.")]
    public bool Plan { get; set; }

    /// <summary>Whether to compute again.</summary>
    [Option("verify", HelpText = "Compute again with LINQ in one process, and compare the whole list.")]
    public bool Verify { get; set; }

    /// <summary>A file for the list.</summary>
    [Option("output", MetaValue = "FILE", HelpText = "New file for the whole list, lines of REGION<tab>CENTS<tab>CUSTOMERS. Default: none is written.")]
    public string? Output { get; set; }

    /// <summary>A list to compare.</summary>
    [Option("check", MetaValue = "FILE", HelpText = "Do not run the graphs, but compare the list that an earlier run with the same sales has written into this file.")]
    public string? Check { get; set; }

    internal static MultiStageGraphOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<MultiStageGraphOptions>(env, "sales by customer, joined, by region, in order: two compute graphs of several stages.") is not { } options) return null;
        NumberRange.Check("sales", options.Sales, 0, long.MaxValue);
        NumberRange.Check("customers", options.Customers, 1, int.MaxValue);
        NumberRange.Check("regions", options.Regions, 1, int.MaxValue);
        NumberRange.Check("top", options.Top, 0, int.MaxValue);
        return options;
    }
}
