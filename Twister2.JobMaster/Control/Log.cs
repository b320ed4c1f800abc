using Microsoft.Extensions.Logging;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>What the job's book-keeping tells the log; event ids 400 to 499.</summary>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Information, "Job {JobId}, worker {Rank} of {Workers} on {Node}, process {ProcessId}. {Library}, threads {Threading}")]
    public static partial void Started(ILogger logger, string jobId, int rank, int workers, string node, int processId, string library, Threading threading);

    [LoggerMessage(401, LogLevel.Information, "The program has returned after {Seconds:0.000} s")]
    public static partial void Returned(ILogger logger, double seconds);

    [LoggerMessage(402, LogLevel.Warning, "Worker 0 is done; for {Seconds} s it has waited for {Count} workers: rank {Ranks}")]
    public static partial void StillRunning(ILogger logger, long seconds, int count, string ranks);

    [LoggerMessage(403, LogLevel.Error, "The worker failed")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(404, LogLevel.Warning, "Ended by {Signal}")]
    public static partial void Ended(ILogger logger, string signal);

    [LoggerMessage(405, LogLevel.Information, "For {Seconds} s this worker has waited for worker {Ranks}, which waits for all")]
    public static partial void WaitsForMaster(ILogger logger, long seconds, string ranks);

    [LoggerMessage(406, LogLevel.Warning, "This MPI allows calls from one thread only (thread level {Threading}): a job that has threads of its own must not call MPI, nor dataflow operators, from them")]
    public static partial void TooFewThreads(ILogger logger, Threading threading);

    [LoggerMessage(407, LogLevel.Warning, "{Worker} has not answered for {Seconds} s: its process is stopped, or its node is down or overloaded")]
    public static partial void WorkerLost(ILogger logger, string worker, long seconds);

    [LoggerMessage(408, LogLevel.Warning, "{Worker} answers again")]
    public static partial void WorkerBack(ILogger logger, string worker);

    [LoggerMessage(409, LogLevel.Warning, "{Text}")]
    public static partial void Stalled(ILogger logger, string text);

    [LoggerMessage(410, LogLevel.Warning, "All workers go on again")]
    public static partial void GoesOn(ILogger logger);

    [LoggerMessage(411, LogLevel.Warning, "The event log cannot be written: {Message}")]
    public static partial void NotWritten(ILogger logger, string message);

    [LoggerMessage(412, LogLevel.Information, "There are no heartbeats: they need calls from several threads at a time, and this MPI has thread level {Threading}. Workers that stop are not found")]
    public static partial void NoHeartbeats(ILogger logger, Threading threading);

    [LoggerMessage(413, LogLevel.Warning, "The job's metrics cannot be written, and the job goes on without: {Message}")]
    public static partial void NoMetrics(ILogger logger, string message);

    [LoggerMessage(414, LogLevel.Warning, "The job's trace cannot be written: {Message}")]
    public static partial void NoTrace(ILogger logger, string message);

    [LoggerMessage(415, LogLevel.Warning, "The trace of this worker is not whole: {Message}")]
    public static partial void TraceIsFull(ILogger logger, string message);

    [LoggerMessage(430, LogLevel.Warning, "The job goes on without a dashboard. {Message}")]
    public static partial void NoDashboard(ILogger logger, string message);
}
