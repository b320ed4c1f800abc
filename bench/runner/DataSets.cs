namespace Twister2.Bench;

/// <summary>The data that benchmarks read, made once and kept under <c>out/bench/data</c>.</summary>
static class DataSets
{
    static readonly Dictionary<string, Action<string, string>> Makers = new()
    {
        ["sdk-text"] = SdkText.Write,
        ["english-text"] = EnglishText.Write,
    };

    /// <summary>The path of a data set, made now when it is not there.</summary>
    public static string Get(string name, string root, TextWriter output)
    {
        if (!Makers.TryGetValue(name, out var write))
        {
            throw BenchException.Usage($"there is no data set '{name}'; there are: {string.Join(", ", Makers.Keys)}");
        }
        string folder = Path.Combine(root, "out", "bench", "data");
        string path = Path.Combine(folder, name + ".txt");
        if (File.Exists(path))
        {
            return path;
        }
        output.WriteLine($"making {name} (once)");
        Directory.CreateDirectory(folder);
        string unfinished = path + ".part";
        write(unfinished, folder);
        File.Move(unfinished, path);
        return path;
    }
}
