using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;

namespace Twister2.Launch.Worker;

/// <summary>Help and wrong use. Under a launcher only the process of rank 0 speaks; all of them end with the same code.</summary>
internal static class Usage
{
    private const string Line = "Usage: twister2-worker [options] JOB.dll [job arguments]";

    public static int Explain<T>(ParserResult<T> result)
    {
        if (!result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.VersionRequestedError))
            return Wrong(HelpText.RenderParsingErrorsText(result, SentenceBuilder.Create().FormatError, SentenceBuilder.Create().FormatMutuallyExclusiveSetErrors, 0));
        HelpText help = HelpText.AutoBuild(result, static text =>
        {
            text.Heading = "twister2-worker: one worker of a Twister2 job. Started alone it is the whole job; mpiexec or srun starts as many as wanted.";
            text.Copyright = $"{Line}\n       mpiexec -n 4 twister2-worker [options] JOB.dll [job arguments]";
            text.AdditionalNewLineAfterOption = false;
            text.MaximumDisplayWidth = 110;
            return text;
        });
        if (Mpi.Launcher.Rank is null or 0) Console.WriteLine(help);
        return ExitCodes.Done;
    }

    public static int Wrong(string message)
    {
        if (LaunchedProcess.IsFirst()) Console.Error.WriteLine($"twister2-worker: {message.Trim()}\n{Line}. See twister2-worker --help.");
        return ExitCodes.WrongUse;
    }
}
