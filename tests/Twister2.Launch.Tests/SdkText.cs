namespace Twister2.Launch.Tests;

/// <summary>The SDK's XML documentation, about 75 MB of text that is on every machine that builds this, and its word counts.</summary>
public sealed class SdkText
{
    private readonly Lazy<Dictionary<string, long>> _letters, _space;

    public SdkText()
    {
        string packs = Path.Combine(DotnetRoot(), "packs");
        Glob = Path.Combine(packs, "*/*/ref/**/*.xml");
        string[] files = [.. Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(packs, file).Split('/') is [_, _, "ref", ..])];
        Bytes = files.Sum(static file => new FileInfo(file).Length);
        _letters = new(() => PlainCount.Of("letters", files));
        _space = new(() => PlainCount.Of("space", files));
    }

    /// <summary>What the job is given.</summary>
    public string Glob { get; }

    public long Bytes { get; }

    public Dictionary<string, long> Counts(string kind) => kind == "letters" ? _letters.Value : _space.Value;

    /// <summary>Three folders above the runtime's own assemblies: ROOT/shared/Microsoft.NETCore.App/VERSION.</summary>
    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
