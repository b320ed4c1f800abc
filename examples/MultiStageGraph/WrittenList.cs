using System.Globalization;

namespace Twister2.Examples.MultiStageGraph;

/// <summary>The list as a file: lines of a region, its cents and its customers, with tabs between them.</summary>
internal static class WrittenList
{
    /// <summary>Writes a list into a new file.</summary>
    public static void Write(string file, RegionTotal[] list)
    {
        using StreamWriter writer = new(new FileStream(file, FileMode.CreateNew));
        foreach (RegionTotal total in list) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{total.Region}\t{total.Cents}\t{total.Customers}\n"));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">A line is not of such a list.</exception>
    public static RegionTotal[] In(string file) => [.. File.ReadLines(file).Select(line => Parse(line, file))];

    private static RegionTotal Parse(string line, string file)
    {
        string[] parts = line.Split('\t');
        if (parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int region) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long cents)
            && int.TryParse(parts[2], CultureInfo.InvariantCulture, out int customers))
            return new RegionTotal(region, cents, customers);
        throw new InvalidDataException($"'{file}' has the line '{line}', which is no region, tab, cents, tab and customers.");
    }
}
