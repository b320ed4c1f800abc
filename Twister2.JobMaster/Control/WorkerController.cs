using Twister2.JobMaster.Barriers;

namespace Twister2.JobMaster;

/// <summary>
/// What a worker knows of the others, and waits for them. Twister2's <c>IWorkerController</c>. All have joined when the program begins: a job of which workers are missing ends after <c>--registration-timeout</c> with their names.
/// </summary>
public sealed class WorkerController
{
    private readonly Post _post;
    private readonly WorkerRoster _roster;
    private readonly int _rank;
    private readonly TimeSpan _barrierTimeout, _initTimeout;

    internal WorkerController(Post post, WorkerRoster roster, int rank, JobSettings settings)
    {
        (_post, _roster, _rank) = (post, roster, rank);
        (_barrierTimeout, _initTimeout) = (OrNever(settings.BarrierTimeout), OrNever(settings.InitBarrierTimeout));
    }

    /// <summary>This worker.</summary>
    public WorkerInfo Worker => _roster.Workers[_rank];

    /// <summary>All workers, by their ranks.</summary>
    public IReadOnlyList<WorkerInfo> AllWorkers => _roster.Workers;

    /// <summary>Those that run now, as far as this worker has heard: not those that are lost, nor those whose program has returned.</summary>
    public IReadOnlyList<WorkerInfo> JoinedWorkers => [.. _roster.Workers.Where(worker => _roster.StateOf(worker.Rank) == WorkerState.Running)];

    /// <summary>How many workers the job has.</summary>
    public int WorkerCount => _roster.Workers.Count;

    /// <summary>How often the job was started again: by Slurm, after a node failed.</summary>
    public int RestartCount { get; } = SlurmVariables.Restarts;

    /// <summary>How a worker is, as far as this one has heard.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such worker.</exception>
    public WorkerState StateOf(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, WorkerCount);
        return _roster.StateOf(rank);
    }

    /// <summary>
    /// Has a function called when a worker is lost, answers again, or has returned while others run. One call after the other, on a thread of its own; until the program has returned on this worker. What it throws ends the job.
    /// </summary>
    public void OnWorkerChange(Action<WorkerChange> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _roster.Listen(listener);
    }

    /// <summary>
    /// Waits until all workers have come to the same barrier. Collective: every worker must call this as often. When one has waited for as long as it would, the barrier has ended for all: all that wait get the exception, and those
    /// that come too late get it at once.
    /// </summary>
    /// <param name="timeout">How long to wait. Default: <c>twister2.barrier-timeout</c>, 100 s; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <exception cref="TimeoutException">The message names the workers that have not come.</exception>
    /// <exception cref="InvalidOperationException">It can never be passed, because the program has returned on some workers; the message names them.</exception>
    public void WaitOnBarrier(TimeSpan? timeout = null) => _post.WaitOn(BarrierKind.Plain, Limit(timeout, _barrierTimeout));

    /// <summary>The same with barriers of their own, for the time before the program's work begins, such as the loading of its data.</summary>
    /// <param name="timeout">How long to wait. Default: <c>twister2.init-barrier-timeout</c>, 600 s.</param>
    /// <exception cref="TimeoutException">The message names the workers that have not come.</exception>
    /// <exception cref="InvalidOperationException">It can never be passed, because the program has returned on some workers; the message names them.</exception>
    public void WaitOnInitBarrier(TimeSpan? timeout = null) => _post.WaitOn(BarrierKind.Init, Limit(timeout, _initTimeout));

    private static TimeSpan OrNever(TimeSpan time) => time == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : time;

    private static TimeSpan Limit(TimeSpan? timeout, TimeSpan otherwise)
    {
        TimeSpan limit = timeout ?? otherwise;
        if (limit == Timeout.InfiniteTimeSpan) return TimeSpan.FromDays(10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        return limit;
    }
}
