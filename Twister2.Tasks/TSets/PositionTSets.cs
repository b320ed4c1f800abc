using Twister2.Dataflow;

namespace Twister2.Tasks;

// Operations that go by the order of a set: that of the tasks and, of each task, of its records, which is the order in which Collect gives them.

internal sealed class ZipWithIndexTSet<T> : TSet<(long Index, T Item)>
{
    private readonly TSet<T> _input;

    public ZipWithIndexTSet(TSet<T> input) : base(input.Environment)
    {
        DataPackers.For<T>();
        _input = input;
    }

    internal override Partitions<(long Index, T Item)> Open()
    {
        Partitions<T> input = _input.Open();
        return new StageOperator<ZipWithIndex<T>>(Environment.Tasks, plan => new(Environment.Dataflow, plan))
            .Filled<T>(input, static operation => operation.Add)
            .Read<(long Index, T Item)>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle(nameof(ZipWithIndex), "records stay; their numbers are added up over the tasks", _input.Describe());
}

internal sealed class ZipTSet<TLeft, TRight> : TSet<(TLeft Left, TRight Right)>
{
    private readonly TSet<TLeft> _left;
    private readonly TSet<TRight> _right;

    public ZipTSet(TSet<TLeft> left, TSet<TRight> right) : base(left.Environment)
    {
        DataPackers.For<TLeft>();
        DataPackers.For<TRight>();
        left.CheckSame(right);
        (_left, _right) = (left, right);
    }

    internal override Partitions<(TLeft Left, TRight Right)> Open()
    {
        Partitions<TLeft> left = _left.Open();
        StageOperator<Zip<TLeft, TRight>> zip = new(Environment.Tasks, plan => new(Environment.Dataflow, plan, plan, ZipLengths.ShorterDecides));
        zip.Add<TLeft>(left, static operation => operation.AddLeft, static (operation, source) => operation.FinishLeft(source));
        zip.Add<TRight>(_right.Open(), static operation => operation.AddRight, static (operation, source) => operation.FinishRight(source));
        return zip.Completed().Read<(TLeft Left, TRight Right)>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle("Zip", "the left side stays, the right one goes where its partners are", _left.Describe(), _right.Describe());
}

internal sealed class ScanTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;
    private readonly Func<T, T, T> _combine;

    public ScanTSet(TSet<T> input, Func<T, T, T> combine) : base(input.Environment)
    {
        DataPackers.For<T>();
        (_input, _combine) = (input, combine);
    }

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        return new StageOperator<PrefixScan<T, T>>(Environment.Tasks, plan => PrefixScan.Inclusive(Environment.Dataflow, plan, _combine))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle(nameof(Scan), "records stay; what each task combines goes through a scan", _input.Describe());
}

internal sealed class SampleTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;
    private readonly Func<DataflowEnvironment, LogicalPlan, Sample<T>> _newOperation;

    public SampleTSet(TSet<T> input, Func<DataflowEnvironment, LogicalPlan, Sample<T>> newOperation) : base(input.Environment)
    {
        DataPackers.For<T>();
        (_input, _newOperation) = (input, newOperation);
    }

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        return new StageOperator<Sample<T>>(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle(nameof(Sample), "records stay; tasks agree which", _input.Describe());
}
