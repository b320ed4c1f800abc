using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Where a task runs, the edges that it may write to one by one, and its named inputs and outputs. Twister2's <c>TaskContext</c>.</summary>
public sealed class TaskContext
{
    private readonly Vertex _vertex;
    private readonly TaskOutputs _outputs;
    private readonly TaskPlace _place;
    private readonly IReadOnlyDictionary<string, object?> _inputs;
    private readonly Dictionary<string, object?> _results = [];
    private readonly List<IDataPartition> _partitions = [];

    internal TaskContext(TaskPlace place, Vertex vertex, TaskOutputs outputs, IReadOnlyDictionary<string, object?> inputs, CancellationToken cancellation)
    {
        (_place, _vertex, _outputs, _inputs) = (place, vertex, outputs, inputs);
        (GraphName, Mode, TaskIndex, Worker, WorkerCount) = (place.Graph.Name, place.Graph.Mode, place.Task, place.Environment.Worker, place.Environment.WorkerCount);
        Cancellation = cancellation;
    }

    /// <summary>The graph's name.</summary>
    public string GraphName { get; }

    /// <summary>The vertex's name.</summary>
    public string TaskName => _vertex.Name;

    /// <summary>The task, 0 ≤ index &lt; <see cref="Parallelism"/>.</summary>
    public int TaskIndex { get; }

    /// <summary>How many tasks the vertex has.</summary>
    public int Parallelism => _vertex.Parallelism;

    /// <summary>The worker that runs the task, 0 ≤ worker &lt; <see cref="WorkerCount"/>.</summary>
    public int Worker { get; }

    /// <summary>Workers of the job.</summary>
    public int WorkerCount { get; }

    /// <summary>Whether the input ends.</summary>
    public OperationMode Mode { get; }

    /// <summary>The edges that deliver to the task, in the order in which they were connected.</summary>
    public IReadOnlyList<string> InEdges => field ??= [.. _place.Graph.InEdges(TaskName).Select(edge => edge.Name)];

    /// <summary>The edges that the task writes to, by the names that <see cref="Output"/> takes.</summary>
    public IReadOnlyList<string> OutEdges => field ??= [.. _place.Graph.OutEdges(TaskName).Select(input => input.Name)];

    /// <summary>The edge whose records <c>Execute</c> has been given.</summary>
    public string? Edge { get; internal set; }

    /// <summary>Says that the run is to end early.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>
    /// What the task writes to one edge. What <c>Execute</c> is given goes to all edges that take records of its type. Kept and used for the whole run; it costs a virtual call per chunk.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such edge from this vertex, or it takes records of another type.</exception>
    public RecordCollector<T> Output<T>(string edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        return _outputs.To<T>(_vertex.Name, edge);
    }

    /// <summary>This task's part of the named data that the vertex takes (<see cref="VertexConnection.AddInput"/>): what task i of the graph before has set.</summary>
    /// <exception cref="ArgumentException">The vertex does not take data of this name and type.</exception>
    public T GetInput<T>(string name)
    {
        CheckData<T>(_vertex.Inputs, name, nameof(VertexConnection.AddInput));
        return (T)_inputs[name]!;
    }

    /// <summary>Sets this task's part of the named data that the vertex gives (<see cref="VertexConnection.AddOutput"/>). It stays on the worker, as it is.</summary>
    /// <exception cref="ArgumentException">The vertex does not give data of this name and type.</exception>
    public void SetOutput<T>(string name, T value)
    {
        CheckData<T>(_vertex.Outputs, name, nameof(VertexConnection.AddOutput));
        _results[name] = value;
    }

    /// <summary>
    /// Room for records that are to stay on this worker: as named data, once <see cref="SetOutput"/> has given it, until the same task sets that again or the executor is disposed of. What is not given goes with the run.
    /// </summary>
    public DataPartition<T> NewPartition<T>()
    {
        DataPartition<T> partition = new(_place.Environment, _place.Gate, $"Graph '{GraphName}': worker {Worker}, task {TaskIndex} of '{TaskName}'");
        _partitions.Add(partition);
        return partition;
    }

    /// <summary>The partitions that the task has made.</summary>
    internal IReadOnlyList<IDataPartition> Partitions => _partitions;

    /// <summary>What the task has set.</summary>
    internal IReadOnlyDictionary<string, object?> Results => _results;

    private void CheckData<T>(IReadOnlyList<NamedData> known, string name, string declare)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (known.Any(data => data.Name == name && data.Type == typeof(T))) return;
        string there = known.Count == 0 ? "it has none" : $"it has {string.Join(", ", known)}";
        throw new ArgumentException($"Vertex '{TaskName}' has no data '{name}' of type {Names.Of(typeof(T))}; {there}. Say {declare}<{Names.Of(typeof(T))}>(\"{name}\") where the graph is built.", nameof(name));
    }
}

/// <summary>One task of a graph on its worker.</summary>
internal readonly record struct TaskPlace(ComputeGraph Graph, int Task, DataflowEnvironment Environment, WorkerGate Gate);
