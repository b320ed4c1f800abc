using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.Joins;

/// <summary>The arguments of the joins.</summary>
public sealed class JoinsOptions
{
    /// <summary>Rows of the right table.</summary>
    [Option("customers", MetaValue = "N", Default = 20_000, HelpText = "How many customers the generated table has; at least 2.")]
    public long Customers { get; set; }

    /// <summary>Rows of the left table.</summary>
    [Option("orders", MetaValue = "N", Default = 200_000, HelpText = "How many orders the generated table has.")]
    public long Orders { get; set; }

    /// <summary>The results' folder.</summary>
    [Option("output", MetaValue = "DIR", HelpText = "Folder for the results, in which each join makes a new one: lines of CUSTOMER<tab>ORDER<tab>CENTS<tab>NAME. Default: 'joined' in the job's directory.")]
    public string? Output { get; set; }

    /// <summary>Whether to compare.</summary>
    [Option("verify", HelpText = "Make the same joins with LINQ, in one process, and compare every row.")]
    public bool Verify { get; set; }

    /// <summary>Results to compare.</summary>
    [Option("check", MetaValue = "DIR", HelpText = "Do not join, but compare the results of an earlier run in this folder with LINQ's.")]
    public string? Check { get; set; }

    /// <summary>Reads the job's arguments; null when they asked for help, which was printed.</summary>
    /// <exception cref="UsageException">They are wrong; the message says how.</exception>
    internal static JoinsOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<JoinsOptions>(env, "joins orders with customers in every way.") is not { } options) return null;
        if (options.Customers < 2) throw new UsageException("--customers must be at least 2.");
        if (options.Orders < 0) throw new UsageException("--orders must not be negative.");
        return options;
    }
}
