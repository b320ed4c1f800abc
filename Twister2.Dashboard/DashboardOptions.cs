using CommandLine;

namespace Twister2.Dashboard;

/// <summary>The command line of <c>twister2-dashboard</c>.</summary>
internal sealed class DashboardOptions
{
    /// <summary>The port that is taken where none is named, or one of the nine behind it where that is in use.</summary>
    public const int UsualPort = 8790;

    [Option("root", MetaValue = "DIR", HelpText = "Where job directories are, as DIR/jobs/ID. Default: $TWISTER2_HOME, else ~/.twister2.")]
    public string? Root { get; set; }

    [Option("port", MetaValue = "N", HelpText = "The port; 0: any that is free. Default: 8790, or the next one that is free.")]
    public int? Port { get; set; }

    [Option("host", MetaValue = "ADDRESS", Default = "127.0.0.1", HelpText = "The address to listen at. Any other than this machine's own is open to the network, where the token guards it, but nothing hides what is sent.")]
    public string Host { get; set; } = "127.0.0.1";

    [Option("job", MetaValue = "ID", HelpText = "Begin with the page of this job.")]
    public string? Job { get; set; }

    [Option("until-input-ends", MetaValue = "SECONDS", HelpText = "End so many seconds after standard input has ended: with the process that started this one, whichever way that ends.")]
    public double? UntilInputEnds { get; set; }
}
