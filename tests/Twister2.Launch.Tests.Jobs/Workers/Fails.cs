using System.Diagnostics;
using System.Globalization;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.LaunchJobs;

/// <summary>
/// Fails on purpose. Arguments: how (execute, stage, thread, fastfail, kill), then the rank that does, or <c>all</c>. The others go on to a step that needs everyone.
/// </summary>
public sealed class Fails : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        bool here = env.Arguments[1] == "all" || int.Parse(env.Arguments[1], CultureInfo.InvariantCulture) == env.Rank;
        if (env.Arguments[0] == "stage") FailInStage(env, here);
        else if (here) Fail(env.Arguments[0], env.Rank);
        env.Communicator.Barrier();
    }

    private static void FailInStage(WorkerEnvironment env, bool here) => env.CreateBatchEnvironment()
        .Parallelize(Enumerable.Range(0, 10_000))
        .Map(number => here ? throw new InvalidTimeZoneException($"stage of rank {env.Rank} at {number}") : number)
        .MapToTuple(static number => (number % 100, 1L))
        .KeyedReduce(static (a, b) => a + b)
        .WriteText(Path.Combine(env.JobDirectory, "never"), static (pair, line) => line.Append(pair.Key));

    private static void Fail(string how, int rank)
    {
        switch (how)
        {
            case "execute":
                throw new InvalidTimeZoneException($"Execute of rank {rank}");
            case "thread":
                Thread thread = new(() => throw new InvalidTimeZoneException($"thread of rank {rank}"));
                thread.Start();
                thread.Join();
                break;
            case "fastfail":
                Environment.FailFast($"fast failure of rank {rank}");
                break;
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            default:
                throw new ArgumentException($"'{how}' is no way to fail.", nameof(how));
        }
    }
}
