namespace Twister2.JobMaster.Metrics;

/// <summary>How one worker was at a moment. Counters go from the worker's start on.</summary>
public sealed record WorkerSample
{
    /// <summary>The worker.</summary>
    public int Id { get; init; }

    /// <summary>Cores that its process has used on average since the sample before.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes of memory that its process has, as the system counts them.</summary>
    public long Rss { get; init; }

    /// <summary>Bytes that the garbage collector's heap has, those not yet given back included.</summary>
    public long Heap { get; init; }

    /// <summary>Seconds that garbage collections have stopped it.</summary>
    public double GcPause { get; init; }

    /// <summary>Threads of its process.</summary>
    public int Threads { get; init; }

    /// <summary>Records that its sources have read and its operators have been given: the work it has done, in records.</summary>
    public long Records { get; init; }

    /// <summary>Bytes that its operators have sent to other workers.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes that came to its operators from other workers.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes that it has written to scratch because memory was short.</summary>
    public long Spilled { get; init; }

    /// <summary>Seconds that its operators have waited for other workers, doing nothing.</summary>
    public double Waiting { get; init; }
}
