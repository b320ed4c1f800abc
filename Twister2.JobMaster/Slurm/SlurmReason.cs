namespace Twister2.JobMaster.Slurm;

/// <summary>What Slurm's words mean, and what to do.</summary>
internal static class SlurmReason
{
    public const string TimeLimit = "Slurm ended it at its time limit; --time gives it more.";
    public const string NodeFailure = "Slurm ended it because a node of it failed.";
    public const string Preempted = "Slurm ended it to make room for a job of higher priority.";
    public const string OutOfMemory = "Slurm ended it because it ran out of memory: it needed more than was asked for. --mem asks for more.";

    /// <summary>Why a job waits.</summary>
    public static string OfWaiting(SlurmJob job)
    {
        string again = job.Restarts switch
        {
            0 => "",
            1 => "was put back into the queue; ",
            _ => $"was put back into the queue for the {job.Restarts}th time; ",
        };
        string reason = job.Reason is { } word ? $" ({word}{Meaning(job)})" : "";
        return $"{again}waits in Slurm's queue{reason}";
    }

    private static string Meaning(SlurmJob job) => job.Reason switch
    {
        "Priority" => ": others are before it",
        "Resources" => ": the nodes it needs are in use",
        "Dependency" => ": another job must end first",
        "DependencyNeverSatisfied" => ": it will never start, as the job that it waits for ended otherwise",
        "BeginTime" => $": not before {job.Start}",
        "JobHeldUser" or "JobHeldAdmin" => ": it is held; 'scontrol release' lets it go",
        "PartitionNodeLimit" or "PartitionConfig" or "BadConstraints" or "NodeDown" or "PartitionDown" or "PartitionInactive" =>
            ": as things are it will never start, as the partition has no such nodes, or not so many",
        "PartitionTimeLimit" => ": as things are it will never start, as the partition allows less time",
        { } word when word.StartsWith("ReqNodeNotAvail", StringComparison.Ordinal) => ": nodes that it needs are down or reserved",
        { } word when word.StartsWith("QOS", StringComparison.Ordinal) || word.StartsWith("Assoc", StringComparison.Ordinal) => ": a limit of your account or quality of service",
        _ => "",
    };
}
