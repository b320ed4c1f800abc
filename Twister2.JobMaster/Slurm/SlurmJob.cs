namespace Twister2.JobMaster.Slurm;

/// <summary>What Slurm says of one of its jobs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name; of a job that was submitted by twister2 it is the job's id.</param>
/// <param name="State">As Slurm writes it, such as <c>PENDING</c> or <c>NODE_FAIL</c>.</param>
internal sealed record SlurmJob(string Id, string Name, string State)
{
    /// <summary>Why it waits or ended, in one word of Slurm's; null for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Its time limit, as Slurm writes it.</summary>
    public string? TimeLimit { get; init; }

    /// <summary>When it starts or has started.</summary>
    public string? Start { get; init; }

    /// <summary>When it ended, or will at the latest.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Its nodes, as Slurm writes them.</summary>
    public string? Nodes { get; init; }

    /// <summary>Waits to be started, for the first time or again.</summary>
    public bool IsQueued => State is "PENDING" or "CONFIGURING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "RESV_DEL_HOLD" or "SPECIAL_EXIT";

    /// <summary>Has nodes.</summary>
    public bool IsOnNodes => State is "RUNNING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT" or "RESIZING";

    /// <summary>Will do nothing any more.</summary>
    public bool HasEnded => !IsQueued && !IsOnNodes;
}
