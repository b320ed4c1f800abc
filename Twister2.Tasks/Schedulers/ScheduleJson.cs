using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Twister2.Tasks;

/// <summary>A plan as JSON, with its hash, so that one that was changed or cut off is found out.</summary>
internal static class ScheduleJson
{
    public static string Write(TaskSchedulePlan plan)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("graph", plan.Graph);
            json.WriteString("graph_hash", plan.GraphHash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("scheduler", plan.Scheduler);
            json.WriteNumber("workers", plan.WorkerCount);
            json.WriteStartArray("vertices");
            foreach (TaskPlacement placement in plan.Placements) Write(json, placement);
            json.WriteEndArray();
            json.WriteString("hash", plan.Hash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static TaskSchedulePlan Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            TaskSchedulePlan plan = new(
                Text(root, "graph"), Hash(root, "graph_hash"), Text(root, "scheduler"), root.GetProperty("workers").GetInt32(), [.. root.GetProperty("vertices").EnumerateArray().Select(Placement)]);
            if (plan.Hash != Hash(root, "hash")) throw new FormatException("its hash is not that of what it says");
            return plan;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"This is no plan of a graph's tasks: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, TaskPlacement placement)
    {
        json.WriteStartObject();
        json.WriteString("name", placement.Vertex);
        json.WriteStartArray("tasks");
        foreach (int worker in placement.Workers) json.WriteNumberValue(worker);
        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (string name in placement.Data) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TaskPlacement Placement(JsonElement vertex) => new(
        Text(vertex, "name"), [.. vertex.GetProperty("tasks").EnumerateArray().Select(task => task.GetInt32())], [.. vertex.GetProperty("data").EnumerateArray().Select(name => name.GetString()!)]);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static ulong Hash(JsonElement element, string name) => ulong.Parse(Text(element, name), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
