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
        string page = GuidePage.Read("mpi.md");
        // The last column of each table, where \| stands for |, and the blocks of C#.
        string[] cells = [.. LastCell().Matches(page).Select(m => GuidePage.LineOf(m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal)))];
        string[] missing = GuidePage.Missing(cells.Concat(GuidePage.Code("mpi.md")), "Twister2.Mpi.Tests/Guide.cs");
        int rows = page.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal) || line.StartsWith("| none", StringComparison.Ordinal));
        Assert.True(cells.Length == rows && rows > 50, $"the code of {cells.Length} rows of {rows} was found");
        Assert.True(missing.Length == 0, $"tests/Twister2.Mpi.Tests/Guide.cs lacks:\n{string.Join('\n', missing)}");
    }

    [GeneratedRegex(@"\| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex LastCell();
}
