namespace Twister2.Tasks;

/// <summary>
/// Decides which worker runs which task. It is asked on worker 0 only; the others get its plan. One of your own may be as simple as <see cref="UserDefinedTaskScheduler"/>, or implement this. Twister2's
/// <c>ITaskScheduler</c>.
/// </summary>
public interface ITaskScheduler
{
    /// <summary>A plan for each graph of the request, in the same order.</summary>
    /// <exception cref="TaskScheduleException">A task finds no worker; the message says what it needs and what each worker has.</exception>
    IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request);
}

/// <summary>What a scheduler is asked for.</summary>
/// <param name="Graphs">Graphs that are run one after the other.</param>
/// <param name="Resources">The workers.</param>
public sealed record ScheduleRequest(IReadOnlyList<ComputeGraph> Graphs, ClusterResources Resources)
{
    /// <summary>Plans of graphs that have run, or will have: where tasks use their named data, the same tasks run there again.</summary>
    public IReadOnlyList<TaskSchedulePlan> Earlier { get; init; } = [];
}

/// <summary>An allotment that cannot be: a task finds no worker, or workers do not agree.</summary>
public sealed class TaskScheduleException : Exception
{
    /// <summary>Nothing more is known.</summary>
    public TaskScheduleException() : this("The tasks cannot be placed.") { }

    /// <summary>Says which task finds no worker, and why.</summary>
    public TaskScheduleException(string message) : base(message) { }

    /// <summary>Says what failed, and what was thrown.</summary>
    public TaskScheduleException(string message, Exception innerException) : base(message, innerException) { }
}
