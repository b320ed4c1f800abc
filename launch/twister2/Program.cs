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
    settings.EnableDashDash = true;
});
(args, string[] sbatchArguments) = SlurmArguments.Take(args);
ParserResult<object> result = parser.ParseArguments(args, typeof(SubmitOptions), typeof(ListOptions), typeof(StatusOptions), typeof(LogsOptions), typeof(KillOptions), typeof(ClearOptions), typeof(DashboardOptions), typeof(MpiInfoOptions));
return result.MapResult(
    (SubmitOptions options) => Verb.Run("submit", () => Submit.Run(options.With(sbatchArguments))),
    (ListOptions options) => Verb.Run("list", () => List.Run(options)),
    (StatusOptions options) => Verb.Run("status", () => Status.Run(options)),
    (LogsOptions options) => Verb.Run("logs", () => Logs.Run(options)),
    (KillOptions options) => Verb.Run("kill", () => Kill.Run(options)),
    (ClearOptions options) => Verb.Run("clear", () => Clear.Run(options)),
    (DashboardOptions options) => Verb.Run("dashboard", () => Dashboard.Run(options)),
    (MpiInfoOptions options) => MpiInfo.Run(options),
    _ => Explain(result));

static int Explain(ParserResult<object> result)
{
    bool asked = result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError or ErrorType.VersionRequestedError);
    HelpText help = HelpText.AutoBuild(result, text =>
    {
        text.Heading = "twister2: tools for Twister2 jobs.";
        text.Copyright = "Usage: twister2 VERB [options]\nExamples: twister2 submit mpi -n 4 Job.dll -- --input corpus\n          twister2 submit slurm --nodes 2 -n 64 --time 10 Job.dll -- --input corpus\n          twister2 list --state Running\n          twister2 status last\n          twister2 logs last --follow\n          twister2 dashboard\n          mpiexec -n 4 twister2 mpi-info --json";
        text.AdditionalNewLineAfterOption = false;
        text.MaximumDisplayWidth = 110;
        return HelpText.DefaultParsingErrorsHandler(result, text);
    }, static example => example, verbsIndex: true);
    if (Twister2.Mpi.Launcher.Rank is null or 0) (asked ? Console.Out : Console.Error).WriteLine(help);
    return asked ? ExitCodes.Done : ExitCodes.WrongUse;
}
