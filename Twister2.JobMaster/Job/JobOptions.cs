using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster;

/// <summary>
/// How a job is run; the same on every worker. What is not given here (null) comes from the job's configuration: files named <c>twister2.json</c> and the environment (docs/resources.md).
/// </summary>
public sealed record JobOptions
{
    /// <summary>The job's name, the first part of its id. Default: the name of the worker class.</summary>
    public string? Name { get; init; }

    /// <summary>What is run: the path of the job's assembly; for <c>job.json</c>. Default: this process's program.</summary>
    public string Program { get; init; } = System.Environment.ProcessPath ?? "";

    /// <summary>The job's id, for whoever started it and wants to know it beforehand. Default: made from the name, the time and eight random digits.</summary>
    public string? JobId { get; init; }

    /// <summary>Under which folder the job's directory is made, as <c>jobs/ID</c>. Default: <c>$TWISTER2_HOME</c>, or <c>.twister2</c> in the home directory.</summary>
    public string? Root { get; init; }

    /// <summary>The job's own arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Runs one worker in this process without loading any MPI library, even where there is one. Default: MPI, where there is one.</summary>
    public bool Local { get; init; }

    /// <summary>Threads of each worker that run the tasks of its data sets and graphs: 1, so that a worker for each core needs no locks. See <see cref="Tasks.ExecutorOptions.Threads"/>.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes that the operators of each worker may hold in memory before they spill: null, a share of the machine's. See <see cref="Dataflow.DataflowOptions.MemoryBytes"/>.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>From which level on the log also goes to standard error: warnings. The log file has everything from Information on, or from this level if that is lower.</summary>
    public LogLevel? ConsoleLevel { get; init; }

    /// <summary>The same for single categories: none. <c>Twister2.Dataflow</c> is that of the operators, <c>Job</c> that of the job's own <see cref="WorkerEnvironment.Logger"/>.</summary>
    public IReadOnlyList<CategoryLevel> CategoryLevels { get; init; } = [];

    /// <summary>How the lines of the log look: text.</summary>
    public LogFormat? LogFormat { get; init; }

    /// <summary>Writes <c>trace.json</c> into the job's directory at its end: which worker did what when. Default: no; it is for one run that is to be understood.</summary>
    public bool? Trace { get; init; }

    /// <summary>Prints no summary line at the end. Default: the line is printed on standard error.</summary>
    public bool? Quiet { get; init; }

    /// <summary>Starts a dashboard beside worker 0, which prints its address and ends with the job. Default: none.</summary>
    public bool Dashboard { get; init; }

    /// <summary>The dashboard's port. Default: 8790, or the next that is free.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>How long the workers may take to come together, the start of MPI included, and then to register: 100 s, as in Twister2. More where programs load from a slow file system.</summary>
    public TimeSpan? RegistrationTimeout { get; init; }

    /// <summary>
    /// How long a worker may be silent - stopped, or on a node that is down - before the job is ended: 300 s. Zero: it is told of, but the job is not ended.
    /// </summary>
    public TimeSpan? LostTimeout { get; init; }

    /// <summary>
    /// How long a worker may go without progress - reading, writing, sending, receiving, coming to an operator - before it is told of, with who waits for whom: 300 s. Zero: never. The job goes on.
    /// </summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>The node's own disk, for what operators spill and for volatile volumes: null, the site's (<see cref="Dataflow.DataflowOptions.Scratch"/>).</summary>
    public string? Scratch { get; init; }

    /// <summary>What each worker's <see cref="WorkerEnvironment.VolatileVolume"/> must have room for, in bytes: null, nothing is asked for.</summary>
    public long? VolatileBytes { get; init; }

    /// <summary>What the job's <see cref="WorkerEnvironment.PersistentVolume"/> must have room for, in bytes: null, nothing is asked for.</summary>
    public long? PersistentBytes { get; init; }

    /// <summary>How many workers the job must have: null, as many as were started. A launcher that starts another number is told.</summary>
    public int? Workers { get; init; }

    /// <summary>Values for <see cref="WorkerEnvironment.Config"/>, by name, which win over those of files and of the environment.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes the job's driver, on worker 0; null where it has none.</summary>
    public Func<IDriver>? Driver { get; init; }

    /// <summary>Whether a command line gave the values, for messages.</summary>
    internal bool IsCommandLine { get; init; }

    /// <summary>What is given here, as entries of the configuration.</summary>
    internal IEnumerable<ConfigEntry> Given()
    {
        foreach ((string key, string value) in Config) yield return new ConfigEntry(key, value, IsCommandLine ? ConfigEntry.Conf : ConfigEntry.Program);
        (string Key, string Option, string? Value)[] own =
        [
            (Settings.Root, "--root", Root is null ? null : Path.GetFullPath(Root)), (Settings.Threads, "--threads", Text(Threads)), (Settings.Memory, "--memory", Text(MemoryBytes)), (Settings.Scratch, "--scratch", Scratch is null ? null : Path.GetFullPath(Scratch)),
            (Settings.LogLevel, "--log-level", LevelText()), (Settings.LogFormat, "--log-format", LogFormat?.ToString()), (Settings.Trace, "--trace", Text(Trace)), (Settings.Quiet, "--quiet", Text(Quiet)), (Settings.RegistrationTimeout, "--registration-timeout", Text(RegistrationTimeout?.TotalSeconds)),
            (Settings.LostTimeout, "--lost-timeout", Text(LostTimeout?.TotalSeconds)), (Settings.StallTimeout, "--stall-timeout", Text(StallTimeout?.TotalSeconds)),
            (Settings.VolatileVolume, "--volatile-volume", Text(VolatileBytes)), (Settings.PersistentVolume, "--persistent-volume", Text(PersistentBytes)),
        ];
        foreach ((string key, string option, string? value) in own)
            if (value is not null) yield return new ConfigEntry(key, value, IsCommandLine ? option : ConfigEntry.Program);
    }

    private string? LevelText()
    {
        if (ConsoleLevel is null && CategoryLevels.Count == 0) return null;
        IEnumerable<string> categories = CategoryLevels.Select(static category => $"{category.Category}={category.Level}");
        return string.Join(',', ConsoleLevel is { } others ? categories.Prepend($"{others}") : categories);
    }

    private static string? Text(bool? value) => value switch
    {
        null => null,
        true => "true",
        false => "false",
    };

    private static string? Text(IConvertible? value) => value?.ToString(CultureInfo.InvariantCulture);
}
