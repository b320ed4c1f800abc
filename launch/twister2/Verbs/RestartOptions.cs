using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("restart", HelpText = "Start a job that has ended again, as a new job with an id of its own: the same command in the same folder, with the program as it is now.")]
[Examples(
    "twister2 restart last",
    "twister2 restart wordcount-20261122-143211 --dry-run    only prints the command",
    "twister2 restart last --json")]
internal sealed class RestartOptions : RootOptions
{
    [Value(0, MetaName = "JOB", Required = true, HelpText = JobIdHelp)]
    public string Job { get; set; } = "";

    [Option("dry-run", HelpText = "Only print the command.")]
    public bool DryRun { get; set; }

    [Option("json", HelpText = "As --json of the command that is run again: id and directory of the new job, for run a summary; with --dry-run the command.")]
    public bool Json { get; set; }
}
