using System.Diagnostics;

namespace Twister2.JobMaster;

/// <summary>Ends a job from outside.</summary>
public static class JobKill
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Ends a job whose workers, or some of them, run on this machine: its launcher ends the others. They get SIGTERM, and note who ended them; those that have not ended within <paramref name="grace"/> are ended by SIGKILL, and that is noted
    /// for them. Returns when none of those here is left. Does nothing to a job that has ended.
    /// </summary>
    /// <returns>Whether it was ended by this call.</returns>
    /// <exception cref="UsageException">None of its workers runs here, or they are another user's.</exception>
    public static bool Run(JobRecord job, TimeSpan grace)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (JobRecord.HasEnded(job.State)) return false;
        WorkerRecord[] here = Alive(job);
        if (here.Length == 0) throw new UsageException(Elsewhere(job));
        foreach (WorkerRecord worker in here) JobProcess.Send(worker, JobProcess.Terminate);
        if (!Wait(job, grace))
        {
            foreach (WorkerRecord worker in Alive(job)) JobProcess.Send(worker, JobProcess.Kill);
            Wait(job, grace);
        }
        job.Refresh();
        if (job.State == JobState.Lost)
            job.WriteEnd(JobState.Killed, "Its workers were ended by SIGKILL, because they did not end after SIGTERM.");
        return true;
    }

    private static WorkerRecord[] Alive(JobRecord job) => [.. job.Workers.Where(worker => JobProcess.IsHere(worker) && JobProcess.IsAlive(worker, job.Directory))];

    private static bool Wait(JobRecord job, TimeSpan grace)
    {
        long started = Stopwatch.GetTimestamp();
        while (Alive(job).Length > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > grace) return false;
            Thread.Sleep(Look);
        }
        return true;
    }

    private static string Elsewhere(JobRecord job)
    {
        if (job.Workers.Count == 0) return $"No worker of job {job.Id} has registered yet, so there is nobody to end: wait a moment, or end its launcher.";
        string nodes = string.Join(", ", job.Workers.Select(static worker => worker.Node).Distinct().Take(5));
        string slurm = job.Description.SlurmJobId is { } id ? $" or use 'scancel {id}'" : "";
        return $"No worker of job {job.Id} runs on this machine; its nodes are {nodes}. Call twister2 kill there{slurm}.";
    }
}
