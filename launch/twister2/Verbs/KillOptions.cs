using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("kill", HelpText = "End jobs: SIGTERM to their workers on this machine, or by Slurm on its nodes, and SIGKILL to those that do not end.")]
internal sealed class KillOptions : RootOptions
{
    [Value(0, MetaName = "JOB...", Required = true, HelpText = "Ids of jobs, or their beginnings, or 'last'.")]
    public IEnumerable<string> Jobs { get; set; } = [];

    [Option("grace", MetaValue = "SECONDS", HelpText = "How long workers have to end after SIGTERM.", Default = 10.0)]
    public double Grace { get; set; }
}
