using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>What <see cref="SemiJoin{TKey, TLeft}"/> and <see cref="AntiJoin{TKey, TLeft}"/> have in common: left records, chosen by the keys of the right side, which has nothing else.</summary>
/// <remarks>Costs as those of the other joins, see <see cref="JoinOperator{TKey, TLeft, TRight, TResult}"/>; keys are equal as there.</remarks>
public abstract class FilterJoin<TKey, TLeft> : TwoSidedOperator
{
    private const int Batch = 256;

    private readonly JoinCore<TKey, TLeft, None, KeyValuePair<TKey, TLeft>> _core;
    private readonly KeyValuePair<TKey, None>[] _keys = new KeyValuePair<TKey, None>[Batch];

    private protected FilterJoin(DataflowEnvironment environment, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, Func<object> core)
        : base(environment, name, leftPlan, rightPlan, typeof(KeyValuePair<TKey, TLeft>), typeof(KeyValuePair<TKey, None>))
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

    /// <summary>Adds records of a source task to the left side.</summary>
    public void AddLeft(int source, ReadOnlySpan<KeyValuePair<TKey, TLeft>> pairs)
    {
        CheckLeft(source);
        CountAdded(pairs.Length);
        _core.Left.Add(source, pairs);
    }

    /// <summary>Adds a key of a source task to the right side.</summary>
    public void AddRight(int source, TKey key) => AddRight(source, [key]);

    /// <summary>Adds keys of a source task to the right side; it does not matter how often each comes.</summary>
    public void AddRight(int source, ReadOnlySpan<TKey> keys)
    {
        CheckRight(source);
        CountAdded(keys.Length);
        for (; !keys.IsEmpty; keys = keys[Math.Min(Batch, keys.Length)..])
        {
            int count = Math.Min(Batch, keys.Length);
            for (int i = 0; i < count; i++) _keys[i] = new(keys[i], default);
            _core.Right.Add(source, _keys.AsSpan(0, count));
        }
    }

    /// <summary>
    /// Adds records to the left side, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAddLeft(int source, ReadOnlySpan<KeyValuePair<TKey, TLeft>> pairs)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddLeft(source, pairs);
        return true;
    }

    /// <summary>As <see cref="TryAddLeft"/>, to the right side.</summary>
    public bool TryAddRight(int source, ReadOnlySpan<TKey> keys)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddRight(source, keys);
        return true;
    }

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

    private protected override void EndLeft() => _core.Left.Edge.Finish();

    private protected override void EndRight() => _core.Right.Edge.Finish();
}
