using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twister2.Bench;

/// <summary>One comparison: ours against one peer, in one case, on one number of ranks of one MPI.</summary>
/// <param name="Ours">Seconds that ours took.</param>
/// <param name="Theirs">Seconds that the peer took.</param>
sealed record Row([property: JsonIgnore] Spread Ours, [property: JsonIgnore] Spread Theirs)
{
    // Rows are files of our own, never part of a web page: c++ stays c++.
    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [JsonPropertyName("benchmark")] public required string Benchmark { get; init; }
    [JsonPropertyName("case")] public required string Case { get; init; }
    [JsonPropertyName("ranks")] public required int Ranks { get; init; }
    [JsonPropertyName("mpi")] public required string Mpi { get; init; }
    [JsonPropertyName("ours_s")] public double OursSeconds => Significant(Ours.Median);
    [JsonPropertyName("peer")] public required string Peer { get; init; }
    [JsonPropertyName("peer_s")] public double PeerSeconds => Significant(Theirs.Median);
    [JsonPropertyName("ratio")] public double Ratio => Math.Round(Ours.Median / Theirs.Median, 4);
    [JsonPropertyName("ours_min_s")] public double OursMinSeconds => Significant(Ours.Min);
    [JsonPropertyName("ours_max_s")] public double OursMaxSeconds => Significant(Ours.Max);
    [JsonPropertyName("ours_peak_mb")] public required double OursPeakMegabytes { get; init; }
    [JsonPropertyName("peer_peak_mb")] public required double PeerPeakMegabytes { get; init; }
    [JsonPropertyName("size")] public required double Size { get; init; }

    /// <summary>How far ours may be behind; null where nothing has been promised.</summary>
    [JsonPropertyName("bar"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Bar? Bar { get; init; }

    /// <summary>Ours is as near as was promised; null where nothing was.</summary>
    [JsonPropertyName("holds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Holds => Bar?.Holds(Ours.Median, Theirs.Median);

    /// <summary>Shown in microseconds.</summary>
    [JsonIgnore] public bool Short { get; init; }

    /// <summary>Writes the rows as one JSON array, one row a line, under another name until it is complete.</summary>
    public static void Write(string path, IEnumerable<Row> rows)
    {
        string unfinished = path + ".part";
        try
        {
            File.WriteAllText(unfinished, $"[\n{string.Join(",\n", rows.Select(row => JsonSerializer.Serialize(row, Json)))}\n]\n");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"cannot write {path}: {e.Message}");
        }
    }

    // Six digits, whether it is hours or nanoseconds.
    static double Significant(double value) =>
        double.Parse(value.ToString("E5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
