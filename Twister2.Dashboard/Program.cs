using CommandLine;
using CommandLine.Text;
using Twister2.Dashboard;
using Twister2.Dashboard.Server;

// twister2-dashboard [options]: web pages over job directories, until it is ended.
using Parser parser = new(static settings => settings.HelpWriter = null);
ParserResult<DashboardOptions> result = parser.ParseArguments<DashboardOptions>(args);
return await result.MapResult(Run, _ => Task.FromResult(Explain(result)));

static async Task<int> Run(DashboardOptions options)
{
    try
    {
        await using DashboardServer server = DashboardServer.Start(options);
        foreach (string line in Invitation.Lines(server, options.Job)) Console.WriteLine(line);
        await Console.Out.FlushAsync();
        if (options.UntilInputEnds is { } seconds) server.StopAfterInput(Console.OpenStandardInput(), TimeSpan.FromSeconds(seconds));
        await server.Ended;
        return ExitCodes.Done;
    }
    catch (UsageException e)
    {
        Console.Error.WriteLine($"twister2 dashboard: {e.Message}");
        return ExitCodes.WrongUse;
    }
    catch (IOException e)
    {
        Console.Error.WriteLine($"twister2 dashboard: {e.Message}");
        return ExitCodes.Failed;
    }
}

static int Explain(ParserResult<DashboardOptions> result)
{
    bool asked = result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.VersionRequestedError);
    (asked ? Console.Out : Console.Error).WriteLine(HelpText.AutoBuild(result, static text =>
    {
        text.Heading = "twister2-dashboard: web pages over the directories of jobs, running and past.";
        text.Copyright = "Example: twister2 dashboard --port 8790";
        text.AdditionalNewLineAfterOption = false;
        text.MaximumDisplayWidth = 110;
        return text;
    }));
    return asked ? ExitCodes.Done : ExitCodes.WrongUse;
}
