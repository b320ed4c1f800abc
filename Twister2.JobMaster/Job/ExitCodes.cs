namespace Twister2.JobMaster;

/// <summary>What a worker's process ends with; the same on all ranks of a job.</summary>
public static class ExitCodes
{
    /// <summary>The job completed.</summary>
    public const int Done = 0;

    /// <summary>The job failed: an exception, input that cannot be read, output that cannot be written.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use: options, arguments, a job assembly without a worker, a launcher of another MPI.</summary>
    public const int WrongUse = 2;

    /// <summary>Ended by SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
