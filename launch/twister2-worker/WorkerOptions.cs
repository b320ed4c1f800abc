using CommandLine;
using Microsoft.Extensions.Logging;
using Twister2.JobMaster;
using Twister2.JobMaster.Logging;

namespace Twister2.Launch.Worker;

/// <summary>The worker's own options; they stand before the job's assembly.</summary>
internal sealed class WorkerOptions
{
    [Option("class", MetaValue = "NAME", HelpText = "The IWorker class to run, with or without its namespace. Needed only where the assembly has several.")]
    public string? Class { get; set; }

    [Option("name", MetaValue = "NAME", HelpText = "The job's name, the first part of its id. Default: the assembly's name.")]
    public string? Name { get; set; }

    [Option("job-id", MetaValue = "ID", HelpText = "The job's id. Default: NAME-DATE-TIME-RANDOM.")]
    public string? JobId { get; set; }

    [Option("root", MetaValue = "DIR", HelpText = "Where job directories are made (DIR/jobs/ID). Default: $TWISTER2_HOME, else ~/.twister2. On a cluster: on the shared file system.")]
    public string? Root { get; set; }

    [Option("local", HelpText = "Run as one worker in this process, without loading any MPI library.")]
    public bool Local { get; set; }

    [Option("threads", MetaValue = "N", HelpText = "Threads of each worker that run the tasks of data sets and compute graphs. Default: 1.")]
    public int? Threads { get; set; }

    [Option("memory", MetaValue = "SIZE", HelpText = "Memory that each worker may hold before it spills: bytes, or with K, M, G, such as 4G. Default: a share of the machine's.")]
    public string? Memory { get; set; }

    [Option("log-level", MetaValue = "LEVEL[,CATEGORY=LEVEL...]", HelpText = "From which level on the log also goes to standard error: Trace, Debug, Information, Warning, Error, None. For a category another, such as Warning,Twister2.Dataflow=Debug. Default: Warning.")]
    public string? LogLevel { get; set; }

    [Option("log-format", MetaValue = "FORMAT", HelpText = "Lines of the log for a person (text, the default) or for a program (json).")]
    public LogFormat? LogFormat { get; set; }

    [Option("trace", HelpText = "Write trace.json at the end, for Perfetto or chrome://tracing: which worker did what when.")]
    public bool Trace { get; set; }

    [Option("quiet", HelpText = "No summary line at the end.")]
    public bool Quiet { get; set; }

    [Option("dashboard", HelpText = "Start a dashboard beside worker 0: web pages of this job, on that machine alone. It prints its address, and ends with the job.")]
    public bool Dashboard { get; set; }

    [Option("dashboard-port", MetaValue = "N", HelpText = "The dashboard's port. Default: 8790, or the next one that is free.")]
    public int? DashboardPort { get; set; }

    [Option("registration-timeout", MetaValue = "SECONDS", HelpText = "How long the workers may take to come together, the start of MPI included. Default: 100.")]
    public int? RegistrationTimeout { get; set; }

    [Option("lost-timeout", MetaValue = "SECONDS", HelpText = "End the job when a worker has not answered for so long: its process is stopped, or its node is down. 0: only tell. Default: 300.")]
    public int? LostTimeout { get; set; }

    [Option("stall-timeout", MetaValue = "SECONDS", HelpText = "Tell who waits for whom when a worker has not gone on for so long. 0: never. Default: 300.")]
    public int? StallTimeout { get; set; }

    [Option("ship", HelpText = "Send the folder of the job's assembly from worker 0 to the nodes, even where they see a file of that name. Done anyway where they do not see the same file.")]
    public bool Ship { get; set; }

    [Option("scratch", MetaValue = "DIR", HelpText = "The node's own disk, for what does not fit into memory. Default: $SLURM_TMPDIR, else $TMPDIR, else /tmp.")]
    public string? Scratch { get; set; }

    [Option("volatile-volume", MetaValue = "SIZE", HelpText = "Room that each worker's volatile volume must have on its node: it is looked for at the start.")]
    public string? VolatileVolume { get; set; }

    [Option("persistent-volume", MetaValue = "SIZE", HelpText = "Room that the job's persistent volume must have.")]
    public string? PersistentVolume { get; set; }

    [Option("driver", MetaValue = "NAME", HelpText = "The IDriver class of the assembly to run beside worker 0. Default: none.")]
    public string? Driver { get; set; }

    [Option(ConfArguments.Name, MetaValue = "NAME=VALUE", HelpText = "A value of the job's configuration, as often as needed: --conf kmeans.clusters=8. It wins over twister2.json and TWISTER2_ variables.")]
    public string? Conf { get; set; }

    /// <param name="assembly">The job.</param>
    /// <param name="jobArguments">Its arguments.</param>
    /// <param name="conf">What was given by <see cref="Conf"/>, which can stand there several times and so never comes to the parser.</param>
    /// <param name="place">Gives the assembly as this node has it.</param>
    public JobOptions ToJobOptions(string assembly, string[] jobArguments, IReadOnlyDictionary<string, string> conf, Func<string> place)
    {
        (LogLevel? others, IReadOnlyList<CategoryLevel> categories) = LevelsOf(LogLevel);
        return new JobOptions
        {
            IsCommandLine = true,
            Config = conf,
            Scratch = Scratch,
            VolatileBytes = VolatileVolume is null ? null : MemorySize.Parse(VolatileVolume),
            PersistentBytes = PersistentVolume is null ? null : MemorySize.Parse(PersistentVolume),
            Driver = Driver is null ? null : () => JobAssembly.LoadDriver(place(), Driver),
            Name = Name ?? Path.GetFileNameWithoutExtension(assembly),
            Program = Path.GetFullPath(assembly),
            JobId = JobId,
            Root = Root,
            Arguments = jobArguments,
            Local = Local,
            Threads = Threads,
            MemoryBytes = Memory is null ? null : MemorySize.Parse(Memory),
            ConsoleLevel = others,
            CategoryLevels = categories,
            LogFormat = LogFormat,
            Dashboard = Dashboard || DashboardPort is not null,
            DashboardPort = DashboardPort,
            Trace = Trace ? true : null,
            Quiet = Quiet ? true : null,
            RegistrationTimeout = Time(RegistrationTimeout),
            LostTimeout = Time(LostTimeout),
            StallTimeout = Time(StallTimeout),
        };
    }

    private static TimeSpan? Time(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    private static (LogLevel? Others, IReadOnlyList<CategoryLevel> Categories) LevelsOf(string? text)
    {
        if (text is null) return (null, []);
        try
        {
            return LogLevels.Parse(text);
        }
        catch (UsageException e)
        {
            throw new UsageException($"--log-level: {e.Message}", e);
        }
    }
}
