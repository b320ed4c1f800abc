using Twister2.Dataflow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>Each record once, on the task that its hash says.</summary>
internal sealed class DistinctTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;

    public DistinctTSet(TSet<T> input) : base(input.Environment)
    {
        KeyTypes.Check<T>();
        _input = input;
    }

    internal override KeptBy KeptBy => KeptBy.Record;

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        return new StageOperator<Distinct<T>>(Environment.Tasks, plan => new(Environment.Dataflow, plan), _input.KeptBy == KeptBy.Record)
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Keyed(nameof(Distinct), _input.KeptBy == KeptBy.Record, "each record sent once", _input.Describe());
}

/// <summary>The records of several sets, where they are.</summary>
internal sealed class UnionTSet<T>(TSet<T>[] inputs) : TSet<T>(inputs[0].Environment)
{
    // The ranges of two sorts are not the same.
    internal override KeptBy KeptBy => inputs[0].KeptBy != KeptBy.KeyRange && inputs.All(input => input.KeptBy == inputs[0].KeptBy) ? inputs[0].KeptBy : KeptBy.Nothing;

    internal override Partitions<T> Open()
    {
        Partitions<T>[] below = [.. inputs.Select(input => input.Open())];
        return new(
            (task, sink) =>
            {
                foreach (Partitions<T> one in below)
                    if (!sink.IsFull) one.Run(task, sink);
            },
            below);
    }

    internal override PlanStep Describe() => new(nameof(Union), [.. inputs.Select(input => input.Describe())]);
}

/// <summary>Each record once that is in both sets, or in the first and not in the second.</summary>
internal sealed class TwoSetsTSet<T> : TSet<T>
{
    private readonly string _name;
    private readonly TSet<T> _left, _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, SetOperator<T>> _newOperation;

    public TwoSetsTSet(string name, TSet<T> left, TSet<T> right, Func<DataflowEnvironment, LogicalPlan, SetOperator<T>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<T>();
        left.CheckSame(right);
        (_name, _left, _right, _newOperation) = (name, left, right, newOperation);
    }

    private bool IsKept => _left.KeptBy == KeptBy.Record && _right.KeptBy == KeptBy.Record;

    internal override KeptBy KeptBy => KeptBy.Record;

    internal override Partitions<T> Open()
    {
        Partitions<T> left = _left.Open();
        StageOperator<SetOperator<T>> sets = new(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan), IsKept);
        sets.Add<T>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        sets.Add<T>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return sets.Completed().Read<T>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() =>
        PlanStep.Keyed(_name, IsKept, $"{Sides.Of(_left.KeptBy == KeptBy.Record, _right.KeptBy == KeptBy.Record)}; each record sent once", _left.Describe(), _right.Describe());
}

/// <summary>What can be a key is found out in the line that asks for it, not in that of the first action.</summary>
internal static class KeyTypes
{
    public static void Check<TKey>()
    {
        KeyHasher.For<TKey>();
        DataPackers.For<TKey>();
    }

    public static void Check<TKey, TValue>()
    {
        KeyHasher.For<TKey>();
        DataPackers.For<KeyValuePair<TKey, TValue>>();
    }
}
