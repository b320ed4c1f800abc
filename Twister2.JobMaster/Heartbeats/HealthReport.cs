using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>Tells of workers that are not well: in the log, on standard error and in the event log; and ends the job where one has been silent for too long.</summary>
internal sealed class HealthReport(IReadOnlyList<WorkerInfo> workers, EventLog events, FailureReport failures, ILogger logger)
{
    // Of ten thousand lines nobody reads more.
    private const int MostLines = 20;

    public void Tell(HealthChange change)
    {
        switch (change)
        {
            case WorkerLost lost:
                Log.WorkerLost(logger, Name(lost.Worker), (long)lost.Silent.TotalSeconds);
                string message = $"it has not answered for {Seconds(lost.Silent)}";
                Write(() => events.Worker(lost.Worker, WorkerState.Lost, json => json.WriteString("message", message)));
                break;
            case WorkerBack back:
                Log.WorkerBack(logger, Name(back.Worker));
                Write(() => events.Worker(back.Worker, WorkerState.Running, static json => json.WriteString("message", "it answers again")));
                break;
            case WorkerGivenUp lost:
                failures.EndForLost(lost.Worker, $"{Name(lost.Worker)} has not answered for {Seconds(lost.Silent)}: its process is stopped, or its node is down or overloaded");
                break;
            case JobStalled stall:
                string text = Text(stall);
                Log.Stalled(logger, text);
                Write(() => events.Stall(isOver: false, json =>
                {
                    json.WriteNumber("seconds", Math.Round(stall.Seconds, 1));
                    json.WriteStartArray("workers");
                    foreach (int worker in stall.Workers) json.WriteNumberValue(worker);
                    json.WriteEndArray();
                    json.WriteString("message", text);
                }));
                break;
            case JobGoesOn:
                Log.GoesOn(logger);
                Write(() => events.Stall(isOver: true, static _ => { }));
                break;
            default:
                throw new InvalidOperationException($"Nothing is known of {change}.");
        }
    }

    private string Text(JobStalled stall)
    {
        string[] waits = stall.Waits.Edges.Count > 0
            ? stall.Waits.ToString().Split('\n')
            : ["No worker waits for another in an operator: they are in the program's own code, or in its own MPI calls."];
        string what = stall.Workers.Count == 1
            ? $"{Name(stall.Workers[0])} has not gone on"
            : $"{stall.Workers.Count} of {workers.Count} workers have not gone on, among them {Name(stall.Workers[0])},";
        string more = waits.Length > MostLines ? $"\n  and {waits.Length - MostLines} lines more" : "";
        return $"{what} for {Seconds(TimeSpan.FromSeconds(stall.Seconds))}.\n  {string.Join("\n  ", waits.Take(MostLines))}{more}";
    }

    private string Name(int worker) =>
        string.Create(CultureInfo.InvariantCulture, $"worker {worker} (process {workers[worker].ProcessId} on {workers[worker].Node})");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds):0} s");

    /// <summary>A full disk does not end a job that only has something to tell; the log says that it could not.</summary>
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, e.Message);
        }
    }
}
