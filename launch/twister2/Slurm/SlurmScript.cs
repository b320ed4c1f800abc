using System.Text;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Fills in a batch script: <c>slurm/job.sbatch</c>, which is in this program, or a site's own.</summary>
internal static class SlurmScript
{
    // The line that the settings replace.
    private const string Marker = "# twister2:";

    /// <summary>The script with sbatch's options in place of its own, and the settings and the command line where it wants them.</summary>
    /// <exception cref="UsageException">The template has no place for them.</exception>
    public static string Fill(string template, IEnumerable<string> sbatch, IEnumerable<string> settings)
    {
        List<string> lines = [.. template.TrimEnd('\n').Split('\n')];
        int marker = lines.FindIndex(static line => line.StartsWith(Marker, StringComparison.Ordinal));
        if (marker < 0) throw new UsageException($"The template has no line that begins with '{Marker}', so there is no place for the settings.");
        lines.RemoveAt(marker);
        lines.InsertRange(marker, settings);
        // Slurm takes the first of two contrary lines of some options and the last of others, so the template's give way to those that are named here.
        string[] options = [.. sbatch];
        HashSet<string> named = [.. options.Select(NameOf)];
        lines.RemoveAll(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal) && named.Contains(NameOf(line["#SBATCH ".Length..].Trim())));
        lines.InsertRange(lines is [['#', '!', ..], ..] ? 1 : 0, options.Select(static option => $"#SBATCH {Directive(option)}"));
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The template of a file, or the one in this program.</summary>
    public static string Template(string? path)
    {
        if (path is not null && !File.Exists(path)) throw new UsageException($"--template: there is no file '{path}'.");
        if (path is not null) return File.ReadAllText(path).ReplaceLineEndings("\n");
        using Stream stream = typeof(SlurmScript).Assembly.GetManifestResourceStream("job.sbatch")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A word as the shell reads it back, whatever is in it.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string NameOf(string option) => option.Split('=', ' ')[0] switch
    {
        "--requeue" or "--no-requeue" => "--requeue",
        var name => name,
    };

    // Slurm divides these lines at blanks, but not within quotation marks.
    private static string Directive(string option) =>
        option.All(static c => char.IsAsciiLetterOrDigit(c) || "-_=./,:%@+[]*".Contains(c, StringComparison.Ordinal)) ? option : $"\"{option.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
