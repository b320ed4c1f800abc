using System.Diagnostics;
using System.Globalization;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.LaunchJobs;

/// <summary>
/// Fails on purpose. Arguments: how (execute, stage, thread, full, fastfail, kill, terminate), then the rank that does, or <c>all</c>. The others go on to a step that needs everyone.
/// </summary>
public sealed class Fails : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        bool here = env.Arguments[1] == "all" || int.Parse(env.Arguments[1], CultureInfo.InvariantCulture) == env.Rank;
        if (env.Arguments[0] == "stage") FailInStage(env, here);
        else if (here) Fail(env.Arguments[0], env);
        env.Communicator.Barrier();
    }

    private static void FailInStage(WorkerEnvironment env, bool here) => env.CreateBatchEnvironment()
        .Parallelize(Enumerable.Range(0, 10_000))
        .Map(number => here ? throw new InvalidTimeZoneException($"stage of rank {env.Rank} at {number}") : number)
        .MapToTuple(static number => (number % 100, 1L))
        .KeyedReduce(static (a, b) => a + b)
        .WriteText(Path.Combine(env.JobDirectory, "never"), static (pair, line) => line.Append(pair.Key));

    private static void Fail(string how, WorkerEnvironment env)
    {
        int rank = env.Rank;
        switch (how)
        {
            case "execute":
                throw new InvalidTimeZoneException($"Execute of rank {rank}");
            case "thread":
                Thread thread = new(() => throw new InvalidTimeZoneException($"thread of rank {rank}"));
                thread.Start();
                thread.Join();
                break;
            case "full":
                FillDisk(env.JobDirectory);
                throw new InvalidTimeZoneException($"The disk is full on rank {rank}");
            case "fastfail":
                Environment.FailFast($"fast failure of rank {rank}");
                break;
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "terminate":
                Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]).WaitForExit();
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                throw new ArgumentException($"'{how}' is no way to fail.", nameof(how));
        }
    }

    private static void FillDisk(string folder)
    {
        using FileStream file = new(Path.Combine(folder, "ballast"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            byte[] block = new byte[4096];
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
