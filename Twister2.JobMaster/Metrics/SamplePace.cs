namespace Twister2.JobMaster.Metrics;

/// <summary>
/// When the next sample is due: a second after the one before, later where there are so many workers that the file would grow by more than 20 kB a second, and, from ten minutes on, ever later, up to ten
/// seconds: a day is not looked at second by second.
/// </summary>
internal static class SamplePace
{
    private const double BytesPerSecond = 20_000, ShortestJob = 600, Longest = 10;

    public static TimeSpan After(int bytes, TimeSpan elapsed) =>
        TimeSpan.FromSeconds(Math.Max(bytes / BytesPerSecond, Math.Clamp(elapsed.TotalSeconds / ShortestJob, 1, Longest)));
}
