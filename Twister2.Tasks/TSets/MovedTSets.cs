using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>The same records on other workers.</summary>
internal sealed class MovedTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;
    private readonly Func<DataflowEnvironment, RecordOperator<T>> _newOperation;

    public MovedTSet(TSet<T> input, Func<DataflowEnvironment, RecordOperator<T>> newOperation) : base(input.Environment)
    {
        DataPackers.For<T>();
        (_input, _newOperation) = (input, newOperation);
    }

    internal override void Run(IChunkSink<T> sink)
    {
        int worker = Environment.Worker;
        using RecordOperator<T> operation = _newOperation(Environment.Dataflow);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        if (operation.Plan.TargetsOf(worker).Any()) operation.Consume(operation.Plan.TargetsOf(worker).First()).PassTo(sink);
    }
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

    internal override void Run(IChunkSink<(TLeft Left, TRight Right)> sink)
    {
        int worker = Environment.Worker;
        using Cross<TLeft, TRight> operation = new(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_left, chunk => operation.AddLeft(worker, chunk), _right, chunk => operation.AddRight(worker, chunk));
        operation.Read(worker).PassTo(sink);
    }
}
