using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Twister2.JobMaster;

/// <summary>
/// The job's <c>events.jsonl</c>: one JSON object per line, appended and brought to disk one by one. Written by worker 0, and by a worker that fails, which
/// cannot count on worker 0 any more.
/// </summary>
internal sealed class EventLog(string path, string jobId, TimeProvider time)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Appends a change of the job's state.</summary>
    public void Job(JobState state, Action<Utf8JsonWriter>? more = null)
    {
        ArrayBufferWriter<byte> lines = new();
        Write(lines, "job", state.ToString(), more);
        Append(lines);
    }

    /// <summary>Appends a change of a worker's state.</summary>
    public void Worker(int worker, WorkerState state, Action<Utf8JsonWriter>? more = null)
    {
        ArrayBufferWriter<byte> lines = new();
        WriteWorker(lines, worker, state, more);
        Append(lines);
    }

    /// <summary>Appends the same change of the state of several workers, in one go: bringing it to disk takes its time.</summary>
    public void Workers<T>(IEnumerable<T> workers, Func<T, int> rank, WorkerState state, Action<Utf8JsonWriter, T>? more = null)
    {
        ArrayBufferWriter<byte> lines = new();
        foreach (T worker in workers) WriteWorker(lines, rank(worker), state, json => more?.Invoke(json, worker));
        Append(lines);
    }

    /// <summary>Appends that the job does not go on though its workers answer, or that it goes on again.</summary>
    public void Stall(bool isOver, Action<Utf8JsonWriter> more)
    {
        ArrayBufferWriter<byte> lines = new();
        Write(lines, "stall", isOver ? "Over" : "Stalled", more);
        Append(lines);
    }

    private void WriteWorker(ArrayBufferWriter<byte> lines, int worker, WorkerState state, Action<Utf8JsonWriter>? more) =>
        Write(lines, "worker", state.ToString(), json =>
        {
            json.WriteNumber("worker", worker);
            more?.Invoke(json);
        });

    private void Write(ArrayBufferWriter<byte> lines, string subject, string state, Action<Utf8JsonWriter>? more)
    {
        using (Utf8JsonWriter json = new(lines))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("job", jobId);
            json.WriteString("event", subject);
            json.WriteString("state", state);
            more?.Invoke(json);
            json.WriteEndObject();
        }
        lines.Write("\n"u8);
    }

    private void Append(ArrayBufferWriter<byte> lines)
    {
        using FileStream file = OpenAlone();
        file.Write(lines.WrittenSpan);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Opens the file for this process alone: .NET's append mode is no O_APPEND, so two writers would overwrite each other's lines.</summary>
    private FileStream OpenAlone()
    {
        long started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(started) < LockTimeout)
            {
                Thread.Sleep(10);
            }
        }
    }
}
