using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// Brings the records of both sides to the target task that the hash of their key chooses, and gives there each key that one of them has with all values of the left and all values of the
/// right side. LINQ's <c>GroupJoin</c>, for the keys of both sides.
/// </summary>
/// <remarks>
/// Costs as a <see cref="KeyedGather{TKey, TValue}"/> of both sides. NaN is one key, −0.0 is 0.0, and null is a key like any other, as where LINQ groups. With <see cref="JoinAlgorithm.SortMerge"/>
/// keys come in their order, and nothing is kept in memory for it but what sorting takes.
/// </remarks>
public sealed class CoGroup<TKey, TLeft, TRight> : TwoInputOperator<KeyValuePair<TKey, TLeft>, KeyValuePair<TKey, TRight>>
{
    private const string Name = nameof(CoGroup<,,>);

    private readonly JoinSide<TKey, TLeft> _left;
    private readonly JoinSide<TKey, TRight> _right;
    private readonly bool _sorts;

    /// <summary>A co-group. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public CoGroup(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>A co-group whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public CoGroup(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, Name, leftPlan, rightPlan)
    {
        _sorts = options?.Algorithm == JoinAlgorithm.SortMerge;
        _left = new(environment, $"{Name} (left)", leftPlan, _sorts, dropsNull: false);
        _right = new(environment, $"{Name} (right)", rightPlan, _sorts, dropsNull: false);
        EndSidesWithoutSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _left.Edge.IsComplete && _right.Edge.IsComplete;

    private protected override IEdge Edge => _left.Edge.IsComplete ? _right.Edge : _left.Edge;

    private protected override IEdge LeftEdge => _left.Edge;

    private protected override IEdge RightEdge => _right.Edge;

    /// <summary>Adds a record of a source task to the left side.</summary>
    public void AddLeft(int source, TKey key, TLeft value) => AddLeft(source, [new(key, value)]);

    /// <summary>Adds a record of a source task to the right side.</summary>
    public void AddRight(int source, TKey key, TRight value) => AddRight(source, [new(key, value)]);

    /// <summary>
    /// Reads each key of a target task of this worker with the values of both sides: <c>foreach (CoGroupItem&lt;TKey, TLeft, TRight&gt; item in coGroup.Read(task)) foreach (ReadOnlySpan&lt;TLeft&gt;
    /// values in item.Left)</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public CoGroupReader<TKey, TLeft, TRight> Read(int target)
    {
        CheckComplete();
        string place = Environment.PlaceOf(Name, target);
        if (!_sorts) return new HashCoGroupReader<TKey, TLeft, TRight>(Environment, Name, place, _left.Received(target), _right.Received(target));
        SortedCursor<TKey, TLeft> left = _left.Sorted(target);
        try
        {
            return new SortedCoGroupReader<TKey, TLeft, TRight>(left, _right.Sorted(target), CheckedComparison.For<TKey>(place));
        }
        catch
        {
            left.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    private protected override void AddToLeft(int source, ReadOnlySpan<KeyValuePair<TKey, TLeft>> records)
    {
        CountAdded(records.Length);
        _left.Add(source, records);
    }

    private protected override void AddToRight(int source, ReadOnlySpan<KeyValuePair<TKey, TRight>> records)
    {
        CountAdded(records.Length);
        _right.Add(source, records);
    }

    private protected override void EndLeft() => _left.Edge.Finish();

    private protected override void EndRight() => _right.Edge.Finish();
}
