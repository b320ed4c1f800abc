namespace Twister2.JobMaster.Metrics;

/// <summary>A line of a job's <c>metrics.jsonl</c>: how its workers were at a moment.</summary>
public sealed record MetricsSample
{
    /// <summary>When it was written.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The workers that have told of themselves lately, in their order.</summary>
    public IReadOnlyList<WorkerSample> Workers { get; init; } = [];
}
