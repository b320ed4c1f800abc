using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Sorting;

namespace Twister2.Dataflow;

/// <summary>
/// The first k records of an order, from all source tasks, at target task 0 in that order; of equal records those of the first sources, and of each source those added first. For the largest, turn the
/// order round with <see cref="SortOrder{T}.Descending"/>. A worker keeps at most twice k records, and sends k.
/// </summary>
public sealed class TopK<T> : DataflowOperator
{
    private const string Name = nameof(TopK<>);

    private readonly TopRecords<T> _mine;
    private readonly TreeAgreement<(T[], RecordTag[])> _agreement;
    private readonly long[] _positions;

    /// <summary>The first <paramref name="count"/> records, at the one target of the plan.</summary>
    /// <exception cref="ArgumentException">The plan has more than one target.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or more than 2³⁰.</exception>
    public TopK(DataflowEnvironment environment, LogicalPlan plan, int count, SortOrder<T> order) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / 2);
        if (plan.Targets != 1) throw new ArgumentException($"A top-k has one target task; the plan has {plan.Targets}.", nameof(plan));
        SortOrder<T> safe = CheckedOrder<T>.Of(order, plan.PlaceOf(Name, environment.Worker));
        _positions = new long[plan.Sources];
        _mine = new TopRecords<T>(environment, safe, count);
        _agreement = new TreeAgreement<(T[], RecordTag[])>(environment, Name, plan.WorkerOfTarget(0), (a, b) => TopRecords<T>.Combine(safe, count, a, b), goesDown: false);
        environment.Engine.Open(_agreement);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _agreement.IsComplete;

    private protected override IEdge Edge => _agreement;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        CountAdded(records.Length);
        _mine.Add(source, ref _positions[source], records);
    }

    /// <summary>The records in order, on the worker of the target task; nothing on the others. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public IReadOnlyList<T> ToList()
    {
        CheckComplete();
        return Plan.WorkerOfTarget(0) == Environment.Worker ? _agreement.Result.Item1 : [];
    }

    /// <summary>Gives the records to a sink in order: on the worker of the target task, nothing on the others. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(IChunkSink<T> sink)
    {
        CheckComplete();
        if (Plan.WorkerOfTarget(0) == Environment.Worker) sink.Add(_agreement.Result.Item1);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _mine.Dispose();
    }

    private protected override void FinishAll() => _agreement.Give(_mine.ToPacked());
}
