using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twister2.MpiTest;

/// <summary>Writes all results for other programs to read.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(string path, IReadOnlyList<CombinationResult> results)
    {
        var document = new
        {
            passed = results.Sum(r => r.Count(CaseOutcome.Passed)),
            failed = results.Sum(r => r.Count(CaseOutcome.Failed)),
            skipped = results.Sum(r => r.Count(CaseOutcome.Skipped)),
            runs = results.Select(r => new
            {
                assembly = r.What.AssemblyName,
                mpi = r.What.Mpi.Name,
                version = r.What.Mpi.VersionLine,
                ranks = r.What.Ranks,
                seconds = Math.Round(r.Elapsed.TotalSeconds, 3),
                launches = r.Launches,
                cases = r.Cases.Select(c => new
                {
                    c.Case.Name,
                    c.Outcome,
                    c.Seconds,
                    c.Headline,
                    ranks = c.Ranks.Count > 0 ? c.Ranks : null,
                }),
            }),
        };
        // Readers never see half a file.
        string temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(document, Format));
        File.Move(temporary, path, overwrite: true);
    }
}
