using System.Text.Json;
using System.Text.Json.Nodes;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>A <c>twister2.json</c>: an object of values, whose names are put together with those of the objects around them. Comments are allowed.</summary>
internal static class ConfigFile
{
    public const string Name = "twister2.json";

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // For people to read: an umlaut stays one.
    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its values; none where there is no such file.</summary>
    /// <exception cref="UsageException">It is no such file.</exception>
    /// <exception cref="DataAccessException">It cannot be read.</exception>
    public static IReadOnlyList<ConfigEntry> Read(string path)
    {
        if (ReadBytes(path) is not { } bytes) return [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes, Reading);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new UsageException($"'{path}' is no object of values: it should begin with '{{'.");
            List<ConfigEntry> entries = [];
            Flatten(json.RootElement, "", path, entries);
            return entries;
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{path}' is no JSON: {e.Message}", e);
        }
    }

    /// <summary>Gives a name a value in a file, or takes it away (null); what else is in the file stays. False where there was nothing to take away.</summary>
    /// <exception cref="UsageException">The file is no such file, or has comments, which would be lost.</exception>
    public static bool Write(string path, string key, string? value)
    {
        JsonObject root = Parse(path);
        bool had = Remove(root, key);
        if (value is null && !had) return false;
        if (value is not null) root[key] = NodeOf(value);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = $"{path}.new";
        File.WriteAllText(unfinished, root.ToJsonString(Writing) + "\n");
        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    private static byte[]? ReadBytes(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"Configuration '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static void Flatten(JsonElement element, string name, string path, List<ConfigEntry> entries)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject()) Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", path, entries);
                break;
            case JsonValueKind.Array:
                int place = 0;
                foreach (JsonElement item in element.EnumerateArray()) Flatten(item, $"{name}.{place++}", path, entries);
                break;
            case JsonValueKind.String:
                entries.Add(new ConfigEntry(name, element.GetString()!, path));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                entries.Add(new ConfigEntry(name, element.GetBoolean() ? "true" : "false", path));
                break;
            case JsonValueKind.Null:
                break;
            default:
                entries.Add(new ConfigEntry(name, element.GetRawText(), path));
                break;
        }
    }

    private static JsonObject Parse(string path)
    {
        if (ReadBytes(path) is not { } bytes) return [];
        Read(path);
        if (HasComments(bytes)) throw new UsageException($"'{path}' has comments, which would be lost: change it by hand.");
        return (JsonObject)JsonNode.Parse(bytes, documentOptions: Reading)!;
    }

    private static bool HasComments(byte[] bytes)
    {
        Utf8JsonReader reader = new(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true });
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.Comment) return true;
        return false;
    }

    /// <summary>Whole names and parts of names may be the properties on the way to a value.</summary>
    private static bool Remove(JsonObject from, string key)
    {
        bool had = from.Remove(key);
        foreach ((string name, JsonNode? value) in from.ToArray())
        {
            if (value is not JsonObject inner || !key.StartsWith($"{name}.", StringComparison.Ordinal)) continue;
            had |= Remove(inner, key[(name.Length + 1)..]);
            if (inner.Count == 0) from.Remove(name);
        }
        return had;
    }

    private static JsonValue NodeOf(string value)
    {
        try
        {
            return JsonNode.Parse(value) is JsonValue node ? node : JsonValue.Create(value)!;
        }
        catch (JsonException)
        {
            return JsonValue.Create(value)!;
        }
    }
}
