using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>What <see cref="SemiJoin{TKey, TLeft}"/> and <see cref="AntiJoin{TKey, TLeft}"/> have in common: left records, chosen by the keys of the right side, which has nothing else.</summary>
/// <remarks>Costs as those of the other joins, see <see cref="JoinOperator{TKey, TLeft, TRight, TResult}"/>; keys are equal as there.</remarks>
public abstract class FilterJoin<TKey, TLeft> : TwoInputOperator<KeyValuePair<TKey, TLeft>, TKey>
{
    private const int Batch = 256;

    private readonly JoinCore<TKey, TLeft, None, KeyValuePair<TKey, TLeft>> _core;
    private readonly KeyValuePair<TKey, None>[] _keys = new KeyValuePair<TKey, None>[Batch];

    private protected FilterJoin(DataflowEnvironment environment, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, Func<object> core)
        : base(environment, name, leftPlan, rightPlan, right: typeof(KeyValuePair<TKey, None>))
    {
        _core = (JoinCore<TKey, TLeft, None, KeyValuePair<TKey, TLeft>>)core();
        EndSidesWithoutSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _core.IsComplete;

    private protected override IEdge Edge => _core.Left.Edge.IsComplete ? _core.Right.Edge : _core.Left.Edge;

    private protected override IEdge LeftEdge => _core.Left.Edge;

    private protected override IEdge RightEdge => _core.Right.Edge;

    /// <summary>Adds a record of a source task to the left side.</summary>
    public void AddLeft(int source, TKey key, TLeft value) => AddLeft(source, [new(key, value)]);

    /// <summary>
    /// Joins, and reads the results of a target task of this worker: <c>foreach (ReadOnlySpan&lt;KeyValuePair&lt;TKey, TLeft&gt;&gt; records in join.Read(task))</c>. Once complete; as often as
    /// one likes. In the order of the keys where <see cref="JoinAlgorithm.SortMerge"/> was chosen, else in no particular order, which is the same on every run.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<KeyValuePair<TKey, TLeft>> Read(int target)
    {
        CheckComplete();
        return _core.Read(target);
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<KeyValuePair<TKey, TLeft>> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <summary>
    /// Passes the results of a target task of this worker on to a sink as they are found; <see cref="Read"/> gives none of them then. When the operator is complete, the sink has had all. To be called before
    /// the last source task finishes, best before anything is added. In no particular order, unless <see cref="JoinAlgorithm.SortMerge"/> was chosen.
    /// </summary>
    /// <remarks>
    /// As soon as all records of one side have come, of that which <see cref="JoinOptions.Build"/> names or else of either, and its table fits into half of the budget, those of the other side are joined
    /// when they come and are not kept. So the smaller side should finish first. Where it does not fit, or both sides finish together, the results come at the end. The sink is called while records are
    /// added, by <see cref="DataflowOperator.Progress"/> and by whatever waits; it may add to other operators.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    /// <exception cref="InvalidOperationException">All records have come, or the results of the task are passed on already.</exception>
    public void PassTo(int target, IChunkSink<KeyValuePair<TKey, TLeft>> sink) => _core.PassTo(target, sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _core.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override void AddToLeft(int source, ReadOnlySpan<KeyValuePair<TKey, TLeft>> records)
    {
        CountAdded(records.Length);
        _core.Left.Add(source, records);
    }

    /// <summary>It does not matter how often a key comes.</summary>
    private protected override void AddToRight(int source, ReadOnlySpan<TKey> records)
    {
        CountAdded(records.Length);
        for (; !records.IsEmpty; records = records[Math.Min(Batch, records.Length)..])
        {
            int count = Math.Min(Batch, records.Length);
            for (int i = 0; i < count; i++) _keys[i] = new(records[i], default);
            _core.Right.Add(source, _keys.AsSpan(0, count));
        }
    }

    private protected override void EndLeft() => _core.Left.Edge.Finish();

    private protected override void EndRight() => _core.Right.Edge.Finish();
}
