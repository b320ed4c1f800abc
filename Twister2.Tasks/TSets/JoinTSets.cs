using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Rows made of the pairs of two sets that have the same key.</summary>
internal sealed class JoinTSet<TKey, TLeft, TRight, TResult> : TSet<TResult>
{
    private readonly TSet<KeyValuePair<TKey, TLeft>> _left;
    private readonly TSet<KeyValuePair<TKey, TRight>> _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, JoinOperator<TKey, TLeft, TRight, TResult>> _newOperation;

    private readonly string _name;

    public JoinTSet(
        string name, TSet<KeyValuePair<TKey, TLeft>> left, TSet<KeyValuePair<TKey, TRight>> right,
        Func<DataflowEnvironment, LogicalPlan, JoinOperator<TKey, TLeft, TRight, TResult>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<TKey, TLeft>();
        KeyTypes.Check<TKey, TRight>();
        left.CheckSame(right);
        (_name, _left, _right, _newOperation) = (name, left, right, newOperation);
    }

    private bool IsKept => _left.KeptBy == KeptBy.Key && _right.KeptBy == KeptBy.Key;

    internal override Partitions<TResult> Open()
    {
        Partitions<KeyValuePair<TKey, TLeft>> left = _left.Open();
        StageOperator<JoinOperator<TKey, TLeft, TRight, TResult>> join = new(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan), IsKept);
        join.Add<KeyValuePair<TKey, TLeft>>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        join.Add<KeyValuePair<TKey, TRight>>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return join.Completed().Read<TResult>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Keyed(_name, IsKept, Sides.Of(_left.KeptBy == KeptBy.Key, _right.KeptBy == KeptBy.Key), _left.Describe(), _right.Describe());
}

/// <summary>The left pairs whose key the right set has, or has not.</summary>
internal sealed class FilterJoinTSet<TKey, TLeft> : TupleTSet<TKey, TLeft>
{
    private readonly TSet<KeyValuePair<TKey, TLeft>> _left;
    private readonly TSet<TKey> _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, FilterJoin<TKey, TLeft>> _newOperation;

    private readonly string _name;

    public FilterJoinTSet(string name, TSet<KeyValuePair<TKey, TLeft>> left, TSet<TKey> right, Func<DataflowEnvironment, LogicalPlan, FilterJoin<TKey, TLeft>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<TKey, TLeft>();
        left.CheckSame(right);
        (_name, _left, _right, _newOperation) = (name, left, right, newOperation);
    }

    private bool IsKept => _left.KeptBy == KeptBy.Key && _right.KeptBy == KeptBy.Record;

    internal override KeptBy KeptBy => KeptBy.Key;

    internal override Partitions<KeyValuePair<TKey, TLeft>> Open()
    {
        Partitions<KeyValuePair<TKey, TLeft>> left = _left.Open();
        StageOperator<FilterJoin<TKey, TLeft>> join = new(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan), IsKept);
        join.Add<KeyValuePair<TKey, TLeft>>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        join.Add<TKey>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return join.Completed().Read<KeyValuePair<TKey, TLeft>>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Keyed(_name, IsKept, Sides.Of(_left.KeptBy == KeptBy.Key, _right.KeptBy == KeptBy.Record), _left.Describe(), _right.Describe());
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

    private bool IsKept => _left.KeptBy == KeptBy.Key && _right.KeptBy == KeptBy.Key;

    internal override Partitions<(TKey Key, TLeft[] Left, TRight[] Right)> Open()
    {
        Partitions<KeyValuePair<TKey, TLeft>> left = _left.Open();
        StageOperator<CoGroup<TKey, TLeft, TRight>> groups = new(Environment.Tasks, plan => new(Environment.Dataflow, plan, _options), IsKept);
        groups.Add<KeyValuePair<TKey, TLeft>>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        groups.Add<KeyValuePair<TKey, TRight>>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return groups.Completed().Read<(TKey Key, TLeft[] Left, TRight[] Right)>(Pass);
    }

    internal override PlanStep Describe() =>
        PlanStep.Keyed("CoGroup", IsKept, $"{Sides.Of(_left.KeptBy == KeptBy.Key, _right.KeptBy == KeptBy.Key)}; values of a key in memory", _left.Describe(), _right.Describe());

    private void Pass(CoGroup<TKey, TLeft, TRight> operation, int task, IChunkSink<(TKey Key, TLeft[] Left, TRight[] Right)> sink)
    {
        GroupChunks<(TKey, TLeft[], TRight[])> rows = new(sink, Environment.ChunkRecords);
        foreach (CoGroupItem<TKey, TLeft, TRight> item in operation.Read(task))
        {
            TLeft[] left = item.Left.ToArray();
            TRight[] right = item.Right.ToArray();
            rows.Add((item.Key, left, right), left.Length + right.Length);
            if (sink.IsFull) return;
        }
        rows.Flush();
    }
}

/// <summary>What a plan says of the sides of a join.</summary>
internal static class Sides
{
    public static string Of(bool keepsLeft, bool keepsRight) => (keepsLeft, keepsRight) switch
    {
        (true, true) => "both sides stay",
        (true, false) => "the left side stays",
        (false, true) => "the right side stays",
        _ => "both sides move",
    };
}
