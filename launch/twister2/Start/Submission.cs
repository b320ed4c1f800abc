using System.Text.Json;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>How a job was started by twister2: <c>submission.json</c> in its directory, from which it can be started again.</summary>
/// <param name="Arguments">The verb and all that followed it; the job by its whole path, and the root too.</param>
/// <param name="Folder">Where.</param>
/// <param name="RestartOf">The job that this one starts again; null for none.</param>
internal sealed record Submission(IReadOnlyList<string> Arguments, string Folder, string? RestartOf)
{
    private const string FileName = "submission.json";

    /// <summary>Writes it into the job's directory. Whoever sees it sees it whole.</summary>
    public void Write(JobRecord job)
    {
        string file = Path.Combine(job.Path, FileName), unfinished = $"{file}.new";
        using (FileStream stream = File.Create(unfinished))
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("arguments");
            foreach (string argument in Arguments) json.WriteStringValue(argument);
            json.WriteEndArray();
            json.WriteString("folder", Folder);
            if (RestartOf is not null) json.WriteString("restart_of", RestartOf);
            json.WriteEndObject();
        }
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>Of a job that twister2 has started; null where it was started otherwise.</summary>
    /// <exception cref="UsageException">The file is damaged.</exception>
    public static Submission? Read(JobRecord job)
    {
        string file = Path.Combine(job.Path, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = json.RootElement;
            return new Submission(
                [.. root.GetProperty("arguments").EnumerateArray().Select(static argument => argument.GetString()!)],
                root.GetProperty("folder").GetString()!,
                root.TryGetProperty("restart_of", out JsonElement of) ? of.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"'{file}' is damaged: {e.Message}", e);
        }
    }
}
