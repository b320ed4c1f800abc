namespace Twister2.JobMaster;

/// <summary>
/// Where values come from; what is nearer to the one start of a job wins: defaults, the user's file, the one of the folder that it is started in, the one beside the job's assembly, what the program says, the environment, the command line.
/// </summary>
internal static class ConfigLayers
{
    /// <summary>The variable by which the command line's values reach a program of its own, and what stands between them there.</summary>
    public const string ConfVariable = "TWISTER2_CONF";

    /// <summary>No value has this character.</summary>
    public const char ConfDivider = '\u001f';

    /// <summary>The user's file; null where there is no home directory.</summary>
    public static string? UserFile
    {
        get
        {
            if (System.Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configs) return Path.Combine(configs, "twister2", ConfigFile.Name);
            string home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
            return home.Length == 0 ? null : Path.Combine(home, ".config", "twister2", ConfigFile.Name);
        }
    }

    /// <summary>The file of the folder that one is in.</summary>
    public static string FolderFile => Path.Combine(System.Environment.CurrentDirectory, ConfigFile.Name);

    /// <summary>All that is known before a job starts.</summary>
    /// <param name="program">The job's assembly or program; null for none.</param>
    /// <param name="given">What the command line or the program gives.</param>
    /// <exception cref="UsageException">A file or value is not what it should be.</exception>
    public static Config Load(string? program, IEnumerable<ConfigEntry> given) => Load(Files(program), System.Environment.GetEnvironmentVariable, given);

    internal static Config Load(IEnumerable<string> files, Func<string, string?> variable, IEnumerable<ConfigEntry> given)
    {
        List<ConfigEntry> entries = [];
        foreach (string file in files) entries.AddRange(ConfigFile.Read(file).Select(Located));
        // A program's author does not know where it is run; who runs it does.
        ConfigEntry[] last = [.. given];
        entries.AddRange(last.Where(static entry => entry.Source == ConfigEntry.Program));
        foreach (Setting setting in Settings.All)
            if (variable(setting.Variable) is { Length: > 0 } value) entries.Add(new ConfigEntry(setting.Key, value, setting.Variable));
        if (variable(ConfVariable) is { Length: > 0 } conf) entries.AddRange(conf.Split(ConfDivider).Select(Given));
        entries.AddRange(last.Where(static entry => entry.Source != ConfigEntry.Program));
        foreach (ConfigEntry entry in entries) Settings.Check(entry);
        return new Config([.. Settings.All.Where(static setting => setting.Default is not null).Select(static setting => new ConfigEntry(setting.Key, setting.Default!, ConfigEntry.Default)), .. entries]);
    }

    /// <summary>The files there may be, the one that wins last.</summary>
    public static IReadOnlyList<string> Files(string? program)
    {
        List<string> files = [];
        if (UserFile is { } user) files.Add(user);
        files.Add(FolderFile);
        if (!string.IsNullOrEmpty(program) && Path.GetDirectoryName(Path.GetFullPath(program)) is { } folder) files.Add(Path.Combine(folder, ConfigFile.Name));
        return [.. files.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A value such as <c>key=value</c> of the command line.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ConfigEntry Given(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new ConfigEntry(text[..equals], text[(equals + 1)..], ConfigEntry.Conf) : throw new UsageException($"--conf '{text}': give a name and a value, such as --conf twister2.threads=4.");
    }

    /// <summary>A folder that a file names is meant from where the file lies, or from home.</summary>
    private static ConfigEntry Located(ConfigEntry entry)
    {
        if (Settings.Find(entry.Key) is not { Kind: SettingKind.Folder }) return entry;
        if (entry.Value.StartsWith("~/", StringComparison.Ordinal)) return entry with { Value = Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), entry.Value[2..]) };
        return entry with { Value = Path.GetFullPath(entry.Value, Path.GetDirectoryName(entry.Source)!) };
    }
}
