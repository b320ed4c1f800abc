using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>
/// Where batch data sets of one worker begin. Every worker runs the same program: it builds the same data sets and calls the same actions in the same order, on its
/// own share of the data. Twister2's <c>BatchEnvironment</c>.
/// </summary>
/// <remarks>
/// Each worker has as many tasks as threads; a data set has a part for each task of each worker, and its order is that of the tasks. With several threads functions are called by several at the same time, each with the
/// records of its own task.
/// </remarks>
public sealed class BatchEnvironment : IDisposable
{
    /// <summary>A batch environment over a worker's dataflow environment.</summary>
    /// <param name="dataflow">The layer below.</param>
    /// <param name="jobId">Names temporary files; worker 0's counts. Without it they have random names, so that what a killed program left is not in the way of the next.</param>
    /// <param name="threads">
    /// Threads of this worker, the calling one included; the same on every worker, which the first action checks. 1, because a worker for each core needs no locks. The worker's operators are used by one thread at a time, so more pay where functions
    /// compute more than they move. They start with the first action, and end with <see cref="Dispose"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There would be no thread.</exception>
    /// <exception cref="NotSupportedException">Several threads were asked for, and MPI was initialised below <c>Threading.Serialized</c>.</exception>
    public BatchEnvironment(DataflowEnvironment dataflow, string? jobId = null, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(dataflow);
        if (jobId is not null) ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ThreadSupport.Check(threads, dataflow);
        Tasks = new WorkerTasks(dataflow, threads);
        Dataflow = dataflow;
        Caches = new Caches(this);
        JobId = jobId;
    }

    /// <summary>This worker, 0 ≤ worker &lt; <see cref="WorkerCount"/>.</summary>
    public int Worker => Dataflow.Worker;

    /// <summary>Workers of the job.</summary>
    public int WorkerCount => Dataflow.WorkerCount;

    /// <summary>The layer below: operators, counters, options.</summary>
    public DataflowEnvironment Dataflow { get; }

    /// <summary>Threads of this worker, and tasks.</summary>
    public int Threads => Tasks.Count;

    /// <summary>Tasks of all workers: parts of each data set.</summary>
    public int TaskCount => Tasks.Total;

    internal WorkerTasks Tasks { get; }

    internal Caches Caches { get; }

    internal int ChunkRecords => Dataflow.Options.ChunkRecords;

    internal string? JobId { get; }

    internal ILogger Logger => Dataflow.Logger;

    // Also read by threads that run a function, and must not begin another action.
    private volatile string? _running;

    // Made by the first action: a constructor should not wait for others.
    private ThreadAgreement? _agreement;

    /// <summary>
    /// Runs an action. One at a time: an action inside a function of another would wait for workers that are somewhere else, and all would hang.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another action is running.</exception>
    internal T RunAction<T>(string name, Func<T> action)
    {
        if (_running is not null)
            throw new InvalidOperationException(
                $"{name} was called inside a function that {_running} runs. Actions are collective, so they cannot run inside each other: call it before and use its result.");
        _running = name;
        Dataflow.Stages.Place = Dataflow.Stages.Run(name, null, []);
        try
        {
            _agreement ??= ThreadAgreement.Check(Dataflow, Threads);
            return action();
        }
        catch (UserCodeException e) when (e.InnerException is not null)
        {
            // What a job's own function throws reaches it as it was thrown; where that was is said by the report of a failure.
            e.InnerException.Data[UserCodeException.PlaceKey] = e.Message;
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
        finally
        {
            Tasks.CloseAll();
            Caches.AfterAction();
            Dataflow.Stages.Place = Dataflow.Stages.Outside;
            _running = null;
        }
    }

    /// <summary>Does the same with each task's part of a data set.</summary>
    internal void ForEachTask<T>(TSet<T> set, Func<int, IChunkSink<T>> sinkOf)
    {
        using Partitions<T> parts = set.Open();
        string action = _running ?? "Action";
        StageLedger stage = Dataflow.Stages.Named(action, action, "action", TaskCount);
        stage.ReadsFrom(parts.Stages);
        stage.Begin(Threads);
        Tasks.ForEach(task =>
        {
            parts.Run(task, new CountingSink<T>(sinkOf(task), stage.TakeIn));
            stage.Done();
        });
    }

    /// <summary>A sink for each task, which have taken its part of a data set.</summary>
    internal TSink[] Run<T, TSink>(TSet<T> set, Func<int, TSink> newSink) where TSink : IChunkSink<T>
    {
        TSink[] sinks = Tasks.Each(newSink);
        ForEachTask(set, task => sinks[task]);
        return sinks;
    }

    /// <summary>Where a function runs.</summary>
    internal UserPlace PlaceOf(string operation, int task) => new(operation, Tasks, task);

    /// <summary>Ends the worker's threads, and gives back what cached sets take; data sets of it cannot be computed any more.</summary>
    public void Dispose()
    {
        Tasks.Dispose();
        Caches.Dispose();
    }

    /// <summary>
    /// The lines of text files, as UTF-8, without their line ends (<c>\n</c> or <c>\r\n</c>). Task r of N reads the r-th N-th of all bytes, whatever the
    /// sizes of the files; each line is read by the task in whose share it begins, exactly once.
    /// </summary>
    /// <param name="paths">
    /// Files, folders (all files under them, but those whose name begins with '.' or '_') and globs (<c>*</c> and <c>?</c> in a name, <c>**</c> for any
    /// folders), as <see cref="InputFiles.Find"/> has them. Worker 0 looks them up once and tells the others.
    /// </param>
    /// <exception cref="DataAccessException">When read: a path does not exist, matches nothing, cannot be read, is a pipe or a device, or changed while it was read.</exception>
    public TSet<Utf8Text> ReadText(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Length == 0) throw new ArgumentException("No path to read.", nameof(paths));
        return new TextSource(this, paths);
    }

    /// <summary>
    /// A data set of items that every worker can enumerate, such as a range or a small list: task r of N takes those at positions p with p mod N = r. The sequence must
    /// be the same on every worker. Tasks of one worker go through it at the same time; a list or an array is asked by position instead.
    /// </summary>
    public TSet<T> Parallelize<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ParallelizedSource<T>(this, items);
    }

    /// <summary>
    /// A data set that a function of your own makes: each task calls it once in each action, with its index and the number of tasks, and it adds the records of that task. To stop early where an action wants no more, it asks
    /// <see cref="RecordCollector{T}.IsFull"/>. Twister2's <c>createSource</c>.
    /// </summary>
    public TSet<T> CreateSource<T>(SourceFunction<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FunctionSource<T>(this, source);
    }
}
