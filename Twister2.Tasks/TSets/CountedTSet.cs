using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>How often each record comes, through the keyed reduce operator.</summary>
internal sealed class CountedTSet<T> : TupleTSet<T, long>
{
    private readonly TSet<T> _input;

    public CountedTSet(TSet<T> input) : base(input.Environment)
    {
        // Types that cannot be keys or be sent are refused in the line that asks for it, not in that of the first action.
        KeyTypes.Check<T, long>();
        _input = input;
    }

    internal override KeptBy KeptBy => KeptBy.Key;

    internal override Partitions<KeyValuePair<T, long>> Open()
    {
        // Words that only have to be counted go from the text to the table as two numbers each.
        if (_input is FlatMapTSet<Utf8Text, Utf8Text> { IsSpaceSeparated: true } words) return (Partitions<KeyValuePair<T, long>>)(object)CountWords(words.OpenInput());
        Partitions<T> input = _input.Open();
        return NewOperator<T>(_input.KeptBy == KeptBy.Record)
            .Filled<T>(input, static counts => (source, records) => counts.Add(source, records, 1L))
            .Read<KeyValuePair<T, long>>(static (counts, task, sink) => counts.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Keyed(nameof(CountByValue), _input.KeptBy == KeptBy.Record, "counted before sending", _input.Describe());

    private Partitions<KeyValuePair<Utf8Text, long>> CountWords(Partitions<Utf8Text> texts)
    {
        StageOperator<KeyedReduce<Utf8Text, long>> counted = NewOperator<Utf8Text>(isKept: false);
        counted.Add<Utf8Text>(texts, (counts, source) => new WordStage(counts, source, Environment.Tasks.Gate), static (counts, source) => counts.Finish(source));
        return counted.Completed().Read<KeyValuePair<Utf8Text, long>>(static (counts, task, sink) => counts.Read(task).PassTo(sink));
    }

    private StageOperator<KeyedReduce<TKey, long>> NewOperator<TKey>(bool isKept) => new(Environment.Tasks, plan => Twister2.Dataflow.KeyedReduce.Sum<TKey, long>(Environment.Dataflow, plan), isKept);
}
