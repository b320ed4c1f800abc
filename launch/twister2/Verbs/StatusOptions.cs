using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("status", HelpText = "Show what a job does or did: its state, its workers, why it failed.")]
internal sealed class StatusOptions : RootOptions
{
    [Value(0, MetaName = "JOB", Required = true, HelpText = "A job's id, the beginning of one, or 'last'.")]
    public string Job { get; set; } = "";

    [Option("json", HelpText = "As one JSON object.")]
    public bool Json { get; set; }
}
