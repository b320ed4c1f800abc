using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Twister2.Launch.Tests;

/// <summary>The result folder of a word count.</summary>
public static partial class WrittenCounts
{
    /// <summary>Fails unless the folder holds exactly these counts, in one part per worker and nothing else.</summary>
    public static void Check(string folder, int parts, Dictionary<string, long> expected, string of)
    {
        ArgumentNullException.ThrowIfNull(expected);
        string[] files = [.. Directory.GetFileSystemEntries(folder).Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, parts).Select(static part => $"part-{part:00000}"), files);
        Dictionary<string, long> actual = Read(folder);
        List<string> wrong = [];
        foreach ((string word, long count) in expected)
            if (actual.GetValueOrDefault(word) != count) wrong.Add($"'{Shown(word)}': counted {actual.GetValueOrDefault(word)}, there are {count}");
        foreach (string word in actual.Keys)
            if (!expected.ContainsKey(word)) wrong.Add($"'{Shown(word)}': counted {actual[word]}, there are none");
        if (wrong.Count > 0) Assert.Fail($"{of}: {wrong.Count} of {expected.Count} words are wrong, among them\n{string.Join('\n', wrong.Take(10))}");
    }

    private static Dictionary<string, long> Read(string folder)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(folder))
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            if (text.Length > 0 && !text.EndsWith('\n')) Assert.Fail($"{file} does not end with a line end.");
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                int tab = line.LastIndexOf('\t');
                if (tab < 1 || !long.TryParse(line.AsSpan(tab + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
                    Assert.Fail($"{file} has a line that is no WORD<tab>COUNT: '{Shown(line)}'");
                else if (!counts.TryAdd(line[..tab], count))
                    Assert.Fail($"'{Shown(line[..tab])}' stands twice in {folder}.");
            }
        }
        return counts;
    }

    private static string Shown(string word) =>
        NotPlain().Replace(word.Length <= 60 ? word : $"{word[..60]}… ({word.Length} bytes)", static match => $"\\x{(int)match.Value[0]:x2}");

    [GeneratedRegex("[^ -~…]")]
    private static partial Regex NotPlain();
}
