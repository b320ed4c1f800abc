namespace Twister2.Tasks;

/// <summary>
/// The tasks that need most come first, by memory and then by cores, and each goes to the first worker that has room, so that few workers are used. Tasks that ask for nothing go in turn, as
/// <see cref="RoundRobinTaskScheduler"/> does. It does not try all ways: tasks that would just fit may be refused. Twister2's <c>FirstFitStreamingTaskScheduler</c>.
/// </summary>
public sealed class FirstFitTaskScheduler : ITaskScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request) => Placement.Of(request, nameof(FirstFitTaskScheduler), Choose, Order);

    private static int? Choose(TaskToPlace task)
    {
        if (task.Vertex.Constraints is { Cores: 0, MemoryBytes: 0 }) return RoundRobinTaskScheduler.Choose(task);
        for (int worker = 0; worker < task.Resources.WorkerCount; worker++)
            if (task.HasRoom(worker)) return worker;
        return null;
    }

    private static IEnumerable<VertexTask> Order(IEnumerable<VertexTask> tasks) =>
        tasks.OrderByDescending(task => task.Vertex.Constraints.MemoryBytes).ThenByDescending(task => task.Vertex.Constraints.Cores);
}
