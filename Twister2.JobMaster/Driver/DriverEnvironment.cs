using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Barriers;
using Twister2.JobMaster.Driver;

namespace Twister2.JobMaster;

/// <summary>What a job's driver has: the workers, messages to and from them, arguments, configuration, a log. From any thread.</summary>
public sealed class DriverEnvironment
{
    private readonly JobContext _job;
    private readonly Post _post;
    private readonly WorkerRoster _roster;

    internal DriverEnvironment(JobContext job, Post post, WorkerRoster roster, ILogger logger)
    {
        (_job, _post, _roster, Logger) = (job, post, roster, logger);
        Reader = new MailReader(post, post.ToDriver!, "the workers");
    }

    /// <summary>The job's id.</summary>
    public string JobId => _job.Id;

    /// <summary>The job's directory, absolute.</summary>
    public string JobDirectory => _job.Directory.Path;

    /// <summary>The job's arguments.</summary>
    public IReadOnlyList<string> Arguments => _job.Arguments;

    /// <summary>The job's configuration.</summary>
    public Config Config => _job.Config;

    /// <summary>Writes to worker 0's log file; warnings and errors also to standard error.</summary>
    public ILogger Logger { get; }

    /// <summary>All workers. They have all registered when the driver begins.</summary>
    public IReadOnlyList<WorkerInfo> Workers => _roster.Workers;

    internal MailReader Reader { get; }

    /// <summary>How a worker is, as far as worker 0 knows.</summary>
    public WorkerState StateOf(int worker)
    {
        CheckWorker(worker);
        return _roster.StateOf(worker);
    }

    /// <summary>Has a function called when a worker is lost, answers again, or has returned before others; on a thread of its own.</summary>
    public void OnWorkerChange(Action<WorkerChange> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _roster.Listen(listener);
    }

    /// <summary>Sends a value to a worker. What is sent to one worker arrives in the order in which it was sent. Waits only where 64 MB are on their way and are not taken.</summary>
    /// <exception cref="NotSupportedException">The type cannot be packed.</exception>
    public void Send<T>(int worker, T value)
    {
        CheckWorker(worker);
        _post.Send(ControlTag.ToWorker, worker, DriverMessage.Of(DriverMessage.OfDriver, value));
    }

    /// <summary>Sends a value to all workers.</summary>
    /// <exception cref="NotSupportedException">The type cannot be packed.</exception>
    public void Broadcast<T>(T value)
    {
        DriverMessage message = DriverMessage.Of(DriverMessage.OfDriver, value);
        for (int worker = 0; worker < Workers.Count; worker++) _post.Send(ControlTag.ToWorker, worker, message);
    }

    /// <summary>The next message of a worker, in the order in which each has sent them; null when all workers have returned and nothing is left.</summary>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public DriverMessage? Receive(TimeSpan? timeout = null) => Reader.Receive(timeout);

    /// <summary>Has a function called with each message of a worker, one after the other, on a thread of its own; until all workers have returned; the driver has not returned before that. What it throws ends the job.</summary>
    public void Listen(Action<DriverMessage> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Reader.Listen(listener);
    }

    private void CheckWorker(int worker)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, Workers.Count);
    }
}
