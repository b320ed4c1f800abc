namespace Twister2.JobMaster.Metrics;

/// <summary>A job's <c>stages.json</c>: how far its stages have come.</summary>
public sealed record JobStages
{
    /// <summary>When it was written.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The stages in the order in which the program came to them.</summary>
    public IReadOnlyList<StageProgress> Stages { get; init; } = [];

    /// <summary>The same for a job of which nothing runs any more: what was at work then has failed.</summary>
    public JobStages OfEnded(JobState state) => !JobRecord.HasEnded(state) || state == JobState.Completed
        ? this
        : this with { Stages = [.. Stages.Select(static stage => stage.State == StageState.Running ? stage with { State = StageState.Failed } : stage)] };
}
