using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>One pair per key, through the keyed reduce operator with one task per worker.</summary>
internal sealed class KeyedReduceTSet<TKey, TValue>(TupleTSet<TKey, TValue> input, Func<TValue, TValue, TValue> reduce)
    : TupleTSet<TKey, TValue>(input.Environment)
{
    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        int worker = Environment.Worker;
        using KeyedReduce<TKey, TValue> operation = new(Environment.Dataflow, LogicalPlan.OnePerWorker(Environment.WorkerCount), reduce);
        input.Run(new Stage(operation, worker));
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
