using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("resources", HelpText = "Show what a job would have here: its workers with their nodes, cores, memory and scratch. Under mpiexec or srun those of its ranks; else what Slurm has given; else this machine's.")]
[Examples("twister2 resources", "mpiexec -n 4 twister2 resources", "twister2 resources --json")]
internal sealed class ResourcesOptions
{
    [Option("json", HelpText = "As one JSON object.")]
    public bool Json { get; set; }

    [Option("local", HelpText = "Without loading any MPI library: one worker.")]
    public bool Local { get; set; }
}
