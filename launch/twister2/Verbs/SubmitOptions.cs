using CommandLine;
using Microsoft.Extensions.Logging;

namespace Twister2.Launch.Cli;

internal enum SubmitTo
{
    Local,
    Mpi,
}

[Verb("submit", HelpText = "Start a job in the background: 'submit local JOB.dll', or 'submit mpi -n 16 JOB.dll'. Prints its id.")]
internal sealed class SubmitOptions : RootOptions
{
    [Value(0, MetaName = "local|mpi", Required = true, HelpText = "local: one worker on this machine, without MPI. mpi: workers under mpiexec.")]
    public SubmitTo To { get; set; }

    [Value(1, MetaName = "JOB", Required = true, HelpText = "The job's assembly, or a program of its own that runs a Twister2Job.")]
    public string Job { get; set; } = "";

    [Value(2, MetaName = "ARGUMENTS...", HelpText = "The job's own arguments; put -- before those that begin with a dash.")]
    public IEnumerable<string> Arguments { get; set; } = [];

    [Option('n', "workers", MetaValue = "N", HelpText = "How many workers (mpi). Default: what the launcher takes.")]
    public int? Workers { get; set; }

    [Option("launcher", MetaValue = "COMMAND", HelpText = "The launcher with its own options, in one text, such as \"mpiexec.openmpi --oversubscribe\".", Default = "mpiexec")]
    public string Launcher { get; set; } = "mpiexec";

    [Option("class", MetaValue = "NAME", HelpText = "The IWorker to run, where the assembly has several.")]
    public string? Class { get; set; }

    [Option("name", MetaValue = "NAME", HelpText = "The job's name, the first part of its id. Default: the assembly's name.")]
    public string? Name { get; set; }

    [Option("threads", MetaValue = "N", HelpText = "Threads of each worker that run tasks.", Default = 1)]
    public int Threads { get; set; }

    [Option("memory", MetaValue = "SIZE", HelpText = "Memory that each worker may hold before it spills: bytes, or with K, M, G, such as 4G. Default: a share of the machine's.")]
    public string? Memory { get; set; }

    [Option("log-level", MetaValue = "LEVEL", HelpText = "From which level on the log also goes to the console file.", Default = LogLevel.Warning)]
    public LogLevel ConsoleLevel { get; set; }

    [Option("json", HelpText = "Prints id and directory as one JSON object.")]
    public bool Json { get; set; }
}
