using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("kill", HelpText = "End jobs: SIGTERM to their workers on this machine, or by Slurm on its nodes, and SIGKILL to those that do not end.")]
[Examples("twister2 kill last", "twister2 kill wordcount-20261122-143211 --grace 60")]
internal sealed class KillOptions : RootOptions
{
    [Value(0, MetaName = "JOB...", Required = true, HelpText = JobIdsHelp)]
    public IEnumerable<string> Jobs { get; set; } = [];

    [Option("grace", MetaValue = "SECONDS", HelpText = "How long workers have to end after SIGTERM.", Default = 10.0)]
    public double Grace { get; set; }

    [Option("json", HelpText = "As a JSON array: id, state and whether it had ended already.")]
    public bool Json { get; set; }
}
