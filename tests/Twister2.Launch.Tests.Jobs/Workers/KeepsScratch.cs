using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Writes a file into its volatile volume; with the argument "wait" it then never ends.</summary>
public sealed class KeepsScratch : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        File.WriteAllText(Path.Combine(env.VolatileVolume.Path, "data"), "x");
        File.WriteAllText(Path.Combine(env.JobDirectory, "ready-0"), "");
        if (env.Arguments is ["wait"]) Thread.Sleep(Timeout.Infinite);
    }
}
