namespace Twister2.Launch.Cli;

/// <summary>Command lines as the shell reads them back.</summary>
internal static class Shell
{
    /// <summary>A word, quoted only where that is needed.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || "-_=./,:%@+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
