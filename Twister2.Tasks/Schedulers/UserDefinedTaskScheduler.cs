namespace Twister2.Tasks;

/// <summary>
/// A function of yours gives the worker of each task; the rest - order of the levels, tasks that have to be together, what workers have left - is done as for the other schedulers. Twister2's
/// <c>UserDefinedTaskScheduler</c>.
/// </summary>
/// <example><code>new UserDefinedTaskScheduler("last first", task => task.Resources.WorkerCount - 1 - task.Task % task.Resources.WorkerCount)</code></example>
public sealed class UserDefinedTaskScheduler : ITaskScheduler
{
    private readonly string _name;
    private readonly Func<TaskToPlace, int> _choose;

    /// <summary>A scheduler of this name by a function. It may ask the task which workers have room (<see cref="TaskToPlace.HasRoom"/>).</summary>
    public UserDefinedTaskScheduler(string name, Func<TaskToPlace, int> choose)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(choose);
        (_name, _choose) = (name, choose);
    }

    /// <inheritdoc/>
    /// <exception cref="TaskScheduleException">The function failed, or chose a worker that there is not or that has no room.</exception>
    public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request) => Placement.Of(request, _name, Choose);

    private int? Choose(TaskToPlace task)
    {
        string what = $"{_name}: task {task.Task} of {task.Vertex} in graph '{task.Graph.Name}'";
        int worker = Ask(task, what);
        if ((uint)worker >= (uint)task.Resources.WorkerCount)
            throw new TaskScheduleException($"{what}: the function chose worker {worker}; there are {task.Resources.WorkerCount} (0 to {task.Resources.WorkerCount - 1}).");
        return task.HasRoom(worker) ? worker : throw new TaskScheduleException($"{what}: the function chose worker {worker}, which has no room for it.\n{task.Refusal(int.MaxValue)}");
    }

    private int Ask(TaskToPlace task, string what)
    {
        try
        {
            return _choose(task);
        }
        catch (Exception e) when (e is not TaskScheduleException)
        {
            throw new TaskScheduleException($"{what}: the function that chooses its worker failed: {e.GetType().Name}: {e.Message}", e);
        }
    }
}
