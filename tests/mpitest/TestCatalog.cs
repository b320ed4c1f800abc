using System.Text.Json;

namespace Twister2.MpiTest;

/// <summary>Asks a test assembly for the cases that may run inside ranks.</summary>
internal static class TestCatalog
{
    /// <summary>The arguments that choose and enumerate cases; the same for listing and running, so that the ids agree.</summary>
    public static readonly IReadOnlyList<string> Selection = ["-preEnumerateTheories", "-noColor", "-noLogo", "-noAutoReporters"];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<TestCase> Read(string assembly, CancellationToken cancel)
    {
        if (!File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")))
            throw new UsageException(
                $"{assembly}: not an executable .NET assembly (no .runtimeconfig.json beside it); an xunit v3 test project is one");
        RunnerConfiguration.Write(assembly);
        var child = new Child(DotnetHost.Path,
            [assembly, RunnerConfiguration.PathFor(assembly), "-list", "full/json", "-trait", "ranks=any", .. Selection]);
        ChildResult result = child.Run(Limit, cancel);
        IReadOnlyList<TestCase>? cases = result.ExitCode == 0 ? Parse(result.Output) : null;
        if (cases is not null)
            return cases;
        string how = result.ExitCode is { } code ? $"exit code {code}" : $"no end after {Limit.TotalSeconds:0} s";
        throw new UsageException(
            $"{assembly}: cannot list its test cases ({how}); is it an xunit v3 test assembly?\n{result.Output.TrimEnd()}");
    }

    /// <summary>The cases in a listing; null when the text holds none. Discovery may print other lines around it.</summary>
    public static IReadOnlyList<TestCase>? Parse(string listing)
    {
        foreach (string line in listing.Split('\n'))
        {
            if (line.StartsWith("[]", StringComparison.Ordinal))
                return [];
            if (!line.StartsWith("[{\"", StringComparison.Ordinal))
                continue;
            using var document = JsonDocument.Parse(line);
            return [.. document.RootElement.EnumerateArray()
                .Where(c => !(c.TryGetProperty("Explicit", out JsonElement e) && e.GetBoolean()))
                .Select(c => new TestCase(c.GetProperty("ID").GetString()!, c.GetProperty("DisplayName").GetString()!))
                .DistinctBy(c => c.Id)];
        }

        return null;
    }
}
