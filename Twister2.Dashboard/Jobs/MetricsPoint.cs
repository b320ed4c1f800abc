using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Jobs;

/// <summary>How a worker, or all of them together, was at a moment. Counters go from the start on.</summary>
internal readonly record struct MetricsPoint(
    long Milliseconds, double Cpu, long Rss, long Heap, double GcPause, long Records, long BytesSent, long BytesReceived, long Spilled, double Waiting, int Workers)
{
    public static MetricsPoint Of(DateTimeOffset time, WorkerSample worker) => new(
        time.ToUnixTimeMilliseconds(), worker.Cpu, worker.Rss, worker.Heap, worker.GcPause, worker.Records, worker.BytesSent, worker.BytesReceived, worker.Spilled, worker.Waiting, 1);

    /// <summary>Both workers together.</summary>
    public MetricsPoint And(in MetricsPoint other) => new(
        Math.Max(Milliseconds, other.Milliseconds), Cpu + other.Cpu, Rss + other.Rss, Heap + other.Heap, GcPause + other.GcPause, Records + other.Records, BytesSent + other.BytesSent,
        BytesReceived + other.BytesReceived, Spilled + other.Spilled, Waiting + other.Waiting, Workers + other.Workers);

    /// <summary>What was counted up to now by one that does nothing at the moment, or cannot be asked.</summary>
    public MetricsPoint Silent => this with { Cpu = 0, Rss = 0, Heap = 0, Workers = 0 };

    /// <summary>One point in place of this and the one behind it: counters as they then were, levels between both.</summary>
    public MetricsPoint MergedWith(in MetricsPoint next) => next with { Cpu = (Cpu + next.Cpu) / 2, Rss = Math.Max(Rss, next.Rss), Heap = Math.Max(Heap, next.Heap) };
}
