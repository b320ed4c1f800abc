using CommandLine;
using CsCheck;
using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Prints which version of packages it got; the only worker of its assembly that can be chosen.</summary>
public sealed class TellsVersions : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (env.Rank != 0) return;
        Console.WriteLine($"CommandLineParser {typeof(Parser).Assembly.GetName().Version}");
        Console.WriteLine($"CsCheck {Gen.Const(7).Single()}");
        Console.WriteLine($"Twister2.Data.Fake: {Data.Fake.Source.Name}");
    }
}
