using Twister2.Dataflow;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>What worker 0 knows of the health of all: who is silent, and who tells but does not go on. It only thinks; <see cref="HealthReport"/> tells.</summary>
internal sealed class WorkerHealth
{
    private readonly Known[] _workers;
    private readonly HealthLimits _limits;
    private readonly TimeProvider _time;
    private double _nextStall;

    public WorkerHealth(int workers, HealthLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _nextStall = limits.Stall.TotalSeconds;
        _workers = [.. Enumerable.Range(0, workers).Select(worker => new Known(new Beat(worker, -1), time.GetTimestamp()))];
    }

    /// <summary>A worker has told of itself; what it told before that comes late, and is passed over.</summary>
    public void Take(Beat beat)
    {
        Known known = _workers[beat.Worker];
        if (beat.Number <= known.Last.Number) return;
        known.Last = beat;
        known.Heard = _time.GetTimestamp();
    }

    /// <summary>What has changed since it was looked at last.</summary>
    public IEnumerable<HealthChange> Look()
    {
        List<HealthChange> changes = [];
        for (int worker = 0; worker < _workers.Length; worker++)
        {
            Known known = _workers[worker];
            TimeSpan silent = _time.GetElapsedTime(known.Heard);
            bool isLost = silent >= _limits.Lost;
            if (isLost != known.IsLost) changes.Add(isLost ? new WorkerLost(worker, silent) : new WorkerBack(worker));
            known.IsLost = isLost;
            if (silent >= _limits.End) changes.Add(new WorkerGivenUp(worker, silent));
        }
        if (LookForStall() is { } stall) changes.Add(stall);
        return changes;
    }

    /// <summary>A stall is told when it begins, again each time that it has lasted twice as long, and when it is over.</summary>
    private HealthChange? LookForStall()
    {
        double longest = _workers.Max(static known => StillFor(known));
        if (longest >= _nextStall)
        {
            _nextStall = 2 * longest;
            int[] stalled = [.. _workers.Where(known => StillFor(known) >= _limits.Stall.TotalSeconds).Select(static known => known.Last.Worker)];
            return new JobStalled(longest, stalled, WaitGraph.Join(_workers.Where(static known => known.Last.Number >= 0).Select(known => WaitsOf(known.Last))));
        }
        if (longest >= _limits.Stall.TotalSeconds || _nextStall == _limits.Stall.TotalSeconds) return null;
        _nextStall = _limits.Stall.TotalSeconds;
        return new JobGoesOn();
    }

    // One that is lost is told of as that.
    private static double StillFor(Known known) => known.Last.HasReturned || known.IsLost ? 0 : known.Last.SecondsWithoutProgress;

    /// <summary>One that goes on tells no waits: it is in the program's own code, as far as others are concerned.</summary>
    private WorkerWaits WaitsOf(Beat beat) => beat.Waits is { } json
        ? WorkerWaits.FromJson(json)
        : new WorkerWaits { Worker = beat.Worker, Workers = _workers.Length, Built = beat.Built, Operators = [] };

    private sealed class Known(Beat last, long heard)
    {
        public Beat Last { get; set; } = last;

        public long Heard { get; set; } = heard;

        public bool IsLost { get; set; }
    }
}
