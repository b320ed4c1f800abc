using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Worker 0 prints what each worker has of the configuration, the controller and the volumes.</summary>
public sealed class TellsResources : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        env.Controller.WaitOnInitBarrier();
        string scratch = Path.GetRelativePath(env.VolatileVolume.Scratch, env.VolatileVolume.Path);
        File.WriteAllText(Path.Combine(env.VolatileVolume.Path, "mine"), "x");
        File.WriteAllText(Path.Combine(env.PersistentVolume.WorkerPath, "kept"), $"{env.Rank}");
        string mine = $"{env.Rank}: {env.Threads} {env.Config["greeting"]} {env.Config.Get("clusters", 0)} of {env.Controller.WorkerCount}, {env.Controller.JoinedWorkers.Count} there, started again {env.Controller.RestartCount} times, {scratch[..11]}";
        string all = env.Dataflow.AllReduce(mine, static (a, b) => $"{a}\n{b}");
        env.Controller.WaitOnBarrier(TimeSpan.FromSeconds(30));
        int files = Directory.GetFiles(env.PersistentVolume.JobPath, "kept", SearchOption.AllDirectories).Length;
        if (env.Rank == 0) Console.WriteLine($"{all}\nkept: {files}");
    }
}
