using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.JobMaster.Metrics;

/// <summary>Writes a job's trace at its end. A job whose trace cannot be written has completed all the same; the log says so.</summary>
internal sealed class JobTrace(string directory, ILogger logger)
{
    private readonly TraceFile _file = new(directory);

    /// <summary>Writes this worker's part.</summary>
    public void Write(WorkerInfo worker, TraceLog trace)
    {
        if (trace.Dropped > 0) Log.TraceIsFull(logger, $"{trace.Dropped} spans were dropped, because {TraceLog.Most} are kept");
        Try(() => _file.WritePart(worker.Rank, worker.Node, trace));
    }

    /// <summary>Puts the parts of all workers together.</summary>
    public void Join(int workers) => Try(() => _file.Join(workers));

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NoTrace(logger, e.Message);
        }
    }
}
