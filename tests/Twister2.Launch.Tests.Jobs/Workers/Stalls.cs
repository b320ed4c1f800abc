using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Worker 1 never comes to the barrier that the others wait in: it loops, until a file <c>go-on</c> is in the job's directory.</summary>
public sealed class Stalls : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        File.WriteAllText(Path.Combine(env.JobDirectory, $"ready-{env.Rank}"), "");
        if (env.Rank == 1)
            while (!File.Exists(Path.Combine(env.JobDirectory, "go-on"))) Thread.Sleep(1);
        env.Dataflow.Barrier();
    }
}
