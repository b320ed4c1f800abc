using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>The worker of a job that is a program of its own.</summary>
public sealed class Hello : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        int ranks = env.Dataflow.AllReduce(1, static (a, b) => a + b);
        env.Controller.WaitOnBarrier();
        if (env.Rank == 0) Console.WriteLine($"{env.Config["greeting"] ?? "hello"} from {ranks} workers: {string.Join('|', env.Arguments)}");
    }
}
