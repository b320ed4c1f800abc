using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.TeraSort;

/// <summary>The arguments of the sort.</summary>
public sealed class TeraSortOptions
{
    /// <summary>The input's folder.</summary>
    [Value(0, MetaName = "INPUT", HelpText = "Folder with files of 100-byte records. With --generate: the new folder to make them in; default: 'input' in the job's directory.")]
    public string? Input { get; set; }

    /// <summary>Records to make.</summary>
    [Option("generate", MetaValue = "N", HelpText = "Make N records first: those that gensort makes, divided over the workers.")]
    public long? Generate { get; set; }

    /// <summary>Gensort's records of printable characters.</summary>
    [Option("ascii", HelpText = "Make gensort's printable records (gensort -a), not the binary ones.")]
    public bool Ascii { get; set; }

    /// <summary>The result's folder.</summary>
    [Option("output", MetaValue = "DIR", HelpText = "New folder for the sorted records, a file for each worker. Default: 'sorted' in the job's directory.")]
    public string? Output { get; set; }

    /// <summary>The budget.</summary>
    [Option("memory", MetaValue = "MIB", HelpText = "Memory of each worker for the sort; what is more goes to scratch. Default: the worker's share of the node.")]
    public int? Memory { get; set; }

    /// <summary>Whether to validate.</summary>
    [Option("verify", HelpText = "Validate the result: order within and between files, the number of records and the sum of their CRC-32s against the input's.")]
    public bool Verify { get; set; }

    /// <summary>A result to validate.</summary>
    [Option("check", MetaValue = "DIR", HelpText = "Do not sort, but validate the sorted records in this folder against INPUT.")]
    public string? Check { get; set; }

    /// <summary>Reads the job's arguments; null when they asked for help, which was printed.</summary>
    /// <exception cref="UsageException">They are wrong; the message says how.</exception>
    internal static TeraSortOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<TeraSortOptions>(env, "sorts 100-byte records by their first 10 bytes.", "[INPUT]") is not { } options) return null;
        if (options.Generate < 0) throw new UsageException("--generate must not be negative.");
        if (options.Memory < 1) throw new UsageException("--memory must be at least 1 MiB.");
        if (options.Generate is null && options.Input is null) throw new UsageException("Give either an INPUT folder to sort or --generate N. See TeraSort.dll --help.");
        if (options.Generate is not null && options.Check is not null) throw new UsageException("--check validates against an INPUT that is there: leave out --generate.");
        return options;
    }
}
