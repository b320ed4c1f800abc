using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>
/// The job's book-keeping on worker 0: who has registered, which state everything is in, and how it ended. The other workers only send it messages.
/// </summary>
internal sealed class JobMaster(JobContext job, EventLog events, ControlPlane control, TimeSpan registrationTimeout, ILogger logger)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(60);

    private WorkerInfo[] _workers = [];

    private bool IsMaster => control.Rank == 0;

    /// <summary>Registers this worker, and returns when all have registered. Collective.</summary>
    /// <exception cref="TimeoutException">On worker 0: workers are missing; the message names them.</exception>
    public void RegisterAll()
    {
        if (IsMaster) events.Job(JobState.Starting, WriteJob);
        byte[][]? messages = control.GatherToMaster(Wire.ToBytes(WorkerInfo.OfThisProcess(control.Rank).Write), ControlTag.Register, IsMaster ? FailWhenLate : ReportingWaits());
        if (messages is null) return;
        WorkerInfo[] workers = _workers = [.. messages.Select(static message => Wire.FromBytes(message, WorkerInfo.Read))];
        events.Workers(workers, static worker => worker.Rank, WorkerState.Starting, Write);
        events.Workers(workers, static worker => worker.Rank, WorkerState.Running);
        events.Job(JobState.Running, json => json.WriteNumber("nodes", Nodes));
    }

    /// <summary>Tells every worker of all. Collective, after all have registered.</summary>
    public IReadOnlyList<WorkerInfo> ShareWorkers() => Wire.AllFromBytes(control.Share(IsMaster ? Wire.ToBytes(_workers, static (worker, writer) => worker.Write(writer)) : null), WorkerInfo.Read);

    /// <summary>Tells worker 0 that this worker's program has returned, and returns when all have. Gives what they told on worker 0. Collective.</summary>
    public WorkerSummary[]? HearAll(WorkerSummary summary)
    {
        byte[][]? messages = control.GatherToMaster(Wire.ToBytes(summary.Write), ControlTag.Completed, ReportingWaits());
        return messages is null ? null : [.. messages.Select(static message => Wire.FromBytes(message, WorkerSummary.Read))];
    }

    /// <summary>Writes down on worker 0 that the job has completed, and gives the summary line.</summary>
    public string Complete(WorkerSummary[] summaries)
    {
        events.Workers(summaries, static worker => worker.Rank, WorkerState.Completed, Write);
        string line = SummaryLine(summaries);
        events.Job(JobState.Completed, json =>
        {
            json.WriteNumber("seconds", summaries.Max(static worker => worker.Seconds));
            json.WriteString("summary", line);
        });
        return line;
    }

    private int Nodes => _workers.Select(static worker => worker.Node).Distinct(StringComparer.Ordinal).Count();

    private string SummaryLine(WorkerSummary[] summaries)
    {
        double seconds = summaries.Max(static worker => worker.Seconds);
        long records = summaries.Sum(static worker => worker.RecordsRead);
        long bytes = summaries.Sum(static worker => worker.BytesRead);
        long written = summaries.Sum(static worker => worker.RecordsWritten);
        string read = records == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture, $", read {records:N0} records ({bytes / 1e6:N1} MB, {records / seconds:N0} records/s)");
        string wrote = written == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", wrote {written:N0} records");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Job {job.Id} completed in {seconds:0.00} s: {Count(_workers.Length, "worker")} on {Count(Nodes, "node")}{read}{wrote}. Details: {job.Directory.Path}");
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    private void FailWhenLate(IReadOnlyCollection<int> missing, TimeSpan elapsed)
    {
        if (elapsed < registrationTimeout) return;
        throw new TimeoutException(
            $"{missing.Count} of {control.Size} workers have not registered in {registrationTimeout.TotalSeconds:0} s: rank {Some(missing)}. Look at their nodes.");
    }

    /// <summary>Tells the log of one wait, once a minute; on worker 0 the console too.</summary>
    private Action<IReadOnlyCollection<int>, TimeSpan> ReportingWaits()
    {
        TimeSpan next = ReportEvery;
        return (missing, elapsed) =>
        {
            if (elapsed < next) return;
            next += ReportEvery;
            if (IsMaster) Log.StillRunning(logger, (long)elapsed.TotalSeconds, missing.Count, Some(missing));
            else Log.WaitsForMaster(logger, (long)elapsed.TotalSeconds, Some(missing));
        };
    }

    private static string Some(IReadOnlyCollection<int> ranks) =>
        string.Join(", ", ranks.Take(10)) + (ranks.Count > 10 ? $" and {ranks.Count - 10} more" : "");

    private void WriteJob(Utf8JsonWriter json)
    {
        json.WriteString("name", job.Name);
        json.WriteNumber("workers", control.Size);
        MpiLibrary library = Mpi.Environment.Library;
        json.WriteString("mpi", library.VendorLine);
        json.WriteString("launcher", library.Launcher);
        if (SlurmVariables.JobId is not { } slurm) return;
        json.WriteString("slurm_job_id", slurm);
        json.WriteNumber("restarts", SlurmVariables.Restarts);
    }

    private static void Write(Utf8JsonWriter json, WorkerInfo worker)
    {
        json.WriteString("node", worker.Node);
        json.WriteNumber("pid", worker.ProcessId);
        json.WriteNumber("cores", worker.Cores);
        json.WriteNumber("memory_bytes", worker.MemoryBytes);
    }

    private static void Write(Utf8JsonWriter json, WorkerSummary worker)
    {
        json.WriteNumber("seconds", worker.Seconds);
        json.WriteNumber("records_read", worker.RecordsRead);
        json.WriteNumber("bytes_read", worker.BytesRead);
        json.WriteNumber("records_written", worker.RecordsWritten);
        json.WriteNumber("bytes_written", worker.BytesWritten);
        json.WriteNumber("messages_sent", worker.MessagesSent);
        json.WriteNumber("bytes_sent", worker.BytesSent);
        json.WriteNumber("peak_bytes", worker.PeakBytes);
    }
}
