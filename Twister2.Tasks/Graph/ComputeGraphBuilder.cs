namespace Twister2.Tasks;

/// <summary>
/// Builds a compute graph: sources, compute tasks and sinks, and the edges between them. Every worker builds the same graph in the same way. Twister2's <c>ComputeGraphBuilder</c>.
/// </summary>
/// <example><code>
/// ComputeGraphBuilder builder = new("word count", parallelism: env.WorkerCount);
/// builder.AddSource("lines", () => new Lines(files));
/// builder.AddCompute("words", () => new Words()).PartitionRoundRobin("lines");
/// builder.AddSink("counts", () => new Counts()).KeyedReduce("words", ReduceOperation.Sum);
/// ComputeGraph graph = builder.Build();
/// </code></example>
public sealed class ComputeGraphBuilder
{
    private readonly List<Vertex> _vertices = [];
    private readonly List<Edge> _edges = [];
    private readonly List<string> _errors = [];
    private readonly int _parallelism;

    /// <summary>Begins a graph.</summary>
    /// <param name="name">The graph's name, for people and for the named data of several graphs.</param>
    /// <param name="parallelism">How many tasks a vertex has that does not say.</param>
    /// <param name="mode">Whether the input ends.</param>
    public ComputeGraphBuilder(string name, int parallelism, OperationMode mode = OperationMode.Batch)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, _parallelism, Mode) = (name, parallelism, mode);
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>Whether the input ends.</summary>
    public OperationMode Mode { get; }

    /// <summary>What holds for the graph as a whole. Twister2's <c>addGraphConstraints</c>.</summary>
    public GraphConstraints Constraints { get; set; } = new();

    /// <summary>Adds a source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newTask">Makes the object of a task; called once for each task on the worker that runs it.</param>
    /// <param name="parallelism">How many tasks it has. Default: the builder's.</param>
    /// <param name="constraints">What each task needs, and where it may run.</param>
    /// <param name="dataOf">Where the input of a task lies, for <see cref="DataLocalityTaskScheduler"/>. Only worker 0's counts.</param>
    public VertexConnection AddSource<TOutput>(
        string name, Func<ISource<TOutput>> newTask, int? parallelism = null, TaskConstraints? constraints = null, Func<int, IReadOnlyList<DataLocation>>? dataOf = null)
    {
        ArgumentNullException.ThrowIfNull(newTask);
        return new VertexConnection(Add(new SourceVertex<TOutput>(name, newTask, parallelism ?? _parallelism, constraints) { DataOf = dataOf }));
    }

    /// <summary>Adds a compute vertex; the result connects it to what it gets its records from.</summary>
    public ComputeConnection<TInput> AddCompute<TInput, TOutput>(string name, Func<ICompute<TInput, TOutput>> newTask, int? parallelism = null, TaskConstraints? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(newTask);
        return new ComputeConnection<TInput>(this, Add(new ComputeVertex<TInput, TOutput>(name, newTask, parallelism ?? _parallelism, constraints)));
    }

    /// <summary>Adds a compute vertex with a side; the result connects both to what they get their records from.</summary>
    public ComputeConnection<TInput, TSide> AddCompute<TInput, TSide, TOutput>(
        string name, Func<ICompute<TInput, TSide, TOutput>> newTask, int? parallelism = null, TaskConstraints? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(newTask);
        return new ComputeConnection<TInput, TSide>(this, Add(new SideComputeVertex<TInput, TSide, TOutput>(name, newTask, parallelism ?? _parallelism, constraints)));
    }

    /// <summary>Adds a sink; the result connects it to what it gets its records from.</summary>
    public ComputeConnection<TInput> AddSink<TInput>(string name, Func<ISink<TInput>> newTask, int? parallelism = null, TaskConstraints? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(newTask);
        return new ComputeConnection<TInput>(this, Add(new SinkVertex<TInput>(name, newTask, parallelism ?? _parallelism, constraints)));
    }

    /// <summary>The graph.</summary>
    /// <exception cref="ComputeGraphException">It cannot be run; the exception has all errors.</exception>
    public ComputeGraph Build()
    {
        string[] errors = [.. _errors, .. GraphChecks.ErrorsOf(_vertices, _edges, Constraints, Mode)];
        if (errors.Length > 0) throw new ComputeGraphException(Name, errors);
        return new ComputeGraph(Name, Mode, Constraints, [.. _vertices], [.. _edges]);
    }

    internal void Add(Edge edge) => _edges.Add(edge);

    internal void AddError(string error) => _errors.Add(error);

    private Vertex Add(Vertex vertex)
    {
        ArgumentException.ThrowIfNullOrEmpty(vertex.Name, "name");
        _vertices.Add(vertex);
        return vertex;
    }
}
