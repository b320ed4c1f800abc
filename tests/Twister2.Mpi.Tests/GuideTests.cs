using System.Text.RegularExpressions;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The code in docs/mpi.md is the code of <see cref="Guide"/>, which runs here on every number of ranks.</summary>
[Trait("ranks", "any")]
public sealed partial class GuideTests : RankTests
{
    [Fact]
    public void Start() => Guide.Start([]);

    [Fact]
    public void Messages() => Guide.Messages(World);

    [Fact]
    public void Messages_that_do_not_wait() => Guide.Nonblocking(World);

    [Fact]
    public void Messages_that_are_awaited() => Guide.Awaited(World);

    [Fact]
    public void Collectives() => Guide.Collectives(World);

    [Fact]
    public void Own_operations() => Guide.Operations(World);

    [Fact]
    public void Communicators() => Guide.Communicators(World);

    [Fact]
    public void Layouts() => Guide.Layouts(World);

    [Fact]
    public void Windows() => Guide.Windows(World);

    [Fact]
    public void Files() => Guide.Files(World);

    [Fact]
    public void Failures() => Guide.Failures(World);

    [Fact]
    public void Every_line_of_code_in_the_guide_is_here()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "mpi.md"));
        string source = Squeeze(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Twister2.Mpi.Tests", "Guide.cs")));
        // The last column of each table, where \| stands for |, and the blocks of C#; what a line says after // is for the reader.
        string[] cells = [.. LastCell().Matches(page).Select(m => m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal))];
        string[] lines = [.. Block().Matches(page).SelectMany(m => m.Groups[1].Value.Split('\n'))];
        string[] missing = [.. cells.Concat(lines)
            .Select(line => Squeeze(line.Split("  //")[0]))
            .Where(line => line.Length > 1 && !line.StartsWith("//", StringComparison.Ordinal) && !Import().IsMatch(line))
            .Where(line => !source.Contains(line, StringComparison.Ordinal))];
        int rows = page.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| none", StringComparison.Ordinal));
        Assert.True(cells.Length == rows && rows > 50, $"the code of {cells.Length} rows of {rows} was found");
        Assert.True(missing.Length == 0, $"tests/Twister2.Mpi.Tests/Guide.cs lacks:\n{string.Join('\n', missing)}");
    }

    private static string Squeeze(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex LastCell();

    // The directive; `using var` and its like are code.
    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex Import();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
