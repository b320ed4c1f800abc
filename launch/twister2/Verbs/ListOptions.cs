using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

[Verb("list", HelpText = "List jobs, running and past, the last started first.")]
[Examples("twister2 list", "twister2 list --state failed --limit 0", "twister2 list --name wordcount --json")]
internal sealed class ListOptions : RootOptions
{
    [Option("state", MetaValue = "STATE", HelpText = "Only jobs of this state: Starting, Running, Completed, Failed, Killed or Lost.")]
    public JobState? State { get; set; }

    [Option("name", MetaValue = "TEXT", HelpText = "Only jobs whose id or name contains this text.")]
    public string? Name { get; set; }

    [Option('n', "limit", MetaValue = "N", HelpText = "At most so many. Default: 20; 0 for all.", Default = 20)]
    public int Limit { get; set; }

    [Option("json", HelpText = "As a JSON array.")]
    public bool Json { get; set; }
}
