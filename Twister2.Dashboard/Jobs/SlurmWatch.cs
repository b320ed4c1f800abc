namespace Twister2.Dashboard.Jobs;

/// <summary>Asks Slurm about jobs that it may know more of than their own files do: of all at once, seldom, and never while somebody waits for a page.</summary>
internal sealed class SlurmWatch(TimeProvider time)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(15);

    private long? _asked;
    private int _asking;

    /// <summary>Asks in the background where it is time to. A controller that does not answer holds up nobody.</summary>
    public void Ask(IEnumerable<WatchedJob> jobs)
    {
        if (_asked is { } last && time.GetElapsedTime(last) < AskEvery) return;
        if (Interlocked.Exchange(ref _asking, 1) == 1) return;
        _asked = time.GetTimestamp();
        WatchedJob[] all = [.. jobs];
        _ = Task.Run(() =>
        {
            try
            {
                AskNow(all);
            }
            finally
            {
                Volatile.Write(ref _asking, 0);
            }
        });
    }

    private static void AskNow(WatchedJob[] jobs)
    {
        List<(WatchedJob Job, JobRecord Record, long Events)> asked = [];
        foreach (WatchedJob job in jobs)
        {
            if (job.Look() is not { } snapshot || (snapshot.SlurmJobId is null && !snapshot.Description.IsSubmitted)) continue;
            long events = FileStamp.Of(System.IO.Path.Combine(job.Path, "events.jsonl")).Length;
            if (JobRecord.TryRead(job.Path) is { } record && JobView.IsForSlurm(record)) asked.Add((job, record, events));
        }
        if (asked.Count == 0) return;
        IReadOnlyList<JobView> views = JobView.Of([.. asked.Select(static one => one.Record)], onlyReads: true);
        for (int i = 0; i < asked.Count; i++) asked[i].Job.Take(new SlurmNews(views[i], asked[i].Events));
    }
}
