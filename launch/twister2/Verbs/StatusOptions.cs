using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("status", HelpText = "Show what a job does or did: its state, its workers, why it failed.")]
[Examples("twister2 status last", "twister2 status wordcount-20261122-14 --json")]
internal sealed class StatusOptions : RootOptions
{
    [Value(0, MetaName = "JOB", Required = true, HelpText = JobIdHelp)]
    public string Job { get; set; } = "";

    [Option("json", HelpText = "As one JSON object.")]
    public bool Json { get; set; }
}
