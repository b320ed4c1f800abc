using System.Globalization;
using System.Text;
using Twister2.Dataflow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>Which worker runs which task of a graph: what a scheduler gives, and all workers execute. Plans with the same tasks in the same places are equal. Twister2's <c>TaskSchedulePlan</c>.</summary>
public sealed class TaskSchedulePlan : IEquatable<TaskSchedulePlan>
{
    private readonly Dictionary<string, TaskPlacement> _byVertex;

    internal TaskSchedulePlan(string graph, ulong graphHash, string scheduler, int workerCount, IReadOnlyList<TaskPlacement> placements)
    {
        (Graph, GraphHash, Scheduler, WorkerCount, Placements) = (graph, graphHash, scheduler, workerCount, placements);
        _byVertex = placements.ToDictionary(placement => placement.Vertex);
        Hash = StableHash.OfBytes(Encoding.UTF8.GetBytes(Identity()));
    }

    /// <summary>A plan for a graph from the worker of each task of each vertex: what a scheduler of your own gives.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scheduler">The scheduler's name.</param>
    /// <param name="workerCount">Workers of the job.</param>
    /// <param name="workersOf">Gives the worker of each task of a vertex.</param>
    /// <exception cref="TaskScheduleException">A vertex has not as many workers as tasks, or there is no such worker, or tasks are apart that have to be together.</exception>
    public static TaskSchedulePlan Of(ComputeGraph graph, string scheduler, int workerCount, Func<Vertex, IReadOnlyList<int>> workersOf)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrEmpty(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        ArgumentNullException.ThrowIfNull(workersOf);
        TaskSchedulePlan plan = new(graph.Name, graph.Hash, scheduler, workerCount, [.. graph.Vertices.Select(vertex => new TaskPlacement(vertex.Name, [.. workersOf(vertex)], DataOf(vertex)))]);
        plan.Check(graph);
        return plan;
    }

    /// <summary>The graph's name.</summary>
    public string Graph { get; }

    /// <summary>The graph's hash.</summary>
    public ulong GraphHash { get; }

    /// <summary>The scheduler's name.</summary>
    public string Scheduler { get; }

    /// <summary>Workers of the job.</summary>
    public int WorkerCount { get; }

    /// <summary>Where each vertex's tasks run, in the order of the graph's vertices.</summary>
    public IReadOnlyList<TaskPlacement> Placements { get; }

    /// <summary>The same wherever the same tasks of the same graph are on the same workers.</summary>
    public ulong Hash { get; }

    /// <summary>The worker of each task of a vertex.</summary>
    /// <exception cref="KeyNotFoundException">There is no such vertex.</exception>
    public IReadOnlyList<int> WorkersOf(string vertex)
    {
        ArgumentNullException.ThrowIfNull(vertex);
        return (_byVertex.GetValueOrDefault(vertex) ?? throw new KeyNotFoundException($"The plan of '{Graph}' has no vertex '{vertex}'; it has {Names.List(_byVertex.Keys)}.")).Workers;
    }

    /// <summary>The worker of a task.</summary>
    public int WorkerOf(string vertex, int task) => WorkersOf(vertex)[task];

    /// <summary>The tasks of a worker, in the order of the graph's vertices.</summary>
    public IEnumerable<(string Vertex, int Task)> TasksOf(int worker) =>
        Placements.SelectMany(placement => Enumerable.Range(0, placement.Workers.Count).Where(task => placement.Workers[task] == worker).Select(task => (placement.Vertex, task)));

    /// <summary>Which worker runs which source and target task of an edge, for each of its inputs.</summary>
    public LogicalPlan[] LogicalPlansOf(Edge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        int[] targets = [.. WorkersOf(edge.To)];
        return [.. edge.Inputs.Select(input => new LogicalPlan(WorkerCount, [.. WorkersOf(input.From)], targets))];
    }

    /// <summary>The plan as JSON, which <see cref="FromJson"/> reads.</summary>
    public string ToJson() => ScheduleJson.Write(this);

    /// <summary>A plan that was written as JSON.</summary>
    /// <exception cref="FormatException">It is no plan, or its hash is not that of what it says.</exception>
    public static TaskSchedulePlan FromJson(string json) => ScheduleJson.Read(json);

    /// <summary>Checks that it is a plan for the graph: the same graph, each task exactly once, on workers that are there, and those together that have to be.</summary>
    /// <exception cref="TaskScheduleException">It is not.</exception>
    public void Check(ComputeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (GraphHash != graph.Hash) throw Wrong($"it is for graph '{Graph}' with hash {GraphHash:x16}, not for '{graph.Name}' with hash {graph.Hash:x16}");
        if (!Placements.Select(placement => placement.Vertex).SequenceEqual(graph.Vertices.Select(vertex => vertex.Name))) throw Wrong("its vertices are not those of the graph");
        foreach (Vertex vertex in graph.Vertices)
        {
            IReadOnlyList<int> workers = WorkersOf(vertex.Name);
            if (workers.Count != vertex.Parallelism) throw Wrong($"vertex {vertex} has {workers.Count} workers");
            for (int task = 0; task < workers.Count; task++)
                if ((uint)workers[task] >= (uint)WorkerCount) throw Wrong($"task {task} of '{vertex.Name}' is on worker {workers[task]}; there are {WorkerCount} (0 to {WorkerCount - 1})");
        }
        foreach (Edge edge in graph.Edges)
            if (edge.StaysInPlace && !WorkersOf(edge.To).SequenceEqual(WorkersOf(edge.Inputs[0].From)))
                throw Wrong($"edge {edge} leaves results where they are, so each task of '{edge.To}' has to be on the worker of the same task of '{edge.Inputs[0].From}'");
    }

    /// <inheritdoc/>
    public bool Equals(TaskSchedulePlan? other) => other is not null && GraphHash == other.GraphHash && WorkerCount == other.WorkerCount && Placements.SequenceEqual(other.Placements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaskSchedulePlan);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    /// <summary>Each vertex with the workers of its tasks, then each worker with its tasks.</summary>
    public override string ToString() => ScheduleText.Of(this);

    internal static string[] DataOf(Vertex vertex) => [.. vertex.Inputs.Concat(vertex.Outputs).Select(data => data.Name).Distinct().Order(StringComparer.Ordinal)];

    private TaskScheduleException Wrong(string what) => new($"The plan that {Scheduler} made is wrong: {what}.");

    private string Identity()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{GraphHash:x16} {WorkerCount}\n");
        foreach (TaskPlacement placement in Placements)
            text.Append(CultureInfo.InvariantCulture, $"{placement.Vertex}\n{string.Join(' ', placement.Workers)}\n{string.Join('\n', placement.Data)}\n");
        return text.ToString();
    }
}
