using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>One pair per key, through the keyed reduce operator with one task per worker.</summary>
internal sealed class KeyedReduceTSet<TKey, TValue> : TupleTSet<TKey, TValue>
{
    private readonly TupleTSet<TKey, TValue> _input;
    private readonly Func<TValue, TValue, TValue> _reduce;

    public KeyedReduceTSet(TupleTSet<TKey, TValue> input, Func<TValue, TValue, TValue> reduce) : base(input.Environment)
    {
        // Types that cannot be keys or be sent are refused in the line that asks for it, not in that of the first action.
        KeyTypes.Check<TKey, TValue>();
        _input = input;
        _reduce = reduce;
    }

    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink)
    {
        int worker = Environment.Worker;
        using KeyedReduce<TKey, TValue> operation = new(Environment.Dataflow, Environment.OnePerWorker, _reduce);
        operation.Fill(_input, chunk => operation.Add(worker, chunk));
        operation.CopyTo(worker, sink);
    }
}
