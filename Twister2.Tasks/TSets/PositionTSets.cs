using Twister2.Dataflow;

namespace Twister2.Tasks;

// Operations that go by the order of a set: that of the workers and, of each worker, of its records, which is the order in which Collect gives them.

internal sealed class ZipWithIndexTSet<T> : TSet<(long Index, T Item)>
{
    private readonly TSet<T> _input;

    public ZipWithIndexTSet(TSet<T> input) : base(input.Environment)
    {
        DataPackers.For<T>();
        _input = input;
    }

    internal override void Run(IChunkSink<(long Index, T Item)> sink)
    {
        int worker = Environment.Worker;
        using ZipWithIndex<T> operation = new(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.Consume(worker).PassTo(sink);
    }
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

    internal override void Run(IChunkSink<(TLeft Left, TRight Right)> sink)
    {
        int worker = Environment.Worker;
        LogicalPlan plan = Environment.OnePerWorker;
        using Zip<TLeft, TRight> operation = new(Environment.Dataflow, plan, plan, ZipLengths.ShorterDecides);
        operation.Fill(_left, _right);
        operation.Consume(worker).PassTo(sink);
    }
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

    internal override void Run(IChunkSink<T> sink)
    {
        int worker = Environment.Worker;
        using PrefixScan<T, T> operation = PrefixScan.Inclusive(Environment.Dataflow, Environment.OnePerWorker, _combine);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.Consume(worker).PassTo(sink);
    }
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

    internal override void Run(IChunkSink<T> sink)
    {
        int worker = Environment.Worker;
        using Sample<T> operation = _newOperation(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.Consume(worker).PassTo(sink);
    }
}
