using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Worker 0 prints what it was given and what is loaded.</summary>
public sealed class Tells : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        int workers = env.Dataflow.AllReduce(1, static (a, b) => a + b);
        if (env.Rank != 0) return;
        string[] libraries = [.. File.ReadLines("/proc/self/maps")
            .Select(static line => Path.GetFileName(line))
            .Where(static name => name.StartsWith("libmpi", StringComparison.Ordinal) || name.StartsWith("libopen-", StringComparison.Ordinal))
            .Distinct()];
        Console.WriteLine($"workers: {workers}");
        Console.WriteLine($"threads: {env.Threads}");
        Console.WriteLine($"memory: {env.Dataflow.Memory.Limit}");
        Console.WriteLine($"arguments: {string.Join('|', env.Arguments)}");
        Console.WriteLine($"mpi libraries: {(libraries.Length == 0 ? "none" : string.Join(' ', libraries))}");
    }
}
