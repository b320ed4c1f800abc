using Twister2.JobMaster;

namespace Twister2.Launch.Worker;

/// <summary>The option that gives values of the configuration and may come several times, which the parser does not know.</summary>
internal static class ConfOption
{
    public const string Name = "conf";

    private const string Option = $"--{Name}";

    /// <summary>Takes what it was given out of the worker's own options.</summary>
    public static (string[] Others, string[] Taken) Take(string[] own)
    {
        List<string> others = [], taken = [];
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i] == Option && i + 1 < own.Length) taken.Add(own[++i]);
            else if (own[i].StartsWith($"{Option}=", StringComparison.Ordinal)) taken.Add(own[i][(Option.Length + 1)..]);
            else others.Add(own[i]);
        }
        return ([.. others], [.. taken]);
    }

    /// <summary>By name; of several values of one name the last.</summary>
    /// <exception cref="UsageException">One is no name and value.</exception>
    public static Dictionary<string, string> Values(string[] taken)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (ConfigEntry entry in taken.Select(ConfigLayers.Given)) values[entry.Key] = entry.Value;
        return values;
    }
}
