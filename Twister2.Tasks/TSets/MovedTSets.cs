using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>The same records on other workers.</summary>
internal sealed class MovedTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;
    private readonly string _name, _how;
    private readonly Func<DataflowEnvironment, LogicalPlan, RecordOperator<T>> _newOperation;

    public MovedTSet(string name, string how, TSet<T> input, Func<DataflowEnvironment, LogicalPlan, RecordOperator<T>> newOperation) : base(input.Environment)
    {
        DataPackers.For<T>();
        (_name, _how, _input, _newOperation) = (name, how, input, newOperation);
    }

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        // Tasks of a worker may share what they are given, and read it at the same time: then the last one to begin must not take it away from the others.
        bool consumes = !Environment.Tasks.IsShared;
        return new StageOperator<RecordOperator<T>>(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>((operation, task, sink) => (consumes ? operation.Consume(task) : operation.Read(task)).PassTo(sink), static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle(_name, _how, _input.Describe());
}

/// <summary>Every pair of a record of one set and one of the other.</summary>
internal sealed class CrossTSet<TLeft, TRight> : TSet<(TLeft Left, TRight Right)>
{
    private readonly TSet<TLeft> _left;
    private readonly TSet<TRight> _right;

    public CrossTSet(TSet<TLeft> left, TSet<TRight> right) : base(left.Environment)
    {
        DataPackers.For<TLeft>();
        DataPackers.For<TRight>();
        left.CheckSame(right);
        (_left, _right) = (left, right);
    }

    internal override Partitions<(TLeft Left, TRight Right)> Open()
    {
        Partitions<TLeft> left = _left.Open();
        StageOperator<Cross<TLeft, TRight>> cross = new(Environment.Tasks, plan => new(Environment.Dataflow, plan));
        cross.Add<TLeft>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        cross.Add<TRight>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return cross.Completed().Read<(TLeft Left, TRight Right)>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle("Cross", "the smaller side to all workers", _left.Describe(), _right.Describe());
}
