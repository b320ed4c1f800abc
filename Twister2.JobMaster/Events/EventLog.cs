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
    public void Job(JobState state, Action<Utf8JsonWriter>? more = null) => Append("job", state.ToString(), more);

    /// <summary>Appends a change of a worker's state.</summary>
    public void Worker(int worker, WorkerState state, Action<Utf8JsonWriter>? more = null) => Append("worker", state.ToString(), json =>
    {
        json.WriteNumber("worker", worker);
        more?.Invoke(json);
    });

    private void Append(string subject, string state, Action<Utf8JsonWriter>? more)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("job", jobId);
            json.WriteString("event", subject);
            json.WriteString("state", state);
            more?.Invoke(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        using FileStream file = OpenAlone();
        file.Write(line.WrittenSpan);
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
