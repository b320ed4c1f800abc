using System.Diagnostics;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>A job that is looked at again and again until it ends. Slurm is asked less often than files are read, and what it says of a job that writes nothing yet is told.</summary>
internal sealed class FollowedJob(JobRecord job, string verb)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);

    private long? _asked;
    private string? _told;

    public bool HasEnded()
    {
        job.Refresh();
        if (!job.Description.IsSubmitted || job.State == JobState.Completed) return JobRecord.HasEnded(job.State);
        if (_asked is { } asked && Stopwatch.GetElapsedTime(asked) < AskEvery) return false;
        JobView view = JobView.Of(job);
        _asked = Stopwatch.GetTimestamp();
        Tell(view);
        // Workers that note their end by a signal may not know its cause; Slurm does when it has ended the job.
        return view.HasEnded && view.Slurm is null or { HasEnded: true };
    }

    // Not into the logs: they may be read by a program.
    private void Tell(JobView view)
    {
        if (view.Why is null || view.Why == _told) return;
        _told = view.Why;
        Console.Error.WriteLine($"twister2 {verb}: {job.Id} is {view.State}: {view.Why}");
    }
}
