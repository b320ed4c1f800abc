using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>How often each record comes, through the keyed reduce operator with one task per worker.</summary>
internal sealed class CountedTSet<T> : TupleTSet<T, long>
{
    private readonly TSet<T> _input;

    public CountedTSet(TSet<T> input) : base(input.Environment)
    {
        // Types that cannot be keys or be sent are refused in the line that asks for it, not in that of the first action.
        KeyTypes.Check<T, long>();
        _input = input;
    }

    internal override void Run(IChunkSink<KeyValuePair<T, long>> sink)
    {
        int worker = Environment.Worker;
        using KeyedReduce<T, long> counts = Twister2.Dataflow.KeyedReduce.Sum<T, long>(Environment.Dataflow, Environment.OnePerWorker);
        // Words that only have to be counted go from the text to the table as two numbers each.
        if (_input is FlatMapTSet<Utf8Text, Utf8Text> { IsSpaceSeparated: true } words && counts is KeyedReduce<Utf8Text, long> counted)
            words.RunInput(new WordStage(counted, worker));
        else _input.Run(new OperatorStage<T>(counts, chunk => counts.Add(worker, chunk, 1L)));
        counts.Finish(worker);
        counts.WaitForCompletion();
        counts.CopyTo(worker, sink);
    }
}
