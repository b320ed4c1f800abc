namespace Twister2.JobMaster.Metrics;

/// <summary>A job's <c>links.json</c>: who has sent how much to whom.</summary>
public sealed record JobLinks
{
    /// <summary>When it was written.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Workers of the job.</summary>
    public int Workers { get; init; }

    /// <summary>The links that something was sent over; of many, the 10,000 with the most bytes, by the workers' numbers.</summary>
    public IReadOnlyList<LinkTraffic> Links { get; init; } = [];
}
