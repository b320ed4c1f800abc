using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// Connects a vertex, which takes records of <typeparamref name="T"/>, to those that it gets them from: a method for each operator, which makes an edge. Twister2's <c>ComputeConnection</c>.
/// </summary>
/// <remarks>A vertex may have several edges: in a batch they deliver one after the other, in the order in which they were connected. Vertices are named, and may be added to the graph later.</remarks>
public partial class ComputeConnection<T> : VertexConnection
{
    private readonly ComputeGraphBuilder _builder;
    private readonly bool _isSide;

    internal ComputeConnection(ComputeGraphBuilder builder, Vertex vertex, bool isSide = false) : base(vertex) => (_builder, _isSide) = (builder, isSide);

    /// <summary>Source task i to target task i, when all have been added. Parallelism: the same.</summary>
    public ComputeConnection<T> Direct(string from, EdgeOptions? via = null) =>
        Moved(new(nameof(Direct<>), EdgeTasks.Pairs), from, via, s => new Direct<T>(s.Environment, s.Plan));

    /// <summary>Source task i to target task i, as records come. Parallelism: the same.</summary>
    public ComputeConnection<T> Pipe(string from, EdgeOptions? via = null) =>
        Connect<T>(new(nameof(Pipe<>), EdgeTasks.Pairs) { CheckTypes = Check }, [from], via, s =>
        {
            Pipe<T> operation = new(s.Environment, s.Plan, s.SinkOf);
            return new(s, operation, null, (AddRecords<T>)operation.Add);
        });

    /// <summary>Every target task gets all records, in the order of the sources.</summary>
    public ComputeConnection<T> Broadcast(string from, EdgeOptions? via = null) =>
        Shared(new(nameof(Broadcast<>)), from, via, s => new Broadcast<T>(s.Environment, s.Plan));

    /// <summary>Every target task gets all records, in the order of the sources.</summary>
    public ComputeConnection<T> AllGather(string from, EdgeOptions? via = null) =>
        Shared(new(nameof(AllGather<>)), from, via, s => new AllGather<T>(s.Environment, s.Plan));

    /// <summary>The records of all sources, in their order. Parallelism of the target: 1.</summary>
    public ComputeConnection<T> Gather(string from, EdgeOptions? via = null) =>
        Moved(new(nameof(Gather<>), EdgeTasks.OneTarget), from, via, s => new Gather<T>(s.Environment, s.Plan));

    /// <summary>The records of one source task, in equal parts and in order. Parallelism of the source: 1.</summary>
    public ComputeConnection<T> Scatter(string from, EdgeOptions? via = null) =>
        Moved(new(nameof(Scatter<>), EdgeTasks.OneSource) { IsBatchOnly = true }, from, via, s => new Scatter<T>(s.Environment, s.Plan));

    /// <summary>Each record goes to the task, 0 ≤ task &lt; parallelism, that a function gives.</summary>
    public ComputeConnection<T> Partition(string from, Func<T, int> target, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Moved(new(nameof(Partition<>)) { Details = "by a function", Identity = Names.Of(target) }, from, via, s => new Partition<T>(s.Environment, s.Plan, target));
    }

    /// <summary>Each record goes to the task that a partitioner chooses; each worker makes one, for its number of target tasks. Twister2's <c>withTaskPartitioner</c>.</summary>
    public ComputeConnection<T> Partition(string from, Func<int, IPartitioner<T>> newPartitioner, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(newPartitioner);
        return Moved(
            new(nameof(Partition<>)) { Details = "by a partitioner", Identity = Names.Of(newPartitioner) }, from, via, s => new Partition<T>(s.Environment, s.Plan, newPartitioner(s.Plan.Targets)));
    }

    /// <summary>Records of equal keys go to the same task, by the key's hash.</summary>
    public ComputeConnection<T> PartitionByHash<TKey>(string from, Func<T, TKey> key, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        EdgeShape shape = new(nameof(Partition<>))
        {
            Details = $"by hash of {Names.Of(typeof(TKey))}",
            Identity = Names.Of(key),
            CheckTypes = KeyTypes.Check<TKey>,
        };
        return Moved(shape, from, via, s => Twister2.Dataflow.Partition.ByHash(s.Environment, s.Plan, key));
    }

    /// <summary>Task t gets what comes from border t − 1 on and before border t. There is one border less than tasks.</summary>
    public ComputeConnection<T> PartitionByRange(string from, SortOrder<T> order, IReadOnlyList<T> borders, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(borders);
        EdgeShape shape = new(nameof(Partition<>)) { Details = $"by {borders.Count + 1} ranges", Identity = $"{order.GetType()} {string.Join(", ", borders)}" };
        if (borders.Count != Vertex.Parallelism - 1)
            _builder.AddError($"{Names.List([Vertex.Name])} has {Amounts.Tasks(Vertex.Parallelism)}, so {nameof(PartitionByRange)} from '{from}' needs {Vertex.Parallelism - 1} borders; there are {borders.Count}.");
        return Moved(shape, from, via, s => Twister2.Dataflow.Partition.ByRange(s.Environment, s.Plan, order, [.. borders]));
    }

    /// <summary>Each source task gives its records to one target task after the other.</summary>
    public ComputeConnection<T> PartitionRoundRobin(string from, EdgeOptions? via = null) =>
        Moved(new(nameof(Partition<>)) { Details = "in turn" }, from, via, s => Twister2.Dataflow.Partition.RoundRobin<T>(s.Environment, s.Plan));

    private static void Check() => DataPackers.For<T>();

    /// <summary>An edge whose operator keeps the records as they are.</summary>
    private ComputeConnection<T> Moved(EdgeShape shape, string from, EdgeOptions? via, Func<EdgeSetting<T>, RecordOperator<T>> open) =>
        Connect<T>(shape with { CheckTypes = shape.CheckTypes + Check }, [from], via, s => s.Of(open(s)));

    /// <summary>An edge whose operator has the same records for all tasks of a worker. They may read at the same time, so none of them gives anything back behind it.</summary>
    private ComputeConnection<T> Shared(EdgeShape shape, string from, EdgeOptions? via, Func<EdgeSetting<T>, RecordOperator<T>> open) =>
        Connect<T>(shape with { CheckTypes = Check }, [from], via, s =>
        {
            RecordOperator<T> operation = open(s);
            return new(s, operation, (target, sink) => operation.Read(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });

    /// <summary>An edge from vertices that all write <typeparamref name="TFrom"/>.</summary>
    internal ComputeConnection<T> Connect<TFrom>(EdgeShape shape, IReadOnlyList<string> from, EdgeOptions? via, Func<EdgeSetting<T>, EdgeOperator<T>> open)
    {
        string name = NameOf(from, via);
        return Add(shape, name, via, [.. from.Select((vertex, i) => new EdgeInput<TFrom>(from.Count == 1 ? name : $"{name}.{i}", vertex ?? ""))], open);
    }

    /// <summary>An edge from a left and a right vertex.</summary>
    internal ComputeConnection<T> Connect<TLeft, TRight>(EdgeShape shape, string left, string right, EdgeOptions? via, Func<EdgeSetting<T>, EdgeOperator<T>> open)
    {
        string name = NameOf([left, right], via);
        return Add(shape, name, via, [new EdgeInput<TLeft>($"{name}.left", left ?? ""), new EdgeInput<TRight>($"{name}.right", right ?? "")], open);
    }

    private string NameOf(IReadOnlyList<string> from, EdgeOptions? via) => via?.Name ?? $"{string.Join('+', from)}-{Vertex.Name}";

    private ComputeConnection<T> Add(EdgeShape shape, string name, EdgeOptions? via, EdgeInput[] inputs, Func<EdgeSetting<T>, EdgeOperator<T>> open)
    {
        _builder.Add(new Edge<T>(shape, name, via?.UseDisk ?? true, inputs, Vertex.Name, _isSide, open));
        return this;
    }
}

/// <summary>Connects a vertex that takes records of two types.</summary>
public sealed class ComputeConnection<TInput, TSide> : ComputeConnection<TInput>
{
    internal ComputeConnection(ComputeGraphBuilder builder, Vertex vertex) : base(builder, vertex) => Side = new(builder, vertex, isSide: true);

    /// <summary>Edges to the side, which a batch delivers first.</summary>
    public ComputeConnection<TSide> Side { get; }
}
