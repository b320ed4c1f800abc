using System.Text.Json;

namespace Twister2.JobMaster.Tests;

/// <summary>Reads an event log as its readers do: each line a JSON object of its own.</summary>
internal static class EventLines
{
    public static JsonElement[] Of(string file)
    {
        string text = File.ReadAllText(file);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text[..^1].Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public static string[] States(string file) => [.. Of(file).Select(line =>
        line.GetProperty("event").GetString() + (line.TryGetProperty("worker", out JsonElement worker) ? $" {worker}" : "") + " " + line.GetProperty("state").GetString())];
}
