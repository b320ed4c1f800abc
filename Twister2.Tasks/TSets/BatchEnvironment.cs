using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// Where batch data sets of one worker begin. Every worker runs the same program: it builds the same data sets and calls the same actions in the same order, on its
/// own share of the data. Twister2's <c>BatchEnvironment</c>.
/// </summary>
public sealed class BatchEnvironment
{
    /// <summary>
    /// A batch environment over a worker's dataflow environment. <paramref name="jobId"/> names temporary files; worker 0's counts. Without it they have random names, so
    /// that what a killed program left is not in the way of the next.
    /// </summary>
    public BatchEnvironment(DataflowEnvironment dataflow, string? jobId = null)
    {
        ArgumentNullException.ThrowIfNull(dataflow);
        if (jobId is not null) ArgumentException.ThrowIfNullOrEmpty(jobId);
        Dataflow = dataflow;
        JobId = jobId;
    }

    /// <summary>This worker, 0 ≤ worker &lt; <see cref="WorkerCount"/>.</summary>
    public int Worker => Dataflow.Worker;

    /// <summary>Workers of the job.</summary>
    public int WorkerCount => Dataflow.WorkerCount;

    /// <summary>The layer below: operators, counters, options.</summary>
    public DataflowEnvironment Dataflow { get; }

    /// <summary>One task of each operator per worker.</summary>
    internal LogicalPlan OnePerWorker => _onePerWorker ??= LogicalPlan.OnePerWorker(WorkerCount);

    internal string? JobId { get; }

    internal ILogger Logger => Dataflow.Logger;

    private string? _running;
    private LogicalPlan? _onePerWorker;

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
        try
        {
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
            _running = null;
        }
    }

    /// <summary>
    /// The lines of text files, as UTF-8, without their line ends (<c>\n</c> or <c>\r\n</c>). Worker r of N reads the r-th N-th of all bytes, whatever the
    /// sizes of the files; each line is read by the worker in whose share it begins, exactly once.
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
    /// A data set of items that every worker can enumerate, such as a range or a small list: worker r of N takes those at positions p with p mod N = r. The sequence must
    /// be the same on every worker.
    /// </summary>
    public TSet<T> Parallelize<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ParallelizedSource<T>(this, items);
    }
}
