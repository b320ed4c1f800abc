using System.Diagnostics;
using Twister2.Dataflow;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>Feels whether this worker goes on: what it has done, and whether its thread has come by an operator since.</summary>
internal sealed class Pulse(int worker, Func<IReadOnlyList<DataflowEnvironment>> dataflows)
{
    /// <summary>What waits are told only from then on: a worker that goes on is asked nothing.</summary>
    private static readonly TimeSpan Restless = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _startedWith = System.Environment.CpuUsage.TotalTime;
    private long _number, _did = -1, _wentOn = Stopwatch.GetTimestamp(), _felt = Stopwatch.GetTimestamp();
    private volatile bool _hasReturned;

    /// <summary>The program has returned on this worker.</summary>
    public void Return() => _hasReturned = true;

    /// <summary>What there is to tell now. From any thread.</summary>
    public Beat Feel()
    {
        lock (_gate) return FeelAlone();
    }

    private Beat FeelAlone()
    {
        IReadOnlyList<DataflowEnvironment> all = dataflows();
        WorkerWaits[] waits = [.. all.Select(static dataflow => dataflow.LatestWaits())];
        long built = waits.Sum(static one => one.Built);
        long now = Stopwatch.GetTimestamp();
        long did = built + all.Sum(static dataflow => Done(dataflow.Counters));
        // What it was asked at the last beat, its thread has answered without waiting for anybody.
        TimeSpan since = Stopwatch.GetElapsedTime(_felt, now);
        bool cameBy = waits.Any(one => one.Age > TimeSpan.Zero && one.Age < since && !IsBlocked(one));
        if (did != _did || cameBy) (_did, _wentOn) = (did, now);
        _felt = now;
        TimeSpan still = Stopwatch.GetElapsedTime(_wentOn, now);
        return new Beat(worker, _number++)
        {
            HasReturned = _hasReturned,
            SecondsWithoutProgress = still.TotalSeconds,
            Built = built,
            ProcessorSeconds = (System.Environment.CpuUsage.TotalTime - _startedWith).TotalSeconds,
            Seconds = Stopwatch.GetElapsedTime(_started, now).TotalSeconds,
            MemoryBytes = System.Environment.WorkingSet,
            // Right behind a collection it is less than nothing at times.
            HeapBytes = Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)),
            PauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
            Threads = ProcessThreads.Count(),
            Records = all.Sum(static dataflow => dataflow.Counters.RecordsRead + dataflow.Stages.All.Sum(static stage => stage.IsOperator ? stage.Counts.RecordsIn : 0)),
            BytesSent = all.Sum(static dataflow => dataflow.Counters.BytesSent),
            BytesReceived = all.Sum(static dataflow => dataflow.Counters.BytesReceived),
            BytesSpilled = all.Sum(static dataflow => dataflow.Counters.BytesSpilled),
            SecondsWaited = new TimeSpan(all.Sum(static dataflow => dataflow.Counters.Waited.Ticks)).TotalSeconds,
            Waits = still < Restless || _hasReturned ? null : (waits.FirstOrDefault(IsBlocked) ?? waits[0]).ToJson(),
        };
    }

    private static bool IsBlocked(WorkerWaits waits) => waits.Operators.Any(static wait => wait.Blocked is not null);

    private static long Done(DataflowCounters counters) =>
        counters.RecordsRead + counters.BytesRead + counters.RecordsWritten + counters.MessagesSent + counters.MessagesReceived + counters.BytesSpilled;
}
