using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>The cross product: each record of the left side with each record of the right side. SQL's CROSS JOIN.</summary>
/// <remarks>
/// Source tasks keep what they add until all have finished, because only then it is known which side has fewer bytes: that one goes to every worker with target tasks, the other stays where it is,
/// spread over the targets of its worker. So a worker sends its part of the smaller side once for each worker with targets, and messages grow with the square of their number. Results
/// are made while they are read: blocks of the smaller side, each with all records of the other, so nothing but the two sides has to be kept, within the budget.
/// </remarks>
public sealed class Cross<TLeft, TRight> : TwoInputOperator<TLeft, TRight>
{
    private const string Name = nameof(Cross<,>);

    private readonly CrossSide<TLeft> _left;
    private readonly CrossSide<TRight> _right;
    private readonly TreeAgreement<(long, long)> _agreement;
    private int _endedSides;
    private bool _isAtWork;

    /// <summary>A cross product. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">A type cannot be sent; the message says what can be done.</exception>
    public Cross(DataflowEnvironment environment, LogicalPlan plan) : this(environment, plan, plan) { }

    /// <summary>A cross product whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">A type cannot be sent; the message says what can be done.</exception>
    public Cross(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan)
        : base(environment, Name, leftPlan, rightPlan)
    {
        _left = new(environment, $"{Name} (left)", leftPlan);
        _right = new(environment, $"{Name} (right)", rightPlan);
        _agreement = new(environment, Name, 0, static (a, b) => (a.Item1 + b.Item1, a.Item2 + b.Item2), goesDown: true) { Continue = HandOn };
        environment.Engine.Open(_agreement);
        EndSidesWithoutSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _left.Edge.IsComplete && _right.Edge.IsComplete;

    private protected override IEdge Edge => !_agreement.IsComplete ? _agreement : _left.Edge.IsComplete ? _right.Edge : _left.Edge;

    private protected override IEdge LeftEdge => _left.Edge;

    private protected override IEdge RightEdge => _right.Edge;

    private bool LeftGoesToAll => _agreement.Result.Item1 < _agreement.Result.Item2;

    /// <summary>
    /// Makes and reads the results of a target task of this worker, in no particular order: <c>foreach (ReadOnlySpan&lt;(TLeft Left, TRight Right)&gt; pairs in cross.Read(task))</c>. Once complete; as
    /// often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public ChunkSequence<(TLeft Left, TRight Right)> Read(int target)
    {
        CheckComplete();
        bool leftGoesToAll = LeftGoesToAll;
        Stores.IRecordSource<KeyValuePair<None, TLeft>> left = _left.Received(target, leftGoesToAll);
        Stores.IRecordSource<KeyValuePair<None, TRight>> right = _right.Received(target, !leftGoesToAll);
        return new(leftGoesToAll
            ? new BlockProduct<None, TLeft, TRight, (TLeft, TRight), LeftBuilds<None, TLeft, TRight, (TLeft, TRight), CrossShape<TLeft, TRight>>>(Environment, left, right)
            : new BlockProduct<None, TRight, TLeft, (TLeft, TRight), RightBuilds<None, TLeft, TRight, (TLeft, TRight), CrossShape<TLeft, TRight>>>(Environment, right, left));
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int target, IChunkSink<(TLeft Left, TRight Right)> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Read(target).CopyTo(sink);
    }

    /// <inheritdoc/>
    public override string DescribeWait() => _agreement.IsComplete ? base.DescribeWait() : _agreement.DescribeWait();

    /// <inheritdoc/>
    public override void Dispose()
    {
        Environment.Engine.Close(_agreement);
        base.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    private protected override void AddToLeft(int source, ReadOnlySpan<TLeft> records)
    {
        CountAdded(records.Length);
        _left.Add(source, records);
    }

    private protected override void AddToRight(int source, ReadOnlySpan<TRight> records)
    {
        CountAdded(records.Length);
        _right.Add(source, records);
    }

    private protected override void EndLeft() => EndSide();

    private protected override void EndRight() => EndSide();

    private void EndSide()
    {
        if (++_endedSides == 2) _agreement.Give((_left.TotalBytes(), _right.TotalBytes()));
    }

    /// <summary>Hands a chunk on, unless too much is on its way already, or this is called from inside of it.</summary>
    private bool HandOn()
    {
        if (_isAtWork || !Environment.Engine.HasRoom) return false;
        _isAtWork = true;
        try
        {
            bool leftGoesToAll = LeftGoesToAll;
            return _left.HandOn(leftGoesToAll) || _right.HandOn(!leftGoesToAll);
        }
        finally
        {
            _isAtWork = false;
        }
    }
}
