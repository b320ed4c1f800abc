using System.Diagnostics;
using Twister2.Dataflow;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>Feels whether this worker goes on: what it has done, and whether its thread has come by an operator since.</summary>
internal sealed class Pulse(int worker, DataflowEnvironment dataflow)
{
    /// <summary>What waits are told only from then on: a worker that goes on is asked nothing.</summary>
    private static readonly TimeSpan Restless = TimeSpan.FromSeconds(5);

    private long _number, _did = -1, _wentOn = Stopwatch.GetTimestamp(), _felt = Stopwatch.GetTimestamp();
    private volatile bool _hasReturned;

    /// <summary>The program has returned on this worker.</summary>
    public void Return() => _hasReturned = true;

    /// <summary>What there is to tell now. From one thread at a time, which need not be the worker's.</summary>
    public Beat Feel()
    {
        DataflowCounters counters = dataflow.Counters;
        WorkerWaits waits = dataflow.LatestWaits();
        long now = Stopwatch.GetTimestamp();
        long did = counters.RecordsRead + counters.BytesRead + counters.RecordsWritten + counters.MessagesSent + counters.MessagesReceived + counters.BytesSpilled + waits.Built;
        // What it was asked at the last beat, its thread has answered without waiting for anybody.
        bool cameBy = waits.Age > TimeSpan.Zero && waits.Age < Stopwatch.GetElapsedTime(_felt, now) && waits.Operators.All(static wait => wait.Blocked is null);
        if (did != _did || cameBy) (_did, _wentOn) = (did, now);
        _felt = now;
        TimeSpan still = Stopwatch.GetElapsedTime(_wentOn, now);
        return new Beat(worker, _number++)
        {
            HasReturned = _hasReturned,
            SecondsWithoutProgress = still.TotalSeconds,
            Built = waits.Built,
            ProcessorSeconds = System.Environment.CpuUsage.TotalTime.TotalSeconds,
            MemoryBytes = System.Environment.WorkingSet,
            RecordsRead = counters.RecordsRead,
            BytesSent = counters.BytesSent,
            Waits = still < Restless || _hasReturned ? null : waits.ToJson(),
        };
    }
}
