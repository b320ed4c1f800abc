using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;
using Twister2.Launch.Cli;

// twister2 VERB [options]: the command-line tool.
Twister2.Mpi.Launcher.UsePlainConsole();
using Parser parser = new(settings =>
{
    settings.HelpWriter = null;
    settings.CaseInsensitiveEnumValues = true;
});
ParserResult<object> result = parser.ParseArguments(args, typeof(MpiInfoOptions));
return result.MapResult((MpiInfoOptions options) => MpiInfo.Run(options), _ => Explain(result));

static int Explain(ParserResult<object> result)
{
    bool asked = result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError or ErrorType.VersionRequestedError);
    HelpText help = HelpText.AutoBuild(result, text =>
    {
        text.Heading = "twister2: tools for Twister2 jobs.";
        text.Copyright = "Usage: twister2 VERB [options]\nExamples: twister2 mpi-info\n          mpiexec -n 4 twister2 mpi-info --json";
        text.AdditionalNewLineAfterOption = false;
        text.MaximumDisplayWidth = 110;
        return HelpText.DefaultParsingErrorsHandler(result, text);
    }, static example => example, verbsIndex: true);
    if (Twister2.Mpi.Launcher.Rank is null or 0) (asked ? Console.Out : Console.Error).WriteLine(help);
    return asked ? ExitCodes.Done : ExitCodes.WrongUse;
}
