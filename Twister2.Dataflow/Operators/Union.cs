using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings the records of several inputs of one type together; duplicates are kept (for the others see <see cref="Distinct{T}"/>). Each source task's records go to the target that has its place
/// among the targets, or, where there are more targets than sources, to those that share its place in turn; targets get them in no particular order. <see cref="Union.Ordered"/> keeps the order.
/// </summary>
/// <remarks>Costs: records whose target runs on another worker go over the network, once; memory for what is received, within the budget.</remarks>
public sealed class Union<T> : DataflowOperator
{
    private const string Name = nameof(Union<>);

    // Records that go to a target before it is the next one's turn.
    private const int TurnRecords = 1024;

    private readonly InputSources _sources;
    private readonly OperatorInput<T>[] _inputs;
    private readonly long[] _positions;
    private readonly ReceivedStores<T> _received;
    private readonly Exchange<T> _exchange;
    private readonly IndexExchange<T>? _ordered;
    private readonly TaskScan<long>? _scan;

    /// <summary>A union of what the source tasks of several plans add, at the targets, which must be the same in all of them.</summary>
    /// <exception cref="ArgumentException">There is no plan, or they differ in workers or targets.</exception>
    public Union(DataflowEnvironment environment, params ReadOnlySpan<LogicalPlan> inputs) : this(environment, SourcesOf(inputs), ordered: false) { }

    internal Union(DataflowEnvironment environment, InputSources sources, bool ordered) : base(environment, sources.Plan)
    {
        _sources = sources;
        _positions = new long[Plan.Sources];
        _inputs = [.. Enumerable.Range(0, sources.Count).Select(input => new OperatorInput<T>(this, sources, input, Add))];
        if (ordered)
        {
            _ordered = new IndexExchange<T>(environment, Name, Plan);
            (_received, _exchange) = (_ordered.Received, _ordered.Edge);
            _scan = new TaskScan<long>(environment, Name, static (a, b) => a + b) { Continue = Move };
            environment.Engine.Open(_scan);
        }
        else
        {
            _received = new ReceivedStores<T>(environment, Name, Plan, bySource: false);
            _exchange = new Exchange<T>(environment, Name, Plan, DataPackers.For<T>(), _received);
        }
        FinishIfNoSource();
    }

    /// <summary>The inputs, in the order of their plans.</summary>
    public IReadOnlyList<OperatorInput<T>> Inputs => _inputs;

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _scan is { IsComplete: false } ? _scan : _exchange;

    /// <summary>Records of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int target) => Received(target).Records;

    /// <summary>
    /// Reads the records of a target task of this worker, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in union.Read(task))</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Read(int target) => Received(target).Read(consume: false);

    /// <summary>Reads as <see cref="Read"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> Consume(int target) => Received(target).Read(consume: true);

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<T> sink) => Read(target).CopyTo(sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_scan is not null) Environment.Engine.Close(_scan);
        Environment.Engine.Close(_exchange);
        if (_ordered is not null) _ordered.Dispose();
        else _received.Dispose();
    }

    internal static InputSources SourcesOf(ReadOnlySpan<LogicalPlan> inputs) =>
        new(Name, inputs, [.. Enumerable.Range(0, inputs.Length).Select(static input => $"input {input}")]);

    private protected override void FinishAll()
    {
        if (_ordered is null) _exchange.Finish();
        else _scan!.Give(_ordered.Counts().Select(source => (source.Task, new Total<long>(source.Count))));
    }

    private protected override string NameOf(int source) => _sources.NameOf(source);

    private void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        CountAdded(records.Length);
        if (_ordered is not null) _ordered.Add(source, records);
        else Deal(source, records);
    }

    /// <summary>Chooses targets by source and position only, so that they are the same on every run.</summary>
    private void Deal(int source, ReadOnlySpan<T> records)
    {
        int input = _sources.InputOf(source), count = _sources.CountOf(input);
        long place = source - _sources.FirstOf(input);
        int first = (int)(place * Plan.Targets / count), sharing = Math.Max(1, (int)((place + 1) * Plan.Targets / count) - first);
        ref long position = ref _positions[source];
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> turn = records[..(int)Math.Min(records.Length, TurnRecords - position % TurnRecords)];
            int target = first + (int)(position / TurnRecords % sharing);
            if (_received.Has(target)) _received.Receive(source, target, turn);
            else _exchange.Add(source, target, turn);
            position += turn.Length;
            records = records[turn.Length..];
        }
    }

    private bool Move()
    {
        if (!_ordered!.HasBegun)
        {
            long all = _scan!.All.Value;
            _ordered.Begin(source => _scan.Before(source).Value, target => (long)((Int128)all * target / Plan.Targets));
        }
        return _ordered.Move();
    }

    private StoresSource<T> Received(int target)
    {
        CheckComplete();
        return _received[target];
    }
}

/// <summary>Unions that promise an order.</summary>
public static class Union
{
    /// <summary>
    /// A union whose records come input after input, of each input in the order of its source tasks and of adding; LINQ's <c>Concat</c>. Each target gets an equal share of all, the first records the
    /// first target. Of a single input it makes the targets' shares equal and keeps the order. Collective: every worker must call this in the same order.
    /// </summary>
    /// <remarks>
    /// Costs: records are kept, within the budget, until all tasks have finished, then those that belong elsewhere go over the network, once, and the others are handed over or copied; one count
    /// per worker up a tree and one down.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no plan, or they differ in workers or targets.</exception>
    public static Union<T> Ordered<T>(DataflowEnvironment environment, params ReadOnlySpan<LogicalPlan> inputs) => new(environment, Union<T>.SourcesOf(inputs), ordered: true);
}
