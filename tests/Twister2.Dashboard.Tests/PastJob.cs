using System.Globalization;
using System.Text.Json;

namespace Twister2.Dashboard.Tests;

/// <summary>A job's directory, written by hand.</summary>
internal sealed class PastJob
{
    private PastJob(string path) => Path = path;

    public string Path { get; }

    public static DateTimeOffset Begin { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One with two workers, in a state.</summary>
    public static PastJob Write(string root, string id, string state = "Completed", string name = "wordcount", string user = "ada", int minutes = 0, int workers = 2)
    {
        PastJob job = new(System.IO.Path.Combine(root, "jobs", id));
        Directory.CreateDirectory(job.In("logs"));
        DateTimeOffset started = Begin.AddMinutes(minutes);
        File.WriteAllText(job.In("job.json"), JsonSerializer.Serialize(new { id, name, workers, threads = 1, started, user, program = "/jobs/Job.dll", folder = "/home/ada", arguments = (List<string>)["--input", "corpus"], extra = "kept" }));
        List<string> lines = [Event(0, "job", "Starting", $"\"workers\":{workers},\"mpi\":\"Open MPI\"")];
        for (int worker = 0; worker < workers; worker++) lines.Add(Event(1, "worker", "Running", $"\"worker\":{worker},\"node\":\"n{worker}\",\"pid\":{7000 + worker},\"cores\":4,\"memory_bytes\":1000"));
        lines.Add(Event(2, "job", "Running"));
        if (state != "Running") lines.Add(Event(60, "job", state, "\"message\":\"that was it\""));
        File.WriteAllLines(job.In("events.jsonl"), lines);
        return job;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public static string Event(double seconds, string kind, string state, string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"time\":\"{Begin.AddSeconds(seconds):yyyy-MM-ddTHH:mm:ss.fffZ}\",\"event\":\"{kind}\",\"state\":\"{state}\"{(more.Length > 0 ? "," : "")}{more}}}");

    /// <summary>Samples of workers, one a second; each counts by its number and one.</summary>
    public PastJob Samples(int count, int workers, Func<int, int, bool>? isThere = null)
    {
        using StreamWriter file = new(In("metrics.jsonl"));
        for (int i = 0; i < count; i++)
        {
            var samples = Enumerable.Range(0, workers).Where(worker => isThere?.Invoke(i, worker) ?? true)
                .Select(worker => new { id = worker, cpu = 0.5, rss = 1000, heap = 100, gcPause = 0.0, threads = 4, records = 100L * i * (worker + 1), bytesSent = 10L * i, bytesReceived = 10L * i, spilled = 0, waiting = 0.25 * i });
            file.Write(JsonSerializer.Serialize(new { time = Begin.AddSeconds(i), workers = samples, unknown = 1 }) + "\n");
        }
        return this;
    }
}
