namespace Twister2.Tasks;

/// <summary>What a vertex does with records.</summary>
public enum VertexKind
{
    /// <summary>Makes them.</summary>
    Source,

    /// <summary>Takes some and writes others.</summary>
    Compute,

    /// <summary>Takes them.</summary>
    Sink,
}

/// <summary>A vertex of a compute graph: so many tasks that do the same. Twister2's <c>Vertex</c>.</summary>
public abstract class Vertex
{
    private readonly List<NamedData> _inputs = [], _outputs = [];
    private readonly List<Type> _written;

    private protected Vertex(string name, VertexKind kind, int parallelism, TaskConstraints? constraints, Type? input, Type? side, Type? output)
    {
        (Name, Kind, Parallelism, Constraints) = (name, kind, parallelism, constraints ?? TaskConstraints.None);
        (InputType, SideType) = (input, side);
        _written = output is null ? [] : [output];
    }

    /// <summary>Its name, which no other vertex of the graph has.</summary>
    public string Name { get; }

    /// <summary>Source, compute or sink.</summary>
    public VertexKind Kind { get; }

    /// <summary>How many tasks it has.</summary>
    public int Parallelism { get; }

    /// <summary>What each task needs, and where it may run.</summary>
    public TaskConstraints Constraints { get; }

    /// <summary>The type of the records that it takes; null for a source.</summary>
    public Type? InputType { get; }

    /// <summary>The type of the records on its side; null where it has none.</summary>
    public Type? SideType { get; }

    /// <summary>The types of the records that it writes, that of its output first; none for a sink.</summary>
    public IReadOnlyList<Type> OutputTypes => _written;

    /// <summary>The named data that it takes from the graph before.</summary>
    public IReadOnlyList<NamedData> Inputs => _inputs;

    /// <summary>The named data that it gives to the next graph.</summary>
    public IReadOnlyList<NamedData> Outputs => _outputs;

    /// <summary>Where the input of a source's tasks lies; null where that is not known.</summary>
    public Func<int, IReadOnlyList<DataLocation>>? DataOf { get; internal init; }

    /// <summary>Name, kind and number of tasks.</summary>
    public override string ToString() => $"'{Name}' ({Kind.ToString().ToLowerInvariant()}, {Amounts.Tasks(Parallelism)})";

    /// <summary>A task with an object of its own.</summary>
    internal abstract TaskInstance NewInstance(TaskContext context, TaskOutputs outputs, WorkerGate gate, bool keepsGate);

    internal void AddInput(NamedData data) => _inputs.Add(data);

    internal void AddOutput(NamedData data) => _outputs.Add(data);

    internal void AddWritten(Type type)
    {
        if (!_written.Contains(type)) _written.Add(type);
    }

    private protected TTask New<TTask>(Func<TTask> newTask) where TTask : class =>
        newTask() ?? throw new InvalidOperationException($"Vertex '{Name}': the function that makes its tasks gave null.");
}

internal sealed class SourceVertex<TOutput>(string name, Func<ISource<TOutput>> newTask, int parallelism, TaskConstraints? constraints)
    : Vertex(name, VertexKind.Source, parallelism, constraints, null, null, typeof(TOutput))
{
    internal override TaskInstance NewInstance(TaskContext context, TaskOutputs outputs, WorkerGate gate, bool keepsGate) => new SourceInstance<TOutput>(New(newTask), context, outputs) { Gate = gate, KeepsGate = keepsGate };
}

internal sealed class ComputeVertex<TInput, TOutput>(string name, Func<ICompute<TInput, TOutput>> newTask, int parallelism, TaskConstraints? constraints)
    : Vertex(name, VertexKind.Compute, parallelism, constraints, typeof(TInput), null, typeof(TOutput))
{
    internal override TaskInstance NewInstance(TaskContext context, TaskOutputs outputs, WorkerGate gate, bool keepsGate) => new ComputeInstance<TInput, TOutput>(New(newTask), context, outputs) { Gate = gate, KeepsGate = keepsGate };
}

internal sealed class SideComputeVertex<TInput, TSide, TOutput>(string name, Func<ICompute<TInput, TSide, TOutput>> newTask, int parallelism, TaskConstraints? constraints)
    : Vertex(name, VertexKind.Compute, parallelism, constraints, typeof(TInput), typeof(TSide), typeof(TOutput))
{
    internal override TaskInstance NewInstance(TaskContext context, TaskOutputs outputs, WorkerGate gate, bool keepsGate) => new SideComputeInstance<TInput, TSide, TOutput>(New(newTask), context, outputs) { Gate = gate, KeepsGate = keepsGate };
}

internal sealed class SinkVertex<TInput>(string name, Func<ISink<TInput>> newTask, int parallelism, TaskConstraints? constraints)
    : Vertex(name, VertexKind.Sink, parallelism, constraints, typeof(TInput), null, null)
{
    internal override TaskInstance NewInstance(TaskContext context, TaskOutputs outputs, WorkerGate gate, bool keepsGate) => new SinkInstance<TInput>(New(newTask), context, outputs) { Gate = gate, KeepsGate = keepsGate };
}
