using System.Text;
using System.Text.Json;

namespace Twister2.Dashboard.Jobs;

/// <summary>Where the lines of an event log begin, so that any page of a hundred thousand is read alone. For any thread.</summary>
internal sealed class EventIndex(string path)
{
    private const int NoWorker = -1;

    private readonly Lock _gate = new();
    private readonly AppendedLines _lines = new(path);
    private readonly List<Line> _index = [];

    /// <summary>A page of the log, of all events or of those of a worker.</summary>
    /// <param name="worker">Whose; null for all.</param>
    /// <param name="offset">How many of them stand before the page.</param>
    /// <param name="limit">How many the page has at most.</param>
    /// <param name="lastFirst">Counts from the end, and gives the last one first.</param>
    public EventPage Read(int? worker, int offset, int limit, bool lastFirst)
    {
        lock (_gate)
        {
            _lines.ReadNew((line, start) => _index.Add(new Line(start, line.Length, WorkerOf(line.Span))), _index.Clear);
            IReadOnlyList<Line> chosen = worker is { } one ? [.. _index.Where(line => line.Worker == one)] : _index;
            int from = Math.Min(offset, chosen.Count), count = Math.Min(limit, chosen.Count - from);
            IEnumerable<int> places = lastFirst ? Enumerable.Range(0, count).Select(i => chosen.Count - 1 - from - i) : Enumerable.Range(from, count);
            return new EventPage(chosen.Count, from, ReadLines([.. places.Select(place => chosen[place])]));
        }
    }

    private JsonElement[] ReadLines(Line[] lines)
    {
        if (lines.Length == 0) return [];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        JsonElement[] events = new JsonElement[lines.Length];
        byte[] bytes = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (bytes.Length < lines[i].Length) bytes = new byte[lines[i].Length];
            file.Position = lines[i].Start;
            file.ReadExactly(bytes, 0, lines[i].Length);
            events[i] = Parse(bytes.AsMemory(0, lines[i].Length));
        }
        return events;
    }

    /// <summary>A line that is none, as a full disk leaves it, is shown as it stands there.</summary>
    private static JsonElement Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Shown below.
        }
        return JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["event"] = "unreadable", ["message"] = Encoding.UTF8.GetString(line.Span) });
    }

    private static int WorkerOf(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader json = new(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return NoWorker;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isWorker = json.ValueTextEquals("worker"u8);
                json.Read();
                if (isWorker && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int worker)) return worker;
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // Nobody's.
        }
        return NoWorker;
    }

    private readonly record struct Line(long Start, int Length, int Worker);
}

/// <summary>Some of a job's events, as they stand in its log.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Offset">How many stand before these.</param>
/// <param name="Events">These.</param>
internal sealed record EventPage(int Total, int Offset, IReadOnlyList<JsonElement> Events);
