using System.Text.Json;

namespace Twister2.Bench;

/// <summary>One of the many things that a run measured.</summary>
sealed record Item(string Name, long Size, double Seconds);

/// <summary>The <c>RESULT {json}</c> line of one run.</summary>
sealed class Result
{
    const string Mark = "RESULT ";
    readonly JsonElement _fields;
    readonly string _source;

    Result(JsonElement fields, string source)
    {
        _fields = fields;
        _source = source;
    }

    public double TotalSeconds => Number("total_s");

    public double StartupSeconds => Number("startup_s");

    public double PeakMegabytes => Number("peak_mb");

    /// <summary>Finds the line in what a program printed.</summary>
    public static Result Parse(string output, string source)
    {
        string[] lines = [.. output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal))];
        if (lines.Length != 1)
        {
            throw new BenchException($"{source} printed {lines.Length} lines that begin with '{Mark}', not one; its output:\n{output}");
        }
        try
        {
            using var json = JsonDocument.Parse(lines[0].AsMemory(Mark.Length));
            return new Result(json.RootElement.Clone(), source);
        }
        catch (JsonException e)
        {
            throw new BenchException($"{source}: {e.Message} in: {lines[0]}");
        }
    }

    /// <summary>What one run measured, where that is many things.</summary>
    public IEnumerable<Item> Items() => Field("rows").EnumerateArray().Select(row =>
        new Item(row.GetProperty("name").GetString()!, row.GetProperty("size").GetInt64(), row.GetProperty("s").GetDouble()));

    public Item Item(string name) => Items().FirstOrDefault(item => item.Name == name)
        ?? throw new BenchException($"{_source}: no '{name}' among the rows of its RESULT line");

    /// <summary>A field as it was printed, to be compared.</summary>
    public string Text(string name) => Field(name).ToString();

    public double Number(string name) => Field(name) is { ValueKind: JsonValueKind.Number } field
        ? field.GetDouble()
        : throw new BenchException($"{_source}: '{name}' in its RESULT line is not a number");

    JsonElement Field(string name) => _fields.ValueKind == JsonValueKind.Object && _fields.TryGetProperty(name, out var field)
        ? field
        : throw new BenchException($"{_source}: no '{name}' in its RESULT line: {_fields}");
}
