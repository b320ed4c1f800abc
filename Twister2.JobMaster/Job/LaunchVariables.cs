using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster;

/// <summary>Variables by which <c>twister2 run</c> and <c>submit</c> tell a job that is a program of its own what it is to be; its arguments are its own alone. They win over what the program says.</summary>
internal static class LaunchVariables
{
    public const string JobId = "TWISTER2_JOB_ID", JobName = "TWISTER2_JOB_NAME", Threads = "TWISTER2_THREADS", Memory = "TWISTER2_MEMORY", ConsoleLevel = "TWISTER2_LOG_LEVEL";

    // The root comes with the id: whoever gave that looks for the job there.
    private const string Root = "TWISTER2_HOME";

    /// <summary>The options as the variables have them.</summary>
    /// <exception cref="UsageException">One has no sense.</exception>
    public static JobOptions Apply(JobOptions options) => Apply(options, System.Environment.GetEnvironmentVariable);

    internal static JobOptions Apply(JobOptions options, Func<string, string?> variable) => options with
    {
        JobId = Set(variable, JobId) ?? options.JobId,
        Name = Set(variable, JobName) ?? options.Name,
        Root = Set(variable, JobId) is not null ? Set(variable, Root) ?? options.Root : options.Root,
        Threads = Set(variable, Threads) is { } threads ? int.TryParse(threads, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : throw Wrong(Threads, threads, "a number") : options.Threads,
        MemoryBytes = Set(variable, Memory) is { } memory ? MemorySize.Parse(memory) : options.MemoryBytes,
        ConsoleLevel = Set(variable, ConsoleLevel) is { } level ? Enum.TryParse(level, ignoreCase: true, out LogLevel parsed) ? parsed : throw Wrong(ConsoleLevel, level, "a level, such as Warning") : options.ConsoleLevel,
    };

    private static string? Set(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static UsageException Wrong(string name, string value, string wanted) => new($"{name}={value} in the environment: give {wanted}.");
}
