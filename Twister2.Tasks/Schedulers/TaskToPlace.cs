namespace Twister2.Tasks;

/// <summary>A task that needs a worker, and what there is to choose from.</summary>
public sealed class TaskToPlace
{
    private readonly WorkerRooms _rooms;
    private readonly IReadOnlyList<Vertex> _together;
    private readonly IReadOnlyDictionary<string, int[]> _placed;

    internal TaskToPlace(ComputeGraph graph, Vertex vertex, int task, ClusterResources resources, WorkerRooms rooms, IReadOnlyList<Vertex> together, IReadOnlyDictionary<string, int[]> placed)
    {
        (Graph, Vertex, Task, Resources) = (graph, vertex, task, resources);
        (_rooms, _together, _placed) = (rooms, together, placed);
    }

    /// <summary>The graph.</summary>
    public ComputeGraph Graph { get; }

    /// <summary>The vertex.</summary>
    public Vertex Vertex { get; }

    /// <summary>The task, 0 ≤ task &lt; the vertex's parallelism.</summary>
    public int Task { get; }

    /// <summary>All workers.</summary>
    public ClusterResources Resources { get; }

    /// <summary>
    /// Whether the task can run on a worker: the constraints allow it, and it has the cores and the memory left. Vertices whose tasks have to be with this one's must be able to run there, too.
    /// </summary>
    public bool HasRoom(int worker) =>
        (uint)worker < (uint)Resources.WorkerCount && _rooms.HasRoom(worker, Vertex) && _together.All(other => _rooms.CouldTake(worker, other, _rooms.TasksOf(worker, Vertex) + 1));

    /// <summary>The tasks that a worker has at the same time so far: of this level in a batch, of all levels in a stream.</summary>
    public int TasksOf(int worker) => _rooms.TasksOf(worker);

    /// <summary>The tasks of this vertex that a worker has so far.</summary>
    public int TasksOfVertex(int worker) => _rooms.TasksOf(worker, Vertex);

    /// <summary>The workers of the tasks of a vertex that has been placed; null where it has not been yet.</summary>
    public IReadOnlyList<int>? WorkersOf(string vertex) => _placed.GetValueOrDefault(vertex);

    /// <summary>Which task cannot be placed, what it needs and why each worker does not take it.</summary>
    internal string Refusal(int most)
    {
        string needs = Vertex.Constraints.ToString();
        string with = string.Concat(_together.Select(other => $", together with '{other.Name}'{(other.Constraints.ToString() is { Length: > 0 } asked ? $" ({asked})" : "")}"));
        string left = string.Concat(Resources.Workers.Take(most).Select(worker => $"\n  {_rooms.WhyNot(worker.Worker, Vertex)}"));
        int more = Resources.WorkerCount - most;
        return $"Task {Task} of {Vertex} in graph '{Graph.Name}' finds no worker. It needs {(needs.Length > 0 ? needs : "no room of its own")}{with}. Left are:{left}{(more > 0 ? $"\n  and {more} more workers that do not take it" : "")}"
            + "\nAsk for less, run fewer tasks, or start the job with more workers.";
    }
}
