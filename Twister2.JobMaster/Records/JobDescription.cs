using System.Text.Json;

namespace Twister2.JobMaster;

/// <summary>A job's <c>job.json</c>: what was run, written when it started.</summary>
public sealed record JobDescription
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How many workers it has.</summary>
    public int WorkerCount { get; init; }

    /// <summary>Threads of each worker that run tasks.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Who started it.</summary>
    public string User { get; init; } = "";

    /// <summary>The assembly or program.</summary>
    public string Program { get; init; } = "";

    /// <summary>The folder it was started in.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Its own arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Slurm's number of the job; null outside of Slurm.</summary>
    public string? SlurmJobId { get; init; }

    /// <summary>The cluster of Slurm's where a site has several; null for the only one.</summary>
    public string? SlurmCluster { get; init; }

    /// <summary>Whether it was submitted to Slurm, which had the directory made before any worker ran.</summary>
    public bool IsSubmitted { get; init; }

    /// <summary>Its configuration without what is by default; null where it has not been written.</summary>
    public IReadOnlyList<ConfigEntry>? Config { get; init; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("id", Id);
        json.WriteString("name", Name);
        json.WriteNumber("workers", WorkerCount);
        json.WriteNumber("threads", Threads);
        json.WriteString("started", Started);
        json.WriteString("user", User);
        json.WriteString("program", Program);
        json.WriteString("twister2", typeof(JobDescription).Assembly.GetName().Version?.ToString());
        json.WriteString("folder", Folder);
        if (IsSubmitted) json.WriteBoolean("submitted", true);
        if (SlurmJobId is not null) json.WriteString("slurm_job_id", SlurmJobId);
        if (SlurmCluster is not null) json.WriteString("slurm_cluster", SlurmCluster);
        json.WriteStartArray("arguments");
        foreach (string argument in Arguments) json.WriteStringValue(argument);
        json.WriteEndArray();
        WriteConfig(json);
    }

    private void WriteConfig(Utf8JsonWriter json)
    {
        if (Config is null) return;
        json.WriteStartObject("config");
        foreach (ConfigEntry entry in Config)
        {
            json.WriteStartObject(entry.Key);
            json.WriteString("value", entry.Value);
            json.WriteString("source", entry.Source);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    internal static JobDescription Of(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetString()!,
        Name = json.GetProperty("name").GetString()!,
        Started = json.GetProperty("started").GetDateTimeOffset(),
        WorkerCount = json.GetProperty("workers").GetInt32(),
        Threads = json.TryGetProperty("threads", out JsonElement threads) ? threads.GetInt32() : 1,
        User = Text(json, "user") ?? "",
        Program = Text(json, "program") ?? "",
        Folder = Text(json, "folder") ?? "",
        IsSubmitted = json.TryGetProperty("submitted", out JsonElement submitted) && submitted.GetBoolean(),
        SlurmJobId = Text(json, "slurm_job_id"),
        SlurmCluster = Text(json, "slurm_cluster"),
        Config = json.TryGetProperty("config", out JsonElement config)
            ? [.. config.EnumerateObject().Select(static entry => new ConfigEntry(entry.Name, Text(entry.Value, "value") ?? "", Text(entry.Value, "source") ?? ""))]
            : null,
        Arguments = json.TryGetProperty("arguments", out JsonElement arguments) ? [.. arguments.EnumerateArray().Select(static argument => argument.GetString() ?? "")] : [],
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
