using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>What one job does or did.</summary>
internal static class Status
{
    public static int Run(StatusOptions options)
    {
        JobView job = JobView.Of(options.OpenRoot().Find(options.Job));
        if (options.Json) Text.WriteJson(json => Write(json, job, withWorkers: true));
        else Print(job);
        return ExitCodes.Done;
    }

    public static void Write(Utf8JsonWriter json, JobView view, bool withWorkers)
    {
        JobRecord job = view.Record;
        JobDescription description = job.Description;
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("name", description.Name);
        json.WriteString("state", view.State.ToString());
        json.WriteString("started", job.Started);
        if (job.Ended is { } ended) json.WriteString("ended", ended);
        json.WriteNumber("workers", job.WorkerCount);
        json.WriteNumber("threads", description.Threads);
        json.WriteString("user", description.User);
        json.WriteString("program", description.Program);
        json.WriteString("folder", description.Folder);
        json.WriteStartArray("arguments");
        foreach (string argument in description.Arguments) json.WriteStringValue(argument);
        json.WriteEndArray();
        if (job.SlurmJobId is { } slurm) json.WriteString("slurm_job_id", slurm);
        if (view.Slurm is { } known) WriteSlurm(json, known);
        if (view.Why is { } why) json.WriteString("why", why);
        json.WriteString("directory", job.Path);
        if (job.Message is { } message) json.WriteString("message", message);
        if (job.Stall is { } stall) json.WriteString("stall", stall);
        if (withWorkers) WriteWorkers(json, job);
        json.WriteEndObject();
    }

    private static void WriteSlurm(Utf8JsonWriter json, SlurmJob job)
    {
        json.WriteStartObject("slurm");
        json.WriteString("state", job.State);
        if (job.Reason is { } reason) json.WriteString("reason", reason);
        if (job.Nodes is { } nodes) json.WriteString("nodes", nodes);
        if (job.TimeLimit is { } limit) json.WriteString("time_limit", limit);
        json.WriteNumber("restarts", job.Restarts);
        json.WriteEndObject();
    }

    private static void WriteWorkers(Utf8JsonWriter json, JobRecord job)
    {
        json.WriteStartArray("worker_list");
        foreach (WorkerRecord worker in job.Workers)
        {
            json.WriteStartObject();
            json.WriteNumber("worker", worker.Worker);
            json.WriteString("state", worker.State.ToString());
            json.WriteString("node", worker.Node);
            json.WriteNumber("pid", worker.ProcessId);
            if (worker.Elapsed is { } elapsed) json.WriteNumber("seconds", elapsed.TotalSeconds);
            json.WriteNumber("records_read", worker.RecordsRead);
            json.WriteNumber("bytes_read", worker.BytesRead);
            json.WriteNumber("records_written", worker.RecordsWritten);
            json.WriteNumber("bytes_sent", worker.BytesSent);
            json.WriteNumber("peak_bytes", worker.PeakBytes);
            if (worker.Message is { } message) json.WriteString("message", message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Print(JobView view)
    {
        JobRecord job = view.Record;
        JobDescription description = job.Description;
        JobState state = view.State;
        Line("job", job.Id);
        string? why = view.Why ?? (state == JobState.Lost ? job.Message ?? "it wrote no end, and none of its processes is left here (SIGKILL, too little memory, or the node went down)" : null);
        Line("state", why is null ? state.ToString() : $"{state}: {why}");
        Line("started", $"{job.Started.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} by {description.User}, in {description.Folder}");
        if (job.Ended is { } ended) Line("ended", $"{ended.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}, after {Text.Duration(ended - job.Started)}");
        Line("program", string.Join(' ', [description.Program, .. description.Arguments]));
        if (job.SlurmJobId is { } slurm) Line("slurm", $"job {slurm}{(view.Slurm is { } known ? $", {Of(known)}" : "")}");
        Line("workers", $"{job.WorkerCount}, of {description.Threads} thread{(description.Threads == 1 ? "" : "s")}; {job.Workers.Select(static worker => worker.Node).Distinct().Count()} node(s)");
        Line("directory", job.Path);
        if (job.Workers.Count > 0)
        {
            Console.WriteLine();
            PrintWorkers(job);
        }
        if (job.Stall is { } stall) Console.WriteLine($"\nIt does not go on: {stall}");
        if (view.Why is null && (job.Failure ?? (state is JobState.Failed or JobState.Killed ? job.Message : null)) is { } failure) Console.WriteLine($"\n{failure}");
    }

    private static string Of(SlurmJob job) =>
        $"{job.State}{(job.Nodes is { } nodes ? $" on {nodes}" : "")}{(job.TimeLimit is { } limit ? $", time limit {limit}" : "")}{(job.Restarts > 0 ? $", started again {Text.Count(job.Restarts)} time{(job.Restarts == 1 ? "" : "s")}" : "")}";

    private static void PrintWorkers(JobRecord job)
    {
        Table table = Text.NewTable("WORKER", "STATE", "NODE", "PID", "TIME", "READ", "WROTE", "SENT", "PEAK");
        foreach (WorkerRecord worker in job.Workers)
        {
            string[] cells =
            [
                Text.Count(worker.Worker), worker.State.ToString(), worker.Node, worker.ProcessId.ToString(CultureInfo.InvariantCulture), Text.Duration(worker.Elapsed),
                $"{Text.Count(worker.RecordsRead)} ({Text.Bytes(worker.BytesRead)})", Text.Count(worker.RecordsWritten), Text.Bytes(worker.BytesSent), worker.PeakBytes == 0 ? "-" : Text.Bytes(worker.PeakBytes),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        Text.Write(table);
    }

    private static void Line(string name, string value) => Console.WriteLine($"{name,-10} {value}");
}
