namespace Twister2.JobMaster;

/// <summary>The runtime's settings. All names that begin as theirs do are theirs, so that one that is written wrong is found.</summary>
internal static class Settings
{
    public const string Prefix = "twister2.";

    public const string Root = "twister2.root", Threads = "twister2.threads", Memory = "twister2.memory", Scratch = "twister2.scratch", Launcher = "twister2.launcher", LogLevel = "twister2.log-level", LogFormat = "twister2.log-format", Trace = "twister2.trace", Quiet = "twister2.quiet",
        RegistrationTimeout = "twister2.registration-timeout", LostTimeout = "twister2.lost-timeout", StallTimeout = "twister2.stall-timeout",
        BarrierTimeout = "twister2.barrier-timeout", InitBarrierTimeout = "twister2.init-barrier-timeout", VolatileVolume = "twister2.volatile-volume", PersistentVolume = "twister2.persistent-volume";

    private const int MostDifferent = 4;

    public static IReadOnlyList<Setting> All { get; } =
    [
        new(BarrierTimeout, SettingKind.Seconds, "100", "how long a worker waits in a barrier for the others; 0: for ever"),
        new(InitBarrierTimeout, SettingKind.Seconds, "600", "the same in the init barrier"),
        new(Launcher, SettingKind.Text, "mpiexec", "the command that starts workers, with its own options"),
        new(LogFormat, SettingKind.Text, "text", "lines of the log for a person (text) or for a program (json)"),
        new(LogLevel, SettingKind.Level, "Warning", "from which level on the log also goes to standard error, and for single categories another"),
        new(LostTimeout, SettingKind.Seconds, "300", "end the job when a worker has not answered for so long; 0: only tell"),
        new(Memory, SettingKind.Size, null, "memory that each worker may hold before it spills; default: a share of the machine's"),
        new(PersistentVolume, SettingKind.Size, null, "what the job's persistent volume must have room for"),
        new(Quiet, SettingKind.Flag, "false", "no summary line at the end"),
        new(RegistrationTimeout, SettingKind.Seconds, "100", "how long the workers may take to come together"),
        new(Root, SettingKind.Folder, null, "where job directories are made; default: ~/.twister2") { Variable = "TWISTER2_HOME" },
        new(Scratch, SettingKind.Folder, null, "the node's own disk, for what does not fit into memory; default: $SLURM_TMPDIR, $TMPDIR or /tmp"),
        new(StallTimeout, SettingKind.Seconds, "300", "tell who waits for whom when a worker has not gone on for so long; 0: never"),
        new(Threads, SettingKind.Count, "1", "threads of each worker that run tasks"),
        new(Trace, SettingKind.Flag, "false", "write trace.json at the end, for Perfetto"),
        new(VolatileVolume, SettingKind.Size, null, "what each worker's volatile volume must have room for"),
    ];

    public static Setting? Find(string key) => All.FirstOrDefault(setting => setting.Key == key);

    /// <summary>Whether a name is the runtime's, known or not.</summary>
    public static bool IsReserved(string key) => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || key.Equals("twister2", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses an entry that is no setting though its name says so, or whose value cannot be one.</summary>
    /// <exception cref="UsageException">The message says where it stands, and what may be meant.</exception>
    public static void Check(ConfigEntry entry)
    {
        if (!IsReserved(entry.Key)) return;
        if (Find(entry.Key) is null) throw new UsageException($"{entry.Name} is no setting. {Suggestion(entry.Key)}");
        _ = JobSettings.Of(new Config([entry]));
    }

    private static string Suggestion(string key)
    {
        (int distance, string nearest) = All.Select(setting => (Distance(key, setting.Key), setting.Key)).Min();
        return distance <= MostDifferent ? $"Is '{nearest}' meant?" : "'twister2 config list' shows all; the names of a program's own values must not begin with 'twister2.'.";
    }

    /// <summary>How many letters must be changed, added or left out (Levenshtein 1965).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int corner, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(corner + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
        }
        return row[^1];
    }
}
