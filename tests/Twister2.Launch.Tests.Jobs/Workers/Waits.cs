using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Never ends: worker 0 sleeps, and the others wait for it in a barrier. <c>ready-RANK</c> in the job's directory tells that a worker has come so far.</summary>
public sealed class Waits : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        File.WriteAllText(Path.Combine(env.JobDirectory, $"ready-{env.Rank}"), "");
        if (env.Rank == 0) Thread.Sleep(Timeout.Infinite);
        env.Communicator.Barrier();
    }
}
