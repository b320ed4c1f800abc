namespace Twister2.JobMaster.Metrics;

/// <summary>How far a stage has come.</summary>
public enum StageState
{
    /// <summary>No worker has come to it.</summary>
    Pending,

    /// <summary>Workers are at it.</summary>
    Running,

    /// <summary>All its tasks are done.</summary>
    Done,

    /// <summary>It was at work when the job ended without having completed.</summary>
    Failed,
}
