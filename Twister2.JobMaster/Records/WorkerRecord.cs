namespace Twister2.JobMaster;

/// <summary>What a job's directory tells of one of its workers.</summary>
/// <param name="Worker">Its number, which is its rank.</param>
public sealed record WorkerRecord(int Worker)
{
    /// <summary>The last state that was written. Of workers that were ended together with another one it may be <see cref="WorkerState.Running"/> still.</summary>
    public WorkerState State { get; init; }

    /// <summary>The node it runs on, as MPI names it.</summary>
    public string Node { get; init; } = "";

    /// <summary>Its process on that node.</summary>
    public int ProcessId { get; init; }

    /// <summary>Cores that it may use there; 0 where it has not said so.</summary>
    public int Cores { get; init; }

    /// <summary>Memory that it may use there, in bytes; 0 where it has not said so.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How long its program ran; null while it runs.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Records read from outside.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Bytes read from outside.</summary>
    public long BytesRead { get; init; }

    /// <summary>Records written as results.</summary>
    public long RecordsWritten { get; init; }

    /// <summary>Bytes sent to other workers.</summary>
    public long BytesSent { get; init; }

    /// <summary>The most memory that its process had, in bytes; 0 while it runs.</summary>
    public long PeakBytes { get; init; }

    /// <summary>What failed there, or what ended it; null for nothing.</summary>
    public string? Message { get; init; }
}
