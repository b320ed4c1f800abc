using CommandLine;

namespace Twister2.Launch.Cli;

[Verb("dashboard", HelpText = "Show jobs, running and past, as web pages, until this is ended.")]
[Examples("twister2 dashboard", "twister2 dashboard --root /shared/jobs --port 9000")]
internal sealed class DashboardOptions : RootOptions
{
    [Option("port", MetaValue = "N", HelpText = "The port; 0: any that is free. Default: 8790, or the next one that is free.")]
    public int? Port { get; set; }

    [Option("host", MetaValue = "ADDRESS", HelpText = "The address to listen at. Default: 127.0.0.1, for this machine alone.")]
    public string? Host { get; set; }
}
