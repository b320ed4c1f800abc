using System.Text.Json;

namespace Twister2.JobMaster;

/// <summary>What a job's <c>events.jsonl</c> comes to. A line that is not complete, as a killed worker or a full disk leaves it, is passed over.</summary>
internal sealed class JobEvents
{
    private readonly AppendedLines _lines;
    private readonly SortedDictionary<int, WorkerRecord> _workers = [];

    private JobEvents(string path) => _lines = new AppendedLines(path);

    public JobState State { get; private set; } = JobState.Starting;

    /// <summary>How often Slurm had started the job again when it began the last time; null where it has not begun.</summary>
    public int? Restarts { get; private set; }

    /// <summary>How many workers it has, when it has begun.</summary>
    public int? WorkerCount { get; private set; }

    /// <summary>Slurm's number of the job, when it has begun under Slurm.</summary>
    public string? SlurmJobId { get; private set; }

    /// <summary>When the last event was written.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>When it ended; null as long as it has not.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Whether the end was written by <see cref="JobRecord.WriteEnd"/>.</summary>
    public bool IsEndSeen { get; private set; }

    public string? Message { get; private set; }

    /// <summary>Why the job does not go on, as it told last; null where it goes on.</summary>
    public string? Stall { get; private set; }

    public IReadOnlyList<WorkerRecord> Workers => [.. _workers.Values];

    /// <summary>Where there is no such file nothing has happened yet.</summary>
    public static JobEvents Read(string path)
    {
        JobEvents events = new(path);
        events.ReadOn();
        return events;
    }

    /// <summary>Reads what has been written since.</summary>
    public void ReadOn() => _lines.ReadNew((line, _) => Take(line), Forget);

    private void Take(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Take(json.RootElement);
        }
        catch (JsonException)
        {
            // Half a line: whoever wrote it was ended.
        }
    }

    private void Forget()
    {
        _workers.Clear();
        State = JobState.Starting;
        Restarts = WorkerCount = null;
        SlurmJobId = Message = Stall = null;
        Last = Ended = null;
        IsEndSeen = false;
    }

    private void Take(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return;
        if (json.TryGetProperty("time", out JsonElement time) && time.TryGetDateTimeOffset(out DateTimeOffset at)) Last = at;
        string state = Text(json, "state") ?? "";
        switch (Text(json, "event"))
        {
            case "job" when Enum.TryParse(state, out JobState jobState):
                State = jobState;
                if (jobState == JobState.Starting) Begin(json);
                else if (JobRecord.HasEnded(jobState)) End(json);
                Message = Text(json, "message") ?? Text(json, "summary") ?? Text(json, "cause") ?? Message;
                break;
            case "stall":
                Stall = state == "Stalled" ? Text(json, "message") : null;
                break;
            case "worker" when Enum.TryParse(state, out WorkerState workerState) && json.TryGetProperty("worker", out JsonElement worker) && worker.TryGetInt32(out int rank):
                _workers[rank] = Take(_workers.GetValueOrDefault(rank) ?? new WorkerRecord(rank), workerState, json);
                break;
        }
    }

    // Not for the first time, where Slurm has started it again: the workers before were others.
    private void Begin(JsonElement json)
    {
        _workers.Clear();
        Message = Stall = null;
        Ended = null;
        IsEndSeen = false;
        Restarts = (int)(Number(json, "restarts") ?? 0);
        WorkerCount = (int?)Number(json, "workers");
        SlurmJobId = Text(json, "slurm_job_id");
    }

    // Who sees from outside that a job has ended may do so long after.
    private void End(JsonElement json)
    {
        Stall = null;
        IsEndSeen = json.TryGetProperty("ended", out JsonElement ended);
        Ended = IsEndSeen && ended.TryGetDateTimeOffset(out DateTimeOffset then) ? then : Last;
    }

    private static WorkerRecord Take(WorkerRecord worker, WorkerState state, JsonElement json) => worker with
    {
        State = state,
        Node = Text(json, "node") ?? worker.Node,
        ProcessId = (int)(Number(json, "pid") ?? worker.ProcessId),
        Elapsed = json.TryGetProperty("seconds", out JsonElement seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : worker.Elapsed,
        RecordsRead = Number(json, "records_read") ?? worker.RecordsRead,
        BytesRead = Number(json, "bytes_read") ?? worker.BytesRead,
        RecordsWritten = Number(json, "records_written") ?? worker.RecordsWritten,
        BytesSent = Number(json, "bytes_sent") ?? worker.BytesSent,
        PeakBytes = Number(json, "peak_bytes") ?? worker.PeakBytes,
        Cores = (int)(Number(json, "cores") ?? worker.Cores),
        MemoryBytes = Number(json, "memory_bytes") ?? worker.MemoryBytes,
        Message = Text(json, "message") ?? Text(json, "cause") ?? worker.Message,
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
}
