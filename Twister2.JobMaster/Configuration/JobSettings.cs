using System.Globalization;
using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Logging;

namespace Twister2.JobMaster;

/// <summary>The runtime's settings of a job, as its configuration has them.</summary>
internal sealed record JobSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    public string? Root { get; private init; }

    public int Threads { get; private init; } = 1;

    public long? MemoryBytes { get; private init; }

    public string? Scratch { get; private init; }

    public LogLevel ConsoleLevel { get; private init; } = LogLevel.Warning;

    public IReadOnlyList<CategoryLevel> CategoryLevels { get; private init; } = [];

    public LogFormat LogFormat { get; private init; }

    public bool Trace { get; private init; }

    public bool Quiet { get; private init; }

    public TimeSpan RegistrationTimeout { get; private init; }

    public TimeSpan LostTimeout { get; private init; }

    public TimeSpan StallTimeout { get; private init; }

    public TimeSpan BarrierTimeout { get; private init; }

    public TimeSpan InitBarrierTimeout { get; private init; }

    public long? VolatileBytes { get; private init; }

    public long? PersistentBytes { get; private init; }

    /// <exception cref="UsageException">A value has no sense; the message says which, where it stands, and what to give.</exception>
    public static JobSettings Of(Config config)
    {
        (LogLevel level, IReadOnlyList<CategoryLevel> categories) = Levels(config);
        return new()
        {
            Root = config[Settings.Root],
            Threads = ThreadsOf(config),
            MemoryBytes = Bytes(config, Settings.Memory),
            Scratch = config[Settings.Scratch],
            ConsoleLevel = level,
            CategoryLevels = categories,
            LogFormat = Format(config),
            Trace = config.Get(Settings.Trace, otherwise: false),
            Quiet = config.Get(Settings.Quiet, otherwise: false),
            RegistrationTimeout = Seconds(config, Settings.RegistrationTimeout, "1 s or more", 1e-3),
            LostTimeout = Seconds(config, Settings.LostTimeout, "0 for never, or more"),
            StallTimeout = Seconds(config, Settings.StallTimeout, "0 for never, or more"),
            BarrierTimeout = Seconds(config, Settings.BarrierTimeout, "0 for no end, or more"),
            InitBarrierTimeout = Seconds(config, Settings.InitBarrierTimeout, "0 for no end, or more"),
            VolatileBytes = Bytes(config, Settings.VolatileVolume),
            PersistentBytes = Bytes(config, Settings.PersistentVolume),
        };
    }

    private static int ThreadsOf(Config config)
    {
        if (config.Find(Settings.Threads) is not { } entry) return 1;
        if (!int.TryParse(entry.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int threads)) throw new UsageException($"{entry.Name} is '{entry.Value}', which is no number.");
        return threads >= 1 ? threads : throw new UsageException($"A worker cannot have {threads} threads, as {entry.Name} says: give 1 or more.");
    }

    private static long? Bytes(Config config, string key) => config.Find(key) is { } entry ? Config.BytesOf(entry) : null;

    private static (LogLevel Others, IReadOnlyList<CategoryLevel> Categories) Levels(Config config)
    {
        if (config.Find(Settings.LogLevel) is not { } entry) return (LogLevel.Warning, []);
        try
        {
            return LogLevels.Parse(entry.Value);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{entry.Name}: {e.Message}", e);
        }
    }

    private static LogFormat Format(Config config)
    {
        if (config.Find(Settings.LogFormat) is not { } entry) return LogFormat.Text;
        return Enum.TryParse(entry.Value, ignoreCase: true, out LogFormat format) && Enum.IsDefined(format) ? format : throw new UsageException($"{entry.Name} is '{entry.Value}': give text or json.");
    }

    private static TimeSpan Seconds(Config config, string key, string wanted, double least = 0)
    {
        string? missing = Settings.Find(key)!.Default;
        ConfigEntry entry = config.Find(key) ?? new ConfigEntry(key, missing!, ConfigEntry.Default);
        if (!double.TryParse(entry.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || double.IsNaN(seconds)) throw new UsageException($"{entry.Name} is '{entry.Value}', which is no number of seconds.");
        if (seconds < least || seconds > Longest.TotalSeconds) throw new UsageException($"{entry.Name} cannot be {entry.Value} s: give {wanted}.");
        return TimeSpan.FromSeconds(seconds);
    }
}
