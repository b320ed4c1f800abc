using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>The last worker never comes to a barrier, in which the others wait for a second.</summary>
public sealed class LateAtBarrier : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (env.Rank == env.WorkerCount - 1) Thread.Sleep(Timeout.Infinite);
        env.Controller.WaitOnBarrier(TimeSpan.FromSeconds(1));
    }
}
