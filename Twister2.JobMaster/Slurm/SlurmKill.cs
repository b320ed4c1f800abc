using System.Diagnostics;

namespace Twister2.JobMaster.Slurm;

/// <summary>Ends a job that was submitted to Slurm, wherever it is: in the queue, or on nodes.</summary>
internal static class SlurmKill
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>Has Slurm end it: SIGTERM to its workers, and SIGKILL to those that have not ended within <paramref name="grace"/>. Returns when Slurm has ended it.</summary>
    /// <exception cref="IOException">Slurm does not do it; the message is Slurm's.</exception>
    public static JobView Run(JobView job, TimeSpan grace)
    {
        Cancel(job);
        JobView after = Wait(job.Record, grace);
        if (after.HasEnded) return after;
        Cancel(after, "--signal=KILL", "--full");
        after = Wait(job.Record, grace + TimeSpan.FromSeconds(30));
        return after.HasEnded ? after : throw new IOException($"Slurm has been told to cancel job {job.Record.SlurmJobId}, and it still is {after.Slurm?.State ?? "not to be asked"}.");
    }

    private static void Cancel(JobView job, params IEnumerable<string> options)
    {
        SlurmAnswer answer = SlurmCommand.Run("scancel", [.. SlurmQueue.ClusterOption(job.Record.Description.SlurmCluster), .. options, job.Record.SlurmJobId!])
            ?? throw new UsageException("There is no scancel on the PATH: call this on a login node of the cluster.");
        // It may have ended meanwhile.
        if (answer.Code != 0 && !answer.Error.Contains("already", StringComparison.Ordinal)) throw new IOException($"Slurm does not cancel job {job.Record.SlurmJobId}: {answer.Complaint}");
    }

    // A short job's end is seen at once; a long one's is not asked for so often that the controller feels it.
    private static JobView Wait(JobRecord job, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        for (TimeSpan pause = Look; ; pause = pause * 1.5 < TimeSpan.FromSeconds(3) ? pause * 1.5 : pause)
        {
            job.Refresh();
            JobView view = JobView.Of(job);
            if (view.HasEnded && view.Slurm is null or { HasEnded: true } || Stopwatch.GetElapsedTime(started) > limit) return view;
            Thread.Sleep(pause);
        }
    }
}
