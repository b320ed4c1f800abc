using System.Text.RegularExpressions;

namespace Twister2.Tests;

/// <summary>The code that stands in a page of docs/, and what of it a file that tests run does not have.</summary>
internal static partial class GuidePage
{
    /// <summary>The text of a page.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page));

    /// <summary>The lines of the blocks of C# of a page, as <see cref="LineOf"/> has them; empty ones, brackets and imports are left out.</summary>
    public static string[] Code(string page) =>
        [.. Block().Matches(Read(page)).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(LineOf).Where(line => line.Length > 1 && !Import().IsMatch(line))];

    /// <summary>Those of some lines that a file below tests/ does not have.</summary>
    public static string[] Missing(IEnumerable<string> lines, string file)
    {
        string source = Squeeze(File.ReadAllText(Path.Combine(Repository.Root, "tests", file)));
        return [.. lines.Where(line => !source.Contains(line, StringComparison.Ordinal))];
    }

    /// <summary>A line with single blanks, and without what it says for the reader behind //.</summary>
    public static string LineOf(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : Squeeze(line.Split("  //")[0]);

    private static string Squeeze(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // The directive; `using var` and its like are code.
    [GeneratedRegex(@"^using (static )?[\w.]+;$")]
    private static partial Regex Import();
}
