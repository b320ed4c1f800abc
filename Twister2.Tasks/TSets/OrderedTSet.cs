using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// A data set in order: task 0 has the first records, each task's are in order, and none comes after one of the next task. <see cref="ThenBy"/> orders further what is equal. LINQ's
/// <see cref="IOrderedEnumerable{TElement}"/>.
/// </summary>
public sealed class OrderedTSet<T> : TSet<T>
{
    private readonly TSet<T> _input;
    private readonly SortOrder<T> _order;
    private readonly T[]? _sample;

    internal OrderedTSet(TSet<T> input, SortOrder<T> order, T[]? sample = null) : base(input.Environment)
    {
        ArgumentNullException.ThrowIfNull(order);
        DataPackers.For<T>(); // A type that cannot be sent is refused in the line that asks for it.
        _input = input;
        _order = order;
        _sample = sample;
    }

    /// <summary>Orders records that are equal so far by another key, ascending.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order.</exception>
    public OrderedTSet<T> ThenBy<TKey>(Func<T, TKey> key) => new(_input, _order.ThenBy(SortOrder.By(key)), _sample);

    /// <summary>Orders records that are equal so far by another key, descending.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order.</exception>
    public OrderedTSet<T> ThenByDescending<TKey>(Func<T, TKey> key) => new(_input, _order.ThenBy(SortOrder.By(key).Descending()), _sample);

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        DataflowEnvironment dataflow = Environment.Dataflow;
        return new StageOperator<Sort<T>>(Environment.Tasks, plan => _sample is null ? new(dataflow, plan, _order) : Twister2.Dataflow.Sort.FromSample<T>(dataflow, plan, _order, _sample))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => PlanStep.Shuffle("Sort", "shuffle by ranges, which a sample gives", _input.Describe());
}
