using Microsoft.Extensions.Logging;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>What a worker has: its place in the job, the job's arguments, the other workers, a log, and the layers below.</summary>
public sealed class WorkerEnvironment
{
    private readonly List<BatchEnvironment> _environments = [];
    // Another for each addition: heartbeats look at it from their own thread.
    private volatile DataflowEnvironment[] _dataflows;
    private readonly List<BatchExecutor> _executors = [];

    /// <summary>Collective, so that no member is secretly so: the dataflow has a communicator of its own.</summary>
    internal WorkerEnvironment(JobContext job, Intracommunicator communicator, ILoggerFactory loggers)
    {
        Job = job;
        Arguments = new JobArguments(job.Arguments);
        Communicator = communicator;
        LoggerFactory = loggers;
        Logger = loggers.CreateLogger("Job");
        Dataflow = DataflowEnvironment.Create(communicator, new DataflowOptions { MemoryBytes = job.MemoryBytes, Scratch = job.Scratch }, loggers.CreateLogger("Dataflow"));
        VolatileVolume = new VolatileVolume(job.Scratch, communicator.Rank, Logger);
        PersistentVolume = new PersistentVolume(job.Directory.Path, communicator.Rank);
        if (job.Trace) Trace = new TraceLog();
        Dataflow.Trace = Trace;
        _dataflows = [Dataflow];
    }

    /// <summary>This worker, 0 ≤ rank &lt; <see cref="WorkerCount"/>; its MPI rank.</summary>
    public int Rank => Communicator.Rank;

    /// <summary>Workers of the job.</summary>
    public int WorkerCount => Communicator.Size;

    /// <summary>The job's arguments: what followed the job's assembly on the command line. One that is missing is told to the job's user (<see cref="UsageException"/>).</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Threads of this worker that run the tasks of its data sets and graphs: what <c>--threads</c> says.</summary>
    public int Threads => Job.Threads;

    /// <summary>The job's id: its name, when it was started, and eight random digits.</summary>
    public string JobId => Job.Id;

    /// <summary>The job's directory, absolute: <c>job.json</c>, <c>events.jsonl</c>, <c>logs/</c>. On a cluster it is on the shared file system.</summary>
    public string JobDirectory => Job.Directory.Path;

    /// <summary>The job's configuration: values from <c>twister2.json</c>, the environment and <c>--conf</c>; the same on every worker.</summary>
    public Config Config => Job.Config;

    /// <summary>The other workers: who and how they are, and barriers with a time-out.</summary>
    public WorkerController Controller { get; internal init; } = null!;

    /// <summary>Messages to and from the job's driver, where it has one.</summary>
    public DriverConnection Driver { get; internal init; } = null!;

    /// <summary>A folder of this worker on its node's own disk, which is removed at the end.</summary>
    public VolatileVolume VolatileVolume { get; }

    /// <summary>A folder that all workers share and that stays.</summary>
    public PersistentVolume PersistentVolume { get; }

    /// <summary>All workers, for the program's own MPI calls; the runtime's messages have communicators of their own.</summary>
    public Intracommunicator Communicator { get; }

    /// <summary>Writes to this worker's log file; warnings and errors also to standard error.</summary>
    public ILogger Logger { get; }

    /// <summary>Makes loggers of other categories, which go to the same places.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>The dataflow operators.</summary>
    public DataflowEnvironment Dataflow { get; }

    internal JobContext Job { get; }

    /// <summary>Keeps what this worker does when; null where nobody has asked for that.</summary>
    internal TraceLog? Trace { get; }

    /// <summary>Those of all batch environments; <see cref="Dataflow"/> first. From any thread.</summary>
    internal IReadOnlyList<DataflowEnvironment> Dataflows => _dataflows;

    internal IEnumerable<DataflowCounters> Counters => _dataflows.Select(static dataflow => dataflow.Counters);

    /// <summary>Where batch data sets begin, whose tasks run on this worker's <see cref="Threads"/>. It ends with the job, or when it is disposed of.</summary>
    /// <exception cref="NotSupportedException">The worker has several threads, and the MPI library cannot have that.</exception>
    public BatchEnvironment CreateBatchEnvironment() => NewBatchEnvironment(Dataflow);

    /// <summary>
    /// The same, with operators that use memory and messages in another way: they have a memory budget of their own beside that of <see cref="Dataflow"/>, by default what <c>--memory</c> says. Collective: every worker
    /// must call this in the same order, with the same options.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">The worker has several threads, and the MPI library cannot have that.</exception>
    public BatchEnvironment CreateBatchEnvironment(DataflowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        DataflowEnvironment dataflow = DataflowEnvironment.Create(Communicator, options with { MemoryBytes = options.MemoryBytes ?? Job.MemoryBytes, Scratch = options.Scratch ?? Job.Scratch }, LoggerFactory.CreateLogger("Dataflow"));
        dataflow.Trace = Trace;
        _dataflows = [.. _dataflows, dataflow];
        return NewBatchEnvironment(dataflow);
    }

    /// <summary>Runs compute graphs on this worker with its <see cref="Threads"/>. It ends with the job, or when it is disposed of.</summary>
    /// <param name="scheduler">Says where tasks run. Default: <see cref="BatchTaskScheduler"/>.</param>
    /// <exception cref="NotSupportedException">The worker has several threads, and the MPI library cannot have that.</exception>
    public BatchExecutor CreateGraphExecutor(ITaskScheduler? scheduler = null)
    {
        BatchExecutor executor = new(Dataflow, new ExecutorOptions { Threads = Threads, Scheduler = scheduler });
        _executors.Add(executor);
        return executor;
    }

    private BatchEnvironment NewBatchEnvironment(DataflowEnvironment dataflow)
    {
        BatchEnvironment environment = new(dataflow, JobId, Threads);
        _environments.Add(environment);
        return environment;
    }

    /// <summary>Ends what the program used, in the order that MPI wants. Collective, and only after the programs of all workers have returned.</summary>
    internal void Close()
    {
        foreach (BatchEnvironment environment in _environments) environment.Dispose();
        foreach (BatchExecutor executor in _executors) executor.Dispose();
        foreach (DataflowEnvironment dataflow in _dataflows.Reverse()) dataflow.Dispose();
        Communicator.Dispose();
        VolatileVolume.Dispose();
    }
}
