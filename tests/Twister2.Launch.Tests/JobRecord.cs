using System.Diagnostics;
using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>What a job leaves in its directory.</summary>
public sealed class JobRecord(string path)
{
    public string Path => path;

    public string FailureFile => System.IO.Path.Combine(path, "failure.txt");

    public bool Exists => Directory.Exists(path);

    public JsonElement Description => JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(path, "job.json"))).RootElement;

    /// <summary>The lines of events.jsonl, each of which must be an object. Also while the job writes them.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            // Not with .NET's own locks: whoever writes an event has the file to itself while it does.
            using Process cat = Process.Start(new ProcessStartInfo("cat", [System.IO.Path.Combine(path, "events.jsonl")]) { RedirectStandardOutput = true })!;
            return [.. cat.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        }
    }

    /// <summary>The states that the job went through.</summary>
    public IReadOnlyList<string?> JobStates => States(static e => Is(e, "job"));

    /// <summary>The states that a worker went through.</summary>
    public IReadOnlyList<string?> WorkerStates(int worker) => States(e => IsWorker(e, worker));

    /// <summary>The last event of a worker.</summary>
    public JsonElement LastOfWorker(int worker) => Events.Last(e => IsWorker(e, worker));

    public string LogOf(int worker) => File.ReadAllText(System.IO.Path.Combine(path, "logs", $"worker-{worker}.log"));

    private string?[] States(Func<JsonElement, bool> which) => [.. Events.Where(which).Select(static e => e.GetProperty("state").GetString())];

    private static bool Is(JsonElement e, string subject) => e.GetProperty("event").GetString() == subject;

    private static bool IsWorker(JsonElement e, int worker) => Is(e, "worker") && e.GetProperty("worker").GetInt32() == worker;
}
