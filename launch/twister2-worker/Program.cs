using CommandLine;
using Twister2.JobMaster;
using Twister2.Launch.Worker;

// twister2-worker [options] job.dll [job arguments]: one rank of a job.
Twister2.Mpi.Launcher.UsePlainConsole();
(string[] own, string[] jobPart) = ArgumentSplit.AtFirstValue(args, typeof(WorkerOptions));
(own, string[] conf) = ConfArguments.Take(own);
using Parser parser = new(settings =>
{
    settings.HelpWriter = null;
    settings.CaseInsensitiveEnumValues = true;
});
ParserResult<WorkerOptions> result = parser.ParseArguments<WorkerOptions>(Asks(own) ?? own);
return result.MapResult(
    options => jobPart.Length > 0 ? Run(options, jobPart[0], jobPart[1..], conf) : Usage.Wrong("No job was named."),
    _ => Usage.Explain(result));

// The parser knows these two only where nothing stands before them.
static string[]? Asks(string[] own) => own.FirstOrDefault(static option => option is "--help" or "--version") is { } asked ? [asked] : null;

static int Run(WorkerOptions options, string assembly, string[] jobArguments, string[] conf)
{
    // All ranks look for it together, and once.
    Lazy<string> place = new(() => Place(options, assembly));
    JobOptions job;
    try
    {
        job = options.ToJobOptions(assembly, jobArguments, ConfArguments.Values(conf), () => place.Value);
    }
    catch (UsageException e)
    {
        return Usage.Wrong(e.Message);
    }
    return WorkerHost.Run(job, () => JobAssembly.LoadWorker(place.Value, options.Class));
}

// Nodes may have no file system in common.
static string Place(WorkerOptions options, string assembly) => JobPackage.Place(assembly, Twister2.Mpi.Communicator.world, options.Ship, static text => Console.Error.WriteLine(text));
