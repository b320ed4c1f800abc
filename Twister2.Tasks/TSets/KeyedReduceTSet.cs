using Twister2.Dataflow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>One pair per key, through the keyed reduce operator with one task per worker.</summary>
internal sealed class KeyedReduceTSet<TKey, TValue> : TupleTSet<TKey, TValue>
{
    private readonly TupleTSet<TKey, TValue> _input;
    private readonly Func<TValue, TValue, TValue> _reduce;

    public KeyedReduceTSet(TupleTSet<TKey, TValue> input, Func<TValue, TValue, TValue> reduce) : base(input.Environment)
    {
        // Types that cannot be keys or be sent are refused in the line that asks for it, not in that of the first action.
        KeyHasher.For<TKey>();
        DataPackers.For<KeyValuePair<TKey, TValue>>();
        _input = input;
        _reduce = reduce;
    }

    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        int worker = Environment.Worker;
        using KeyedReduce<TKey, TValue> operation = new(Environment.Dataflow, LogicalPlan.OnePerWorker(Environment.WorkerCount), _reduce);
        _input.Run(new Stage(operation, worker));
        operation.Finish(worker);
        operation.WaitForCompletion();
        operation.CopyTo(worker, sink);
    }

    private sealed class Stage(KeyedReduce<TKey, TValue> operation, int task) : IChunkSink<KeyValuePair<TKey, TValue>>
    {
        public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk)
        {
            operation.Add(task, chunk);
            operation.Progress();
        }
    }
}
