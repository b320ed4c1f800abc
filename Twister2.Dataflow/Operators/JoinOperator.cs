using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// What the joins have in common that give rows of both sides: <see cref="Join{TKey, TLeft, TRight}"/>, <see cref="LeftJoin{TKey, TLeft, TRight}"/>,
/// <see cref="RightJoin{TKey, TLeft, TRight}"/> and <see cref="FullJoin{TKey, TLeft, TRight}"/>.
/// </summary>
/// <remarks>
/// <para>Each record goes once over the network, to the target task that the hash of its key chooses. There records are kept, within the budget, and joined when they are read: by a table of one
/// side where that fits into half of the budget, whatever the size of the other. Else both are divided by hash on scratch, as often as needed; of a single key of which neither side fits,
/// each block of one side meets all records of the other. So no result has to be in memory.</para>
/// <para>Keys are equal as in the other keyed operators: NaN equals NaN, −0.0 equals 0.0, text is compared by code unit. A key that is null equals nothing, not even null, as in SQL
/// and in LINQ's joins; a null inside of a tuple is a value like any other.</para>
/// </remarks>
public abstract class JoinOperator<TKey, TLeft, TRight, TResult> : TwoInputOperator<KeyValuePair<TKey, TLeft>, KeyValuePair<TKey, TRight>>
{
    private readonly JoinCore<TKey, TLeft, TRight, TResult> _core;

    private protected JoinOperator(DataflowEnvironment environment, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, Func<JoinCore<TKey, TLeft, TRight, TResult>> core)
        : base(environment, name, leftPlan, rightPlan)
    {
        _core = core();
        EndSidesWithoutSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _core.IsComplete;

    private protected override IEdge Edge => _core.Left.Edge.IsComplete ? _core.Right.Edge : _core.Left.Edge;

    private protected override IEdge LeftEdge => _core.Left.Edge;

    private protected override IEdge RightEdge => _core.Right.Edge;

    /// <summary>Adds a record of a source task to the left side.</summary>
    public void AddLeft(int source, TKey key, TLeft value) => AddLeft(source, [new(key, value)]);

    /// <summary>Adds a record of a source task to the right side.</summary>
    public void AddRight(int source, TKey key, TRight value) => AddRight(source, [new(key, value)]);

    /// <summary>
    /// Joins, and reads the results of a target task of this worker: <c>foreach (ReadOnlySpan&lt;…&gt; rows in join.Read(task))</c>. Once complete; as often as one likes. In the order of the keys
    /// where <see cref="JoinAlgorithm.SortMerge"/> was chosen, else in no particular order, which is the same on every run.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<TResult> Read(int target)
    {
        CheckComplete();
        return _core.Read(target);
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<TResult> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <summary>Whether the results of a target are found while records come.</summary>
    internal bool HasTable(int target) => _core.HasTable(target);

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
    public void PassTo(int target, IChunkSink<TResult> sink) => _core.PassTo(target, sink);

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

    private protected override void AddToRight(int source, ReadOnlySpan<KeyValuePair<TKey, TRight>> records)
    {
        CountAdded(records.Length);
        _core.Right.Add(source, records);
    }

    private protected override void EndLeft() => _core.Left.Edge.Finish();

    private protected override void EndRight() => _core.Right.Edge.Finish();
}
