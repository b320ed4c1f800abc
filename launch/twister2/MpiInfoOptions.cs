using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("mpi-info", HelpText = "Show which MPI is found and why, and check its constants. Under mpiexec or srun: also whether launcher and library fit.")]
[Examples("twister2 mpi-info", "mpiexec -n 4 twister2 mpi-info --json", "srun --mpi=pmix -n 2 twister2 mpi-info")]
internal sealed class MpiInfoOptions
{
    [Option("json", HelpText = "As one JSON object.")]
    public bool Json { get; set; }

    [Option("local", HelpText = "Without loading any MPI library: the single-process MPI.")]
    public bool Local { get; set; }
}
