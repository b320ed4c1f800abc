using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>What the verbs about jobs have in common.</summary>
internal abstract class RootOptions
{
    protected const string JobIdHelp = "A job's id, the beginning of one, or 'last'.", JobIdsHelp = "Ids of jobs, or their beginnings, or 'last'.";

    [Option("root", MetaValue = "DIR", HelpText = "Where job directories are, as DIR/jobs/ID. Default: $TWISTER2_HOME, else ~/.twister2.")]
    public string? Root { get; set; }

    public JobRoot OpenRoot() => new(Root);
}

/// <summary>Wrong use is told in one line.</summary>
internal static class Verb
{
    public static int Run(string name, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"twister2 {name}: {e.Message}");
            return ExitCodes.WrongUse;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"twister2 {name}: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
