using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster;

/// <summary>How a job is run; the same on every worker.</summary>
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
    public int Threads { get; init; } = 1;

    /// <summary>Bytes that the operators of each worker may hold in memory before they spill: null, a share of the machine's. See <see cref="Dataflow.DataflowOptions.MemoryBytes"/>.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>From which level on the log also goes to standard error: warnings. The log file has everything from Information on, or from this level if that is lower.</summary>
    public LogLevel ConsoleLevel { get; init; } = LogLevel.Warning;

    /// <summary>The same for single categories: none. <c>Twister2.Dataflow</c> is that of the operators, <c>Job</c> that of the job's own <see cref="WorkerEnvironment.Logger"/>.</summary>
    public IReadOnlyList<CategoryLevel> CategoryLevels { get; init; } = [];

    /// <summary>How the lines of the log look: text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Writes <c>trace.json</c> into the job's directory at its end: which worker did what when. Default: no; it is for one run that is to be understood.</summary>
    public bool Trace { get; init; }

    /// <summary>Prints no summary line at the end. Default: the line is printed on standard error.</summary>
    public bool Quiet { get; init; }

    /// <summary>How long the workers may take to come together, the start of MPI included, and then to register: 100 s, as in Twister2. More where programs load from a slow file system.</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// How long a worker may be silent - stopped, or on a node that is down - before the job is ended: 300 s. Zero: it is told of, but the job is not ended.
    /// </summary>
    public TimeSpan LostTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How long a worker may go without progress - reading, writing, sending, receiving, coming to an operator - before it is told of, with who waits for whom: 300 s. Zero: never. The job goes on.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(300);
}
