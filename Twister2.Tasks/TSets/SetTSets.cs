using Twister2.Dataflow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>Each record once, on the worker that its hash says.</summary>
internal sealed class DistinctTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;

    public DistinctTSet(TSet<T> input) : base(input.Environment)
    {
        KeyTypes.Check<T>();
        _input = input;
    }

    internal override void Run(IChunkSink<T> sink)
    {
        int worker = Environment.Worker;
        using Distinct<T> operation = new(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.Read(worker).PassTo(sink);
    }
}

/// <summary>The records of several sets, each worker's where they are.</summary>
internal sealed class UnionTSet<T>(TSet<T>[] inputs) : TSet<T>(inputs[0].Environment)
{
    internal override void Run(IChunkSink<T> sink)
    {
        // All of them run, also when the sink is full: they may have operators, which all workers must build.
        foreach (TSet<T> input in inputs) input.Run(sink);
    }
}

/// <summary>Each record once that is in both sets, or in the first and not in the second.</summary>
internal sealed class TwoSetsTSet<T> : TSet<T>
{
    private readonly TSet<T> _left, _right;
    private readonly Func<DataflowEnvironment, LogicalPlan, SetOperator<T>> _newOperation;

    public TwoSetsTSet(TSet<T> left, TSet<T> right, Func<DataflowEnvironment, LogicalPlan, SetOperator<T>> newOperation) : base(left.Environment)
    {
        KeyTypes.Check<T>();
        left.CheckSame(right);
        (_left, _right, _newOperation) = (left, right, newOperation);
    }

    internal override void Run(IChunkSink<T> sink)
    {
        int worker = Environment.Worker;
        using SetOperator<T> operation = _newOperation(Environment.Dataflow, Environment.OnePerWorker);
        operation.Fill(_left, _right);
        operation.Read(worker).PassTo(sink);
    }
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
