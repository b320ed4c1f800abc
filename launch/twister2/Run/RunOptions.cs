using CommandLine;

namespace Twister2.Launch.Cli;

internal enum ProgressKind
{
    Auto,
    Bar,
    Lines,
    None,
}

[Verb("run", HelpText = "Run a job here and now, with its progress, and end with its exit code. Ctrl+C ends the job.")]
[Examples(
    "twister2 run Job.dll                               one worker, without MPI",
    "twister2 run -n 4 ./MyProject -- --input corpus    builds the project, then four ranks under mpiexec",
    "twister2 run -n 4 --mpi mpich Job.dll",
    "twister2 run -n 64 --launcher srun Job.dll         inside an allocation of Slurm's",
    "twister2 run -n 4 --json Job.zip >summary.json")]
internal sealed class RunOptions : StartOptions
{
    [Value(0, MetaName = "JOB", Required = true, HelpText = JobHelp)]
    public override string Job { get; set; } = "";

    [Value(1, MetaName = "ARGUMENTS...", HelpText = ArgumentsHelp)]
    public override IEnumerable<string> Arguments { get; set; } = [];

    [Option("progress", MetaValue = "HOW", HelpText = "auto: bar on a terminal, else lines. bar: a display under what the job prints. lines: a line every 30 seconds. none.", Default = ProgressKind.Auto)]
    public ProgressKind Progress { get; set; }

    [Option("json", HelpText = "Print a summary as one JSON object at the end; what the job prints goes to standard error.")]
    public bool Json { get; set; }

    /// <summary>One worker in one process, without MPI: where nothing asks for a launcher.</summary>
    public bool IsLocal => Workers is null && Launcher is null && Mpi is null;
}
