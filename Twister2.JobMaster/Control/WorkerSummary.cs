using Twister2.Dataflow;
using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster;

/// <summary>What a worker tells worker 0 when its program has returned.</summary>
internal sealed record WorkerSummary(
    int Rank, double Seconds, long RecordsRead, long BytesRead, long RecordsWritten, long BytesWritten, long MessagesSent, long BytesSent, long PeakBytes)
{
    /// <summary>The last word on how it was.</summary>
    public required News Last { get; init; }

    public static WorkerSummary Of(int rank, TimeSpan elapsed, DataflowCounters[] counters, News last) => new(
        rank, elapsed.TotalSeconds, counters.Sum(static one => one.RecordsRead), counters.Sum(static one => one.BytesRead), counters.Sum(static one => one.RecordsWritten),
        counters.Sum(static one => one.BytesWritten), counters.Sum(static one => one.MessagesSent), counters.Sum(static one => one.BytesSent), PeakOfThisProcess())
    {
        Last = last,
    };

    public void Write(BinaryWriter writer)
    {
        writer.Write(Rank);
        writer.Write(Seconds);
        foreach (long number in (ReadOnlySpan<long>)[RecordsRead, BytesRead, RecordsWritten, BytesWritten, MessagesSent, BytesSent, PeakBytes]) writer.Write(number);
        Last.Write(writer);
    }

    public static WorkerSummary Read(BinaryReader reader) => new(
        reader.ReadInt32(), reader.ReadDouble(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64())
    {
        Last = News.Read(reader),
    };

    private static long PeakOfThisProcess()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
