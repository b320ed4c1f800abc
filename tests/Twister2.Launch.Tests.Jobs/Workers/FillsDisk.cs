using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Worker 0 fills the disk of the job's directory, leaves it so for some seconds, and makes room again.</summary>
public sealed class FillsDisk : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (env.Rank == 0)
        {
            string path = Path.Combine(env.JobDirectory, "filler");
            Fill(path);
            Thread.Sleep(3500);
            File.Delete(path);
        }
        env.Dataflow.Barrier();
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }
}
