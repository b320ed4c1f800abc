namespace Twister2.JobMaster.Heartbeats;

/// <summary>From when on a worker is told of.</summary>
/// <param name="Lost">Silence after which a worker is called lost.</param>
/// <param name="End">Silence after which the job is ended; infinite for never.</param>
/// <param name="Stall">Time without progress after which a worker is called stalled; infinite for never.</param>
internal sealed record HealthLimits(TimeSpan Lost, TimeSpan End, TimeSpan Stall)
{
    /// <summary>Eight beats of silence, so that whoever looks after ten seconds knows.</summary>
    public static TimeSpan SilenceOfLost { get; } = TimeSpan.FromSeconds(8);

    /// <summary>The limits of a job; zero is never.</summary>
    public static HealthLimits Of(TimeSpan lost, TimeSpan stall) => new(SilenceOfLost, OrNever(lost), OrNever(stall));

    private static TimeSpan OrNever(TimeSpan time) => time == TimeSpan.Zero ? TimeSpan.MaxValue : time;
}
