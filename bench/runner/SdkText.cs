namespace Twister2.Bench;

/// <summary>A real text that lies on every machine which can build this: the SDK's own XML documentation, six times over.</summary>
static class SdkText
{
    const int Copies = 6; // about 430 MB

    public static void Write(string path, string folder)
    {
        string packs = Path.Combine(DotnetRoot(), "packs");
        string[] files = Directory.Exists(packs)
            ? [.. Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories)
                .Where(f => f.Contains("/ref/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
        {
            throw BenchException.Usage($"this SDK has no XML documentation under {packs}: give a text with --input");
        }
        using var text = File.Create(path, 1 << 20);
        for (int copy = 0; copy < Copies; copy++)
        {
            foreach (string file in files)
            {
                using var source = File.OpenRead(file);
                source.CopyTo(text, 1 << 20);
                text.WriteByte((byte)'\n');
            }
        }
    }

    // The runtime that runs this lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
    static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
