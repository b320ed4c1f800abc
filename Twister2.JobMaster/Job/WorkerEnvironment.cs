using Microsoft.Extensions.Logging;
using Twister2.Dataflow;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>What a worker has: its place in the job, the job's arguments, the other workers, a log, and the layers below.</summary>
public sealed class WorkerEnvironment
{
    private readonly Lazy<DataflowEnvironment> _dataflow;

    internal WorkerEnvironment(JobContext job, Intracommunicator communicator, ILoggerFactory loggers)
    {
        Job = job;
        Communicator = communicator;
        LoggerFactory = loggers;
        Logger = loggers.CreateLogger("Job");
        _dataflow = new(() => DataflowEnvironment.Create(communicator, logger: loggers.CreateLogger("Dataflow")));
    }

    /// <summary>This worker, 0 ≤ rank &lt; <see cref="WorkerCount"/>; its MPI rank.</summary>
    public int Rank => Communicator.Rank;

    /// <summary>Workers of the job.</summary>
    public int WorkerCount => Communicator.Size;

    /// <summary>The job's arguments: what followed the job's assembly on the command line.</summary>
    public IReadOnlyList<string> Arguments => Job.Arguments;

    /// <summary>The job's id: its name, when it was started, and eight random digits.</summary>
    public string JobId => Job.Id;

    /// <summary>The job's directory, absolute: <c>job.json</c>, <c>events.jsonl</c>, <c>logs/</c>. On a cluster it is on the shared file system.</summary>
    public string JobDirectory => Job.Directory.Path;

    /// <summary>All workers, for the program's own MPI calls; the runtime's messages have communicators of their own.</summary>
    public Intracommunicator Communicator { get; }

    /// <summary>Writes to this worker's log file; warnings and errors also to standard error.</summary>
    public ILogger Logger { get; }

    /// <summary>Makes loggers of other categories, which go to the same places.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>The dataflow operators. Collective when first used: every worker must come here.</summary>
    public DataflowEnvironment Dataflow => _dataflow.Value;

    internal JobContext Job { get; }

    internal DataflowCounters Counters => _dataflow.IsValueCreated ? _dataflow.Value.Counters : new DataflowCounters();

    /// <summary>Where batch data sets begin. Collective: every worker must call this in the same order.</summary>
    public BatchEnvironment CreateBatchEnvironment() => new(Dataflow, JobId);

    /// <summary>Ends what the program used, in the order that MPI wants. Collective.</summary>
    internal void Close()
    {
        if (_dataflow.IsValueCreated) _dataflow.Value.Dispose();
        Communicator.Dispose();
    }
}
