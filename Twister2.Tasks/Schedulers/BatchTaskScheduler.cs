namespace Twister2.Tasks;

/// <summary>
/// Level by level, in equal shares: a vertex that gets records task by task has its tasks beside those that it gets them from, so that nothing moves; of others, as many go to each worker as can, and the rest to those with the
/// least to do in the level, on different nodes. Twister2's <c>BatchTaskScheduler</c>.
/// </summary>
public sealed class BatchTaskScheduler : ITaskScheduler
{
    /// <inheritdoc/>
    public IReadOnlyList<TaskSchedulePlan> Schedule(ScheduleRequest request) => Placement.Of(request, nameof(BatchTaskScheduler), Choose);

    internal static int? Choose(TaskToPlace task)
    {
        if (Beside(task) is { } beside && task.HasRoom(beside)) return beside;
        int workers = task.Resources.WorkerCount;
        int inTurn = task.Task % workers;
        bool isInFullRound = task.Task < task.Vertex.Parallelism / workers * workers;
        return isInFullRound && task.HasRoom(inTurn) ? inTurn : LeastBusy(task);
    }

    /// <summary>The worker of the source task that alone sends to this one; null where there is none.</summary>
    private static int? Beside(TaskToPlace task)
    {
        foreach (Edge edge in task.Graph.InEdges(task.Vertex.Name))
            if (edge.Shape.Tasks == EdgeTasks.Pairs && task.WorkersOf(edge.Inputs[0].From) is { } sources) return sources[task.Task];
        return null;
    }

    private static int? LeastBusy(TaskToPlace task)
    {
        int[] ofNode = new int[task.Resources.WorkerCount];
        foreach (string node in task.Resources.Nodes)
        {
            IReadOnlyList<int> workers = task.Resources.WorkersOf(node);
            int tasks = workers.Sum(task.TasksOf);
            foreach (int worker in workers) ofNode[worker] = tasks;
        }
        int? best = null;
        for (int worker = 0; worker < ofNode.Length; worker++)
        {
            if (!task.HasRoom(worker)) continue;
            if (best is not { } other || (task.TasksOf(worker), ofNode[worker]).CompareTo((task.TasksOf(other), ofNode[other])) < 0) best = worker;
        }
        return best;
    }
}
