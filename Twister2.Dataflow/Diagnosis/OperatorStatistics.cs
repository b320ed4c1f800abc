namespace Twister2.Dataflow;

/// <summary>
/// What an operator has done on one worker up to a moment. Counted per chunk, message, block and wait, so that it costs the work nothing that could be measured: records that an operator has
/// collected and not handed on yet are in none of the numbers.
/// </summary>
public sealed record OperatorStatistics
{
    /// <summary>The operator's class, or what the workers agreed by: AllReduce, Broadcast, Barrier.</summary>
    public required string Name { get; init; }

    /// <summary>How many operators were built before it, the same on every worker and in all messages about it; of several, the last one's.</summary>
    public required long Number { get; init; }

    /// <summary>How many operators these are together: 1, or more where many small or long ended ones are summed up by name.</summary>
    public long Operators { get; init; } = 1;

    /// <summary>Whether it was disposed of.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Records that source tasks of this worker added.</summary>
    public long RecordsAdded { get; init; }

    /// <summary>What went to other workers.</summary>
    public Traffic Sent { get; init; }

    /// <summary>What came from other workers.</summary>
    public Traffic Received { get; init; }

    /// <summary>Bytes written to scratch, compressed.</summary>
    public long BytesSpilled { get; init; }

    /// <summary>How long this worker waited, doing nothing, for others to send or to finish.</summary>
    public TimeSpan WaitedForPeers { get; init; }

    /// <summary>How long this worker waited, doing nothing, until it might send more (<see cref="DataflowOptions.BytesInFlight"/>).</summary>
    public TimeSpan WaitedForRoom { get; init; }

    /// <summary>How long this operator waited for memory while this worker's operators spilled.</summary>
    public TimeSpan WaitedForMemory { get; init; }

    /// <summary>Bytes of the memory budget that it holds.</summary>
    public long Memory { get; init; }

    /// <summary>The most bytes of the memory budget that it held at a time.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Bytes of the buffers for messages: being filled, on their way and arriving. They are not part of the budget.</summary>
    public long Buffers { get; init; }

    /// <summary>The most bytes that these buffers took at a time.</summary>
    public long PeakBuffers { get; init; }

    /// <summary>The workers that it has exchanged messages with, in their order. Empty for operators that are summed up, and for those that ended long ago.</summary>
    public IReadOnlyList<LinkStatistics> Links { get; init; } = [];
}
