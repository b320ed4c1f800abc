using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

[Verb("clear", HelpText = "Remove the directories of jobs that have ended: their logs and events. Results stay.")]
[Examples("twister2 clear --older-than 30", "twister2 clear --state completed --dry-run", "twister2 clear wordcount-20261122-143211")]
internal sealed class ClearOptions : RootOptions
{
    [Value(0, MetaName = "JOB...", HelpText = "Ids of jobs, or their beginnings, or 'last'. Default: all that the options choose.")]
    public IEnumerable<string> Jobs { get; set; } = [];

    [Option("older-than", MetaValue = "DAYS", HelpText = "Those that were started more than so many days ago.")]
    public double? OlderThan { get; set; }

    [Option("state", MetaValue = "STATE", HelpText = "Those of this state: Completed, Failed, Killed or Lost.")]
    public JobState? State { get; set; }

    [Option("all", HelpText = "All that have ended.")]
    public bool All { get; set; }

    [Option("dry-run", HelpText = "Only say which.")]
    public bool DryRun { get; set; }

    [Option("json", HelpText = "The ids as a JSON array.")]
    public bool Json { get; set; }
}
