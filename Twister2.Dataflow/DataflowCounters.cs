using System.Diagnostics;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>What one worker's operators have done so far.</summary>
public sealed class DataflowCounters
{
    /// <summary>Messages sent to other workers.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>Bytes of these messages, headers and compression included.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Messages from other workers.</summary>
    public long MessagesReceived { get; internal set; }

    /// <summary>Bytes of these messages.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Bytes that operators wrote to scratch, compressed.</summary>
    public long BytesSpilled { get; internal set; }

    /// <summary>How long operators have waited for other workers, doing nothing.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, WaitedTicks);

    internal long WaitedTicks { get; set; }

    /// <summary>Bytes of input that sources read.</summary>
    public long BytesRead { get; set; }

    /// <summary>Records that sources read: lines, for text.</summary>
    public long RecordsRead { get; set; }

    /// <summary>Records that sinks wrote.</summary>
    public long RecordsWritten { get; set; }

    /// <summary>Bytes that sinks wrote.</summary>
    public long BytesWritten { get; set; }

    /// <summary>What went to each other worker. From any thread.</summary>
    internal LinkTotals SentTo { get; } = new();

    internal void CountSent(int worker, int bytes)
    {
        MessagesSent++;
        BytesSent += bytes;
        SentTo.Count(worker, bytes);
    }
}
