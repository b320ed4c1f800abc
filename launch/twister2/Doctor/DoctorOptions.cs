using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("doctor", HelpText = "Check what jobs need here: MPI and its launchers, Slurm, folders, limits; says what to do where something is missing.")]
[Examples(
    "twister2 doctor",
    "twister2 doctor --root /shared/me/twister2 --json",
    "srun -N 2 --ntasks-per-node=1 twister2 doctor --no-launch    on each node of an allocation")]
internal sealed class DoctorOptions : RootOptions
{
    [Option("no-launch", HelpText = "Start no ranks: launchers are only looked for.")]
    public bool NoLaunch { get; set; }

    [Option("json", HelpText = "As one JSON object.")]
    public bool Json { get; set; }
}
