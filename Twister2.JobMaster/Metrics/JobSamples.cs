using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Metrics;

/// <summary>What worker 0 has heard of each worker last, as samples. Taken by one thread, looked at by another.</summary>
internal sealed class JobSamples(int workers, TimeProvider time)
{
    // Who has been silent for so long is not shown as it was then.
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly Heard?[] _workers = new Heard?[workers];

    /// <summary>A worker has told of itself; what it told before that may come late.</summary>
    public void Take(Beat beat)
    {
        lock (_gate)
        {
            Heard heard = _workers[beat.Worker] ??= new Heard();
            if (heard.Last is { } last && beat.Number <= last.Number) return;
            heard.Last = beat;
            heard.At = time.GetTimestamp();
        }
    }

    /// <summary>How the workers are now.</summary>
    public MetricsSample Look()
    {
        List<WorkerSample> samples = [];
        lock (_gate)
        {
            foreach (Heard? heard in _workers)
                if (heard is not null && time.GetElapsedTime(heard.At) < Old) samples.Add(heard.ToSample());
        }
        return new MetricsSample { Time = time.GetUtcNow(), Workers = samples };
    }

    private sealed class Heard
    {
        private double _seconds, _processorSeconds, _cpu;

        public Beat? Last { get; set; }

        public long At { get; set; }

        public WorkerSample ToSample()
        {
            Beat beat = Last!;
            // The time is the worker's own: how long the message took does not matter.
            if (beat.Seconds > _seconds) _cpu = (beat.ProcessorSeconds - _processorSeconds) / (beat.Seconds - _seconds);
            (_seconds, _processorSeconds) = (beat.Seconds, beat.ProcessorSeconds);
            return new WorkerSample
            {
                Id = beat.Worker,
                Cpu = _cpu,
                Rss = beat.MemoryBytes,
                Heap = beat.HeapBytes,
                GcPause = beat.PauseSeconds,
                Threads = beat.Threads,
                Records = beat.Records,
                BytesSent = beat.BytesSent,
                BytesReceived = beat.BytesReceived,
                Spilled = beat.BytesSpilled,
                Waiting = beat.SecondsWaited,
            };
        }
    }
}
