using System.Globalization;

namespace Twister2.JobMaster.Slurm;

/// <summary>A job as its own records and Slurm together tell of it.</summary>
internal sealed class JobView
{
    // Later Slurm starts no ended job again by itself, and has forgotten most.
    private static readonly TimeSpan MayStartAgain = TimeSpan.FromDays(1);

    // Between the making of a job's directory and Slurm's answer; sbatch tries for some minutes.
    private static readonly TimeSpan Submitting = TimeSpan.FromMinutes(10);

    private JobView(JobRecord record, JobState state, string? why, SlurmJob? slurm) => (Record, State, Why, Slurm) = (record, state, why, slurm);

    public JobRecord Record { get; }

    public JobState State { get; }

    /// <summary>Why it is in this state, where that needs a word that its own files do not have.</summary>
    public string? Why { get; }

    /// <summary>What Slurm says of it; null where it is no job of Slurm's, or forgotten.</summary>
    public SlurmJob? Slurm { get; }

    public bool HasEnded => JobRecord.HasEnded(State);

    public static JobView Of(JobRecord job) => Of([job])[0];

    /// <summary>What a job's own files tell, without Slurm.</summary>
    public static JobView OfFiles(JobRecord job) => Alone(job);

    /// <summary>
    /// Looks at jobs, and asks Slurm of those that it may know more of. How one ended that could not write it itself is written down, for the time when Slurm has forgotten it, unless
    /// <paramref name="onlyReads"/>.
    /// </summary>
    public static IReadOnlyList<JobView> Of(IReadOnlyList<JobRecord> jobs, bool onlyReads = false)
    {
        HashSet<JobRecord> asked = [.. jobs.Where(IsForSlurm)];
        if (asked.Count == 0) return [.. jobs.Select(static job => Alone(job))];
        SlurmQueue queue = SlurmQueue.Ask(asked);
        return [.. jobs.Select(job => asked.Contains(job) ? Look(job, queue, onlyReads) : Alone(job))];
    }

    private static JobView Alone(JobRecord job) => new(job, job.State, Seen(job), null);

    // What was written down at an earlier look, in place of what the workers noted, who did not know it.
    private static string? Seen(JobRecord job) => job.IsEndSeen ? job.Message : null;

    /// <summary>Ends it, through Slurm where Slurm runs it; its workers have <paramref name="grace"/> between SIGTERM and SIGKILL.</summary>
    /// <returns>The state that it then has.</returns>
    /// <exception cref="UsageException">That cannot be done from here.</exception>
    /// <exception cref="IOException">Slurm does not do it.</exception>
    public JobState Kill(TimeSpan grace)
    {
        if (Record.Description.IsSubmitted && Record.SlurmJobId is not null) return SlurmKill.Run(this, grace).State;
        JobKill.Run(Record, grace);
        return Record.State;
    }

    /// <summary>Whether Slurm may know more of a job than its own files tell.</summary>
    public static bool IsForSlurm(JobRecord job)
    {
        if (job.SlurmJobId is null && !job.Description.IsSubmitted) return false;
        return job.State switch
        {
            JobState.Completed => false,
            JobState.Failed or JobState.Killed => job.Description.IsSubmitted && DateTimeOffset.UtcNow - job.Ended < MayStartAgain,
            _ => true,
        };
    }

    private static JobView Look(JobRecord job, SlurmQueue queue, bool onlyReads)
    {
        if (job.SlurmJobId is null) return NeverAccepted(job);
        if (queue.Error is { } error) return new JobView(job, job.State, JobRecord.HasEnded(job.State) ? Seen(job) : $"Slurm cannot be asked: {error}", null);
        SlurmJob? slurm = queue.Find(job);
        (JobState state, string? why) = slurm switch
        {
            { IsQueued: true } => (JobState.Pending, SlurmReason.OfWaiting(slurm)),
            { IsOnNodes: true } => OnNodes(job, slurm),
            _ when job.IsEndSeen => (job.State, Seen(job)),
            { } => End(job, slurm),
            null => Unknown(job, $"Slurm does not know job {job.SlurmJobId} any more"),
        };
        if (!onlyReads && job.Description.IsSubmitted && JobRecord.HasEnded(state) && why is not null && !job.IsEndSeen) job.WriteEnd(state, why, slurm is { HasEnded: true, End: { } end } ? end > job.Started ? end : job.Started : null);
        return new JobView(job, state, why, slurm);
    }

    private static JobView NeverAccepted(JobRecord job) => DateTimeOffset.UtcNow - job.Started < Submitting
        ? new JobView(job, JobState.Pending, "is being submitted", null)
        : new JobView(job, JobState.Lost, "It was never submitted: twister2 was ended before Slurm had answered.", null);

    private static (JobState, string?) OnNodes(JobRecord job, SlurmJob slurm)
    {
        string? why = slurm.State is "SUSPENDED" or "STOPPED" ? "Slurm has suspended it" : null;
        return job.Restarts >= slurm.Restarts ? (job.State, why) : (JobState.Starting, why ?? $"Slurm has started it on {slurm.Nodes}; no worker has registered yet");
    }

    private static (JobState, string?) End(JobRecord job, SlurmJob slurm)
    {
        if (job.State == JobState.Completed) return (job.State, null);
        string limit = slurm.TimeLimit is { } time ? SlurmReason.TimeLimit.Replace("limit;", $"limit of {time};", StringComparison.Ordinal) : SlurmReason.TimeLimit;
        return slurm.State switch
        {
            "TIMEOUT" or "DEADLINE" => (JobState.Killed, limit),
            "NODE_FAIL" or "BOOT_FAIL" => (JobState.Lost, SlurmReason.NodeFailure),
            "OUT_OF_MEMORY" => (JobState.Failed, SlurmReason.OutOfMemory),
            "PREEMPTED" or "REVOKED" => (JobState.Killed, SlurmReason.Preempted),
            "CANCELLED" when job.State != JobState.Failed => (JobState.Killed, Cancelled(job, slurm)),
            _ => Unknown(job, $"Slurm says that it {(slurm.State == "FAILED" ? "failed" : $"ended as {slurm.State}")}"),
        };
    }

    private static string Cancelled(JobRecord job, SlurmJob slurm) =>
        $"It was cancelled{(slurm.Reason?.StartsWith("by ", StringComparison.Ordinal) == true ? $" {slurm.Reason.Replace("by ", "by user ", StringComparison.Ordinal)}" : "")}{(job.Restarts is null ? " before it began" : "")} (twister2 kill, or scancel).";

    /// <summary>Slurm does not say how it ended: the worker's last word, what Slurm printed, and how the batch script ended must do.</summary>
    private static (JobState, string?) Unknown(JobRecord job, string slurm)
    {
        if (job.State is JobState.Completed or JobState.Failed) return (job.State, null);
        if (SlurmConsole.Read(job.ConsoleFile) is { } note) return note;
        // Where one worker ends by itself, Slurm ends the others with SIGTERM, and that is what they note.
        if (ScriptCode(job) is { } code)
        {
            return job.State == JobState.Killed && code is 0 or ExitCodes.Terminated or ExitCodes.Interrupted
                ? (job.State, null)
                : (JobState.Failed, $"It ended with exit code {code}, and {(job.State == JobState.Killed ? "the worker that ended first wrote no reason; the others were then ended" : "no worker wrote an end")}. What was printed: twister2 logs {job.Id} --console");
        }
        return job.State == JobState.Killed ? (job.State, null) : (JobState.Lost, $"{slurm}, and it wrote no end: SIGKILL, or the loss of its node.");
    }

    private static int? ScriptCode(JobRecord job) =>
        File.Exists(job.Directory.ScriptCodeFile) && int.TryParse(File.ReadAllText(job.Directory.ScriptCodeFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;
}
