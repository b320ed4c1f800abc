namespace Twister2.Tasks;

/// <summary>How graphs are run; the same on every worker.</summary>
public sealed record ExecutorOptions
{
    /// <summary>
    /// Threads of this worker that run tasks, the calling one included. Default: 1, because a worker for each core needs no locks. More where workers share much memory, or a task's own work is long: the worker's
    /// operators are used by one thread at a time, so it pays where tasks compute more than they move.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Says where tasks run. Default: <see cref="BatchTaskScheduler"/>.</summary>
    public ITaskScheduler? Scheduler { get; init; }
}
