namespace Twister2.JobMaster;

/// <summary>The option that gives values of the configuration and may come several times, which parsers do not know.</summary>
internal static class ConfArguments
{
    public const string Name = "conf";

    private const string Option = $"--{Name}";

    /// <summary>Takes what it was given out of a command line, before what follows a "--".</summary>
    public static (string[] Others, string[] Taken) Take(string[] arguments)
    {
        List<string> others = [], taken = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--")
            {
                others.AddRange(arguments[i..]);
                break;
            }
            if (arguments[i] == Option && i + 1 < arguments.Length) taken.Add(arguments[++i]);
            else if (arguments[i].StartsWith($"{Option}=", StringComparison.Ordinal)) taken.Add(arguments[i][(Option.Length + 1)..]);
            else others.Add(arguments[i]);
        }
        return ([.. others], [.. taken]);
    }

    /// <summary>By name; of several values of one name the last.</summary>
    /// <exception cref="UsageException">One is no name and value.</exception>
    public static Dictionary<string, string> Values(IEnumerable<string> taken)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (ConfigEntry entry in taken.Select(ConfigLayers.Given)) values[entry.Key] = entry.Value;
        return values;
    }
}
