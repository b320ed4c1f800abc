using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Rows made of the pairs of two sets that have the same key.</summary>
internal sealed class JoinTSet<TKey, TLeft, TRight, TResult> : TSet<TResult>
{
    private readonly TSet<KeyValuePair<TKey, TLeft>> _left;
    private readonly TSet<KeyValuePair<TKey, TRight>> _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, JoinOperator<TKey, TLeft, TRight, TResult>> _newOperation;

    public JoinTSet(
        TSet<KeyValuePair<TKey, TLeft>> left, TSet<KeyValuePair<TKey, TRight>> right,
        Func<DataflowEnvironment, LogicalPlan, JoinOperator<TKey, TLeft, TRight, TResult>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<TKey, TLeft>();
        KeyTypes.Check<TKey, TRight>();
        left.CheckSame(right);
        (_left, _right, _newOperation) = (left, right, newOperation);
    }

    internal override void Run(IChunkSink<TResult> sink)
    {
        int worker = Environment.Worker;
        using JoinOperator<TKey, TLeft, TRight, TResult> operation = _newOperation(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_left, chunk => operation.AddLeft(worker, chunk), _right, chunk => operation.AddRight(worker, chunk));
        operation.Read(worker).PassTo(sink);
    }
}

/// <summary>The left pairs whose key the right set has, or has not.</summary>
internal sealed class FilterJoinTSet<TKey, TLeft> : TupleTSet<TKey, TLeft>
{
    private readonly TSet<KeyValuePair<TKey, TLeft>> _left;
    private readonly TSet<TKey> _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, FilterJoin<TKey, TLeft>> _newOperation;

    public FilterJoinTSet(TSet<KeyValuePair<TKey, TLeft>> left, TSet<TKey> right, Func<DataflowEnvironment, LogicalPlan, FilterJoin<TKey, TLeft>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<TKey, TLeft>();
        left.CheckSame(right);
        (_left, _right, _newOperation) = (left, right, newOperation);
    }

    internal override void Run(IChunkSink<KeyValuePair<TKey, TLeft>> sink)
    {
        int worker = Environment.Worker;
        using FilterJoin<TKey, TLeft> operation = _newOperation(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_left, chunk => operation.AddLeft(worker, chunk), _right, chunk => operation.AddRight(worker, chunk));
        operation.Read(worker).PassTo(sink);
    }
}

/// <summary>Each key of two sets with all values that either has of it.</summary>
internal sealed class CoGroupTSet<TKey, TLeft, TRight> : TSet<(TKey Key, TLeft[] Left, TRight[] Right)>
{
    private readonly TSet<KeyValuePair<TKey, TLeft>> _left;
    private readonly TSet<KeyValuePair<TKey, TRight>> _right;
    private readonly JoinOptions? _options;

    public CoGroupTSet(TSet<KeyValuePair<TKey, TLeft>> left, TSet<KeyValuePair<TKey, TRight>> right, JoinOptions? options) : base(left.Environment)
    {
        KeyTypes.Check<TKey, TLeft>();
        KeyTypes.Check<TKey, TRight>();
        left.CheckSame(right);
        (_left, _right, _options) = (left, right, options);
    }

    internal override void Run(IChunkSink<(TKey Key, TLeft[] Left, TRight[] Right)> sink)
    {
        int worker = Environment.Worker;
        using CoGroup<TKey, TLeft, TRight> operation = new(Environment.Dataflow, Environment.OnePerWorker, _options);
        operation.Fill(_left, chunk => operation.AddLeft(worker, chunk), _right, chunk => operation.AddRight(worker, chunk));
        GroupChunks<(TKey, TLeft[], TRight[])> rows = new(sink, Environment.Dataflow.Options.ChunkRecords);
        foreach (CoGroupItem<TKey, TLeft, TRight> item in operation.Read(worker))
        {
            TLeft[] left = item.Left.ToArray();
            TRight[] right = item.Right.ToArray();
            rows.Add((item.Key, left, right), left.Length + right.Length);
            if (sink.IsFull) return;
        }
        rows.Flush();
    }
}
