namespace Twister2.Dashboard.Jobs;

/// <summary>A job as it was when it was looked at.</summary>
internal sealed record JobSnapshot
{
    public required JobDescription Description { get; init; }

    public required JobState State { get; init; }

    /// <summary>Why it is in this state, where its own files do not say so.</summary>
    public string? Why { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public int WorkerCount { get; init; }

    public string? Message { get; init; }

    public string? Stall { get; init; }

    public string? SlurmJobId { get; init; }

    public SlurmJob? Slurm { get; init; }

    public required string Directory { get; init; }

    public IReadOnlyList<WorkerRecord> Workers { get; init; } = [];

    /// <summary>Differs from that of the look before where anything does.</summary>
    public long Version { get; init; }

    public string Id => Description.Id;

    public bool HasEnded => JobRecord.HasEnded(State);

    public IEnumerable<string> Nodes => Workers.Select(static worker => worker.Node).Where(static node => node.Length > 0).Distinct(StringComparer.Ordinal);

    public static JobSnapshot Of(JobRecord job, JobView view, long version) => new()
    {
        Description = job.Description,
        State = view.State,
        Why = view.Why,
        Ended = job.Ended,
        WorkerCount = job.WorkerCount,
        Message = job.Message,
        Stall = job.Stall,
        SlurmJobId = job.SlurmJobId,
        Slurm = view.Slurm,
        Directory = job.Path,
        Workers = job.Workers,
        Version = version,
    };

    /// <summary>Whether somebody who sees both sees the same.</summary>
    public bool ShowsAs(JobSnapshot other) =>
        State == other.State && Why == other.Why && Ended == other.Ended && WorkerCount == other.WorkerCount && Message == other.Message && Stall == other.Stall
        && SlurmJobId == other.SlurmJobId && Slurm == other.Slurm && ReferenceEquals(Description, other.Description) && Workers.SequenceEqual(other.Workers);
}
