namespace Twister2.Tasks;

/// <summary>Task i of each vertex goes to worker i mod N, or to the next one that has room. Twister2's <c>RoundRobinTaskScheduler</c>.</summary>
public sealed class RoundRobinTaskScheduler : ITaskScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request) => Placement.Of(request, nameof(RoundRobinTaskScheduler), Choose);

    internal static int? Choose(TaskToPlace task)
    {
        int workers = task.Resources.WorkerCount;
        for (int i = 0; i < workers; i++)
        {
            int worker = (task.Task + i) % workers;
            if (task.HasRoom(worker)) return worker;
        }
        return null;
    }
}
