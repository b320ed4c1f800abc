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
}
