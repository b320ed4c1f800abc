using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("logs", HelpText = "Print the logs of a job's workers.")]
[Examples("twister2 logs last", "twister2 logs last --follow --worker 3", "twister2 logs last --console --lines 50", "twister2 logs last --json")]
internal sealed class LogsOptions : RootOptions
{
    [Value(0, MetaName = "JOB", Required = true, HelpText = JobIdHelp)]
    public string Job { get; set; } = "";

    [Option('w', "worker", MetaValue = "N", HelpText = "Only that worker's.")]
    public int? Worker { get; set; }

    [Option("console", HelpText = "What it and its launcher printed, in place of the logs, where it was submitted in the background.")]
    public bool Console { get; set; }

    [Option('n', "lines", MetaValue = "N", HelpText = "Only the last N lines of each.")]
    public int? Lines { get; set; }

    [Option('f', "follow", HelpText = "Go on with what is written, until the job ends.")]
    public bool Follow { get; set; }

    [Option("json", HelpText = "Each line as a JSON object: worker (not of --console) and text.")]
    public bool Json { get; set; }
}
