using System.Globalization;

namespace Twister2.Examples.PageRank;

/// <summary>Ranks that a run has written: lines of a vertex, a tab and its rank.</summary>
internal static class WrittenRanks
{
    /// <summary>Those in all parts of a folder.</summary>
    /// <exception cref="InvalidDataException">A line is none; the message names the file.</exception>
    public static (long Vertex, double Rank)[] In(string folder) => [.. Directory.GetFiles(folder, "part-*").Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Select(line => Parse(line, file)))];

    private static (long Vertex, double Rank) Parse(string line, string file)
    {
        string[] parts = line.Split('\t');
        if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long vertex) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double rank)) return (vertex, rank);
        throw new InvalidDataException($"'{file}' has the line '{line}', which is no vertex, tab and rank.");
    }
}
