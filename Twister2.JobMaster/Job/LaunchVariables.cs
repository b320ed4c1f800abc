using System.Globalization;
using Twister2.JobMaster.Logging;

namespace Twister2.JobMaster;

/// <summary>Variables by which <c>twister2 run</c> and <c>submit</c> tell a job that is a program of its own what it is to be; its arguments are its own alone. They win over what the program says.</summary>
internal static class LaunchVariables
{
    public const string JobId = "TWISTER2_JOB_ID", JobName = "TWISTER2_JOB_NAME", Threads = "TWISTER2_THREADS", Memory = "TWISTER2_MEMORY", LogLevel = "TWISTER2_LOG_LEVEL", Format = "TWISTER2_LOG_FORMAT", Trace = "TWISTER2_TRACE";

    // The root comes with the id: whoever gave that looks for the job there.
    private const string Root = "TWISTER2_HOME";

    /// <summary>The options as the variables have them.</summary>
    /// <exception cref="UsageException">One has no sense.</exception>
    public static JobOptions Apply(JobOptions options) => Apply(options, System.Environment.GetEnvironmentVariable);

    internal static JobOptions Apply(JobOptions options, Func<string, string?> variable)
    {
        // Without an id it was the user who set them, and the program's own values win (docs/resources.md).
        if (Set(variable, JobId) is not { } id) return options;
        options = options with { JobId = id, Root = Set(variable, Root) ?? options.Root };
        if (Set(variable, JobName) is { } name) options = options with { Name = name };
        if (Set(variable, Threads) is { } threads) options = options with { Threads = int.TryParse(threads, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : throw Wrong(Threads, threads, "a number") };
        if (Set(variable, Memory) is { } memory) options = options with { MemoryBytes = MemorySize.Parse(memory) };
        if (Set(variable, LogLevel) is { } level && LogLevels.Parse(level) is var (others, categories)) options = options with { ConsoleLevel = others, CategoryLevels = categories };
        if (Set(variable, Format) is { } format) options = options with { LogFormat = Enum.TryParse(format, ignoreCase: true, out LogFormat parsed) ? parsed : throw Wrong(Format, format, "text or json") };
        return Set(variable, Trace) is { } trace ? options with { Trace = trace is "1" or "true" } : options;
    }

    private static string? Set(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static UsageException Wrong(string name, string value, string wanted) => new($"{name}={value} in the environment: give {wanted}.");
}
