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

    [Option("threads", MetaValue = "N", Default = 1, HelpText = "Threads of each worker that run the tasks of data sets and compute graphs.")]
    public int Threads { get; set; }

    [Option("memory", MetaValue = "SIZE", HelpText = "Memory that each worker may hold before it spills: bytes, or with K, M, G, such as 4G. Default: a share of the machine's.")]
    public string? Memory { get; set; }

    [Option("log-level", MetaValue = "LEVEL[,CATEGORY=LEVEL...]", Default = "Warning", HelpText = "From which level on the log also goes to standard error: Trace, Debug, Information, Warning, Error, None. For a category another, such as Warning,Twister2.Dataflow=Debug.")]
    public string LogLevel { get; set; } = "";

    [Option("log-format", MetaValue = "FORMAT", Default = LogFormat.Text, HelpText = "Lines of the log for a person (text) or for a program (json).")]
    public LogFormat LogFormat { get; set; }

    [Option("trace", HelpText = "Write trace.json at the end, for Perfetto or chrome://tracing: which worker did what when.")]
    public bool Trace { get; set; }

    [Option("quiet", HelpText = "No summary line at the end.")]
    public bool Quiet { get; set; }

    [Option("registration-timeout", MetaValue = "SECONDS", Default = 100, HelpText = "How long the workers may take to come together, the start of MPI included.")]
    public int RegistrationTimeout { get; set; }

    [Option("lost-timeout", MetaValue = "SECONDS", Default = 300, HelpText = "End the job when a worker has not answered for so long: its process is stopped, or its node is down. 0: only tell.")]
    public int LostTimeout { get; set; }

    [Option("stall-timeout", MetaValue = "SECONDS", Default = 300, HelpText = "Tell who waits for whom when a worker has not gone on for so long. 0: never.")]
    public int StallTimeout { get; set; }

    public JobOptions ToJobOptions(string assembly, string[] jobArguments)
    {
        (LogLevel others, IReadOnlyList<CategoryLevel> categories) = LevelsOf(LogLevel);
        return new JobOptions
        {
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
            Trace = Trace,
            Quiet = Quiet,
            RegistrationTimeout = TimeSpan.FromSeconds(RegistrationTimeout),
            LostTimeout = TimeSpan.FromSeconds(LostTimeout),
            StallTimeout = TimeSpan.FromSeconds(StallTimeout),
        };
    }

    private static (LogLevel Others, IReadOnlyList<CategoryLevel> Categories) LevelsOf(string text)
    {
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
