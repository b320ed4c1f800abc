using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;

namespace Twister2.Launch.Worker;

/// <summary>Help and wrong use. Under a launcher only the process of rank 0 speaks; all of them end with the same code.</summary>
internal static class Usage
{
    public static int Explain<T>(ParserResult<T> result)
    {
        bool asked = result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.VersionRequestedError);
        HelpText help = HelpText.AutoBuild(result, text =>
        {
            text.Heading = "twister2-worker: one worker of a Twister2 job. Started alone it is the whole job; mpiexec or srun starts as many as wanted.";
            text.Copyright = "Usage: twister2-worker [options] JOB.dll [job arguments]\n       mpiexec -n 4 twister2-worker [options] JOB.dll [job arguments]";
            text.AdditionalNewLineAfterOption = false;
            text.MaximumDisplayWidth = 110;
            return HelpText.DefaultParsingErrorsHandler(result, text);
        });
        if (IsFirst) (asked ? Console.Out : Console.Error).WriteLine(help);
        return asked ? ExitCodes.Done : ExitCodes.WrongUse;
    }

    public static int Wrong(string message)
    {
        if (IsFirst) Console.Error.WriteLine($"twister2-worker: {message}\nUsage: twister2-worker [options] JOB.dll [job arguments]. See twister2-worker --help.");
        return ExitCodes.WrongUse;
    }

    private static bool IsFirst => Mpi.Launcher.Rank is null or 0;
}
