using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>One pair per key, through the keyed reduce operator.</summary>
internal sealed class KeyedReduceTSet<TKey, TValue> : TupleTSet<TKey, TValue>
{
    private readonly TupleTSet<TKey, TValue> _input;
    private readonly Func<DataflowEnvironment, LogicalPlan, KeyedReduce<TKey, TValue>> _newOperation;

    public KeyedReduceTSet(TupleTSet<TKey, TValue> input, Func<DataflowEnvironment, LogicalPlan, KeyedReduce<TKey, TValue>> newOperation) : base(input.Environment)
    {
        // Types that cannot be keys or be sent are refused in the line that asks for it, not in that of the first action.
        KeyTypes.Check<TKey, TValue>();
        _input = input;
        _newOperation = newOperation;
    }

    internal override KeptBy KeptBy => _input.KeptBy.BehindKeyed();

    internal override Partitions<KeyValuePair<TKey, TValue>> Open()
    {
        Partitions<KeyValuePair<TKey, TValue>> input = _input.Open();
        return new StageOperator<KeyedReduce<TKey, TValue>>(Environment.Tasks, plan => _newOperation(Environment.Dataflow, plan), _input.KeptBy.HasKeysTogether())
            .Filled<KeyValuePair<TKey, TValue>>(input, static operation => operation.Add)
            .Read<KeyValuePair<TKey, TValue>>(static (operation, task, sink) => operation.Read(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Keyed(nameof(KeyedReduce), _input.KeptBy.HasKeysTogether(), "combined before sending", _input.Describe());
}
