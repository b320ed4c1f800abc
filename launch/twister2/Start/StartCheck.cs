using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Refuses options with which no job can start, before anything is built or made.</summary>
internal static class StartCheck
{
    public static void Options(StartOptions options)
    {
        if (options.Workers is < 1) throw new UsageException($"-n {options.Workers}: give 1 or more.");
        if (options.Memory is { } memory) MemorySize.Parse(memory);
        if (options.Launcher is { } launcher && launcher.Trim().Length == 0) throw new UsageException("--launcher is empty: give a command, such as mpiexec.");
        if (options.LogLevels is { } levels) Levels(levels);
        _ = ConfArguments.Values(options.Values);
        Number("--threads", options.Threads);
    }

    public static void Number(string option, int? value)
    {
        if (value is < 1) throw new UsageException($"{option} {value}: give 1 or more.");
    }

    private static void Levels(string levels)
    {
        try
        {
            JobMaster.Logging.LogLevels.Parse(levels);
        }
        catch (UsageException e)
        {
            throw new UsageException($"--log-level: {e.Message}", e);
        }
    }
}
