namespace Twister2.Tasks;

/// <summary>
/// A source's task goes to a worker on the node that has most of its input (the source's <c>dataOf</c>), in equal shares: no worker gets more tasks of the source than ⌈tasks / workers⌉ while another has room. All other
/// tasks go as <see cref="BatchTaskScheduler"/> has them. Twister2's <c>DataLocalityBatchTaskScheduler</c>.
/// </summary>
public sealed class DataLocalityTaskScheduler : ITaskScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request)
    {
        Dictionary<(Vertex, int), IReadOnlyList<DataLocation>> asked = [];
        return Placement.Of(request, nameof(DataLocalityTaskScheduler), task => Choose(task, Of), Order);

        IReadOnlyList<DataLocation> Of(Vertex vertex, int task)
        {
            if (!asked.TryGetValue((vertex, task), out IReadOnlyList<DataLocation>? locations)) asked.Add((vertex, task), locations = vertex.DataOf?.Invoke(task) ?? []);
            return locations;
        }

        // Tasks with few places to go first: the others still find one.
        IEnumerable<VertexTask> Order(IEnumerable<VertexTask> tasks) => tasks
            .OrderBy(task => Of(task.Vertex, task.Task) is { Count: > 0 } locations ? locations.Count : int.MaxValue)
            .ThenByDescending(task => Of(task.Vertex, task.Task).Sum(location => location.Bytes));
    }

    private static int? Choose(TaskToPlace task, Func<Vertex, int, IReadOnlyList<DataLocation>> of)
    {
        if (task.Vertex.DataOf is null) return BatchTaskScheduler.Choose(task);
        int workers = task.Resources.WorkerCount;
        long[] bytes = new long[workers];
        foreach (DataLocation location in of(task.Vertex, task.Task))
            foreach (int worker in task.Resources.WorkersOf(location.Node)) bytes[worker] += location.Bytes;
        int share = (task.Vertex.Parallelism + workers - 1) / workers;
        int? best = null;
        for (int worker = 0; worker < workers; worker++)
        {
            if (!task.HasRoom(worker)) continue;
            if (best is not { } other || RankOf(worker).CompareTo(RankOf(other)) > 0) best = worker;
        }
        return best;

        (bool IsInShare, long Bytes, int Free) RankOf(int worker) => (task.TasksOfVertex(worker) < share, bytes[worker], -task.TasksOfVertex(worker));
    }
}
