using System.Text.Json;

namespace Twister2.MpiTest.Tests;

/// <summary>One run of all samples with three ranks under each MPI, shared by the cases that look at its results.</summary>
public sealed class SampleRun
{
    private readonly Dictionary<string, Lazy<(HarnessProcess, JsonElement)>> _runs = new()
    {
        ["openmpi"] = new(() => RunAll("openmpi")),
        ["mpich"] = new(() => RunAll("mpich")),
    };

    internal (HarnessProcess Process, JsonElement Run) Of(string mpi)
    {
        Mpis.SkipUnlessInstalled(mpi);
        return _runs[mpi].Value;
    }

    /// <summary>What the JSON report says of one case.</summary>
    internal JsonElement Case(string mpi, string name) =>
        Of(mpi).Run.GetProperty("cases").EnumerateArray()
            .Single(c => c.GetProperty("name").GetString()!.EndsWith(name, StringComparison.Ordinal));

    private static (HarnessProcess, JsonElement) RunAll(string mpi)
    {
        string json = Path.GetTempFileName();
        try
        {
            HarnessProcess process = HarnessProcess.Run("--mpi", mpi, "--ranks", "3", "--timeout", "6", "--json", json, HarnessProcess.Samples);
            JsonElement report = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(json));
            return (process, report.GetProperty("runs")[0]);
        }
        finally
        {
            File.Delete(json);
        }
    }
}
