namespace Twister2.Dashboard.Jobs;

/// <summary>How a worker was when it told last, with what it did in the seconds before.</summary>
internal sealed record WorkerNow(MetricsPoint Last, double RecordsPerSecond, double BytesPerSecond)
{
    public static WorkerNow Of(ReadOnlySpan<MetricsPoint> points, int back)
    {
        MetricsPoint last = points[^1], before = points[Math.Max(0, points.Length - 1 - back)];
        double seconds = (last.Milliseconds - before.Milliseconds) / 1000.0;
        // Slurm may have started the job again, and the counters with it.
        return seconds <= 0 || last.Records < before.Records
            ? new WorkerNow(last, 0, 0)
            : new WorkerNow(last, (last.Records - before.Records) / seconds, Math.Max(0, last.BytesSent - before.BytesSent) / seconds);
    }
}
