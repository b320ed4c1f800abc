using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Sorting;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Sorts the records of all source tasks over all target tasks: each target gives its records in order, and no record of a target comes after one of the next. Each target gets about as many
/// records as the others, also when most records are equal: equal records may then be on neighbouring targets.
/// </summary>
/// <remarks>
/// The records that divide the targets are chosen from a sample. Without one given beforehand, source tasks keep what they add until all have finished, because only then it is known
/// what there is: one more copy of each record, on scratch where memory does not suffice (see <see cref="Sort.FromSample"/>). Where targets meet depends on the input, the plan and the sample only, not on the run.
/// </remarks>
public sealed class Sort<T> : DataflowOperator, IExchangeReceiver<T>
{
    private const string Name = nameof(Sort<>);

    private readonly SortTarget<T>?[] _targets;
    private readonly Exchange<T> _exchange;
    private readonly SplitterSearch<T>? _search;
    private readonly SortScatter<T> _scatter;
    private readonly long[] _positions;

    /// <summary>A sort that finds out by itself how to divide the records.</summary>
    public Sort(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order) : this(environment, plan, order, together: null, default, isSampled: false)
    {
    }

    internal Sort(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order, SortOrder<T>? together, ReadOnlySpan<T> sample, bool isSampled) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(order);
        string place = plan.PlaceOf(Name, environment.Worker);
        SortOrder<T> named = CheckedOrder<T>.Of(order, place);
        Division<T> division = together is null ? new(named, KeepsTogether: false) : new(CheckedOrder<T>.Of(together, place), KeepsTogether: true);
        _targets = new SortTarget<T>?[plan.Targets];
        _positions = new long[plan.Sources];
        foreach (int target in plan.TargetsOf(environment.Worker)) _targets[target] = SortTarget<T>.New(environment, Name, order, target);
        Splitters<T>? splitters = isSampled && plan.Targets > 1 ? SplitterSearch<T>.FromSample(environment, Name, plan, division, sample) : null;
        _exchange = new Exchange<T>(environment, Name, plan, DataPackers.For<T>(), this);
        _scatter = new SortScatter<T>(named, _targets, _exchange);
        // Every worker comes to the same here: whether there were samples at all is part of what was agreed.
        if (plan.Targets > 1 && splitters is null or { IsEmpty: true }) _search = new SplitterSearch<T>(environment, Name, plan, division, _scatter);
        else _scatter.Splitters = splitters;
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _search is { IsAgreed: false } ? _search.Edge : _exchange;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        CountAdded(records.Length);
        if (_search is not null) _search.Add(source, records);
        else _scatter.Add(source, ref _positions[source], records);
    }

    /// <summary>
    /// Adds a record, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, T record) => TryAdd(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records as <see cref="TryAdd(int, T)"/> does: all of them, or none.</summary>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (_search is null && !Environment.Engine.HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <summary>Records of a target task of this worker. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public long CountOf(int target) => TargetOf(target).Count;

    /// <summary>
    /// Reads the records of a target task of this worker in order, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in sort.Read(task))</c>. Once complete; as often as one likes. The
    /// first time sorts.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Read(int target) => TargetOf(target).Read();

    /// <summary>Reads as <see cref="Read"/> does, once: memory and scratch are given back behind the last record.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Consume(int target) => new ConsumingReader<T>(TargetOf(target));

    /// <summary>Gives the records of a target task of this worker to a sink, in order. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(int target, IChunkSink<T> sink)
    {
        using RecordReader<T> reader = Read(target);
        foreach (ReadOnlySpan<T> chunk in reader) sink.Add(chunk);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_search is not null) Environment.Engine.Close(_search.Edge);
        Environment.Engine.Close(_exchange);
        _search?.Dispose();
        foreach (SortTarget<T>? target in _targets) target?.Dispose();
    }

    bool IExchangeReceiver<T>.TakesPacked => true;

    void IExchangeReceiver<T>.Receive(int source, int target, ReadOnlySpan<T> records) => _targets[target]!.Add(source, records);

    void IExchangeReceiver<T>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => _targets[target]!.AddPacked(source, count, packed);

    private protected override void FinishAll()
    {
        if (_search is not null) _search.Finish();
        else _exchange.Finish();
    }

    private SortTarget<T> TargetOf(int target)
    {
        CheckComplete();
        return (uint)target < (uint)_targets.Length && _targets[target] is { } there
            ? there
            : throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {Environment.Worker}.");
    }
}

/// <summary>Other ways to sort.</summary>
public static class Sort
{
    /// <summary>
    /// A sort of records of which a sample is known beforehand: they go to their targets as they are added. Each worker gives some of its records, in proportion to how many it will
    /// add, from all over them; a thousand are plenty. Collective, and waits for the other workers.
    /// </summary>
    public static Sort<T> FromSample<T>(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order, ReadOnlySpan<T> sample) =>
        new(environment, plan, order, together: null, sample, isSampled: true);

    /// <summary>
    /// A sort in which records that are equal by <paramref name="together"/> are all on one target task, so that they can be grouped there; a key that very many records have makes its target larger than the others.
    /// </summary>
    /// <param name="environment">The worker.</param>
    /// <param name="plan">The tasks.</param>
    /// <param name="order">The order.</param>
    /// <param name="together">The order itself, or the first of those that it is made of by <see cref="SortOrder{T}.ThenBy"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="order"/> does not begin with <paramref name="together"/>, as far as can be known.</exception>
    public static Sort<T> KeepingTogether<T>(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order, SortOrder<T> together)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(together);
        if (!order.Implies(together))
            throw new ArgumentException($"{nameof(Sort)}: the order does not begin with the one whose equal records are to stay together. Give the order itself, or the one that {nameof(SortOrder<>.ThenBy)} was called on.", nameof(together));
        return new(environment, plan, order, together, default, isSampled: false);
    }
}
