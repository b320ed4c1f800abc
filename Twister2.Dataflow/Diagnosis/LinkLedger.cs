using System.Diagnostics;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>What one operator of this worker and another worker have sent each other. It is made when the first message goes or comes.</summary>
internal sealed class LinkLedger
{
    public TrafficCount Sent, Received;

    /// <summary>When the last message went and came; 0 when none has.</summary>
    public long LastSent, LastReceived;

    public LinkStatistics ToStatistics(int worker) => new()
    {
        Worker = worker,
        Sent = Sent.ToTraffic(),
        Received = Received.ToTraffic(),
        SinceSent = Since(LastSent),
        SinceReceived = Since(LastReceived),
    };

    private static TimeSpan? Since(long time) => time == 0 ? null : Stopwatch.GetElapsedTime(time);
}
