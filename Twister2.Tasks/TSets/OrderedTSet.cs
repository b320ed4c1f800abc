using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// A data set in order: task 0 has the first records, each task's are in order, and none comes after one of the next task. <see cref="ThenBy"/> orders further what is equal. LINQ's
/// <see cref="IOrderedEnumerable{TElement}"/>.
/// </summary>
public sealed class OrderedTSet<T> : TSet<T>
{
    // More are sorted: they have to fit into memory twice, and on their way up the tree.
    private const int MostKept = 1 << 16;

    private readonly TSet<T> _input;
    private readonly SortOrder<T> _order;
    private readonly T[]? _sample;
    private readonly SortOrder<T>? _together;

    internal OrderedTSet(TSet<T> input, SortOrder<T> order, T[]? sample = null, SortOrder<T>? together = null) : base(input.Environment)
    {
        ArgumentNullException.ThrowIfNull(order);
        DataPackers.For<T>(); // A type that cannot be sent is refused in the line that asks for it.
        _input = input;
        _order = order;
        _sample = sample;
        _together = together;
    }

    /// <summary>Orders records that are equal so far by another key, ascending.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order.</exception>
    public OrderedTSet<T> ThenBy<TKey>(Func<T, TKey> key) => new(_input, _order.ThenBy(SortOrder.By(key)), _sample, _together);

    /// <summary>Orders records that are equal so far by another key, descending.</summary>
    /// <exception cref="NotSupportedException">The type of the key has no order.</exception>
    public OrderedTSet<T> ThenByDescending<TKey>(Func<T, TKey> key) => new(_input, _order.ThenBy(SortOrder.By(key).Descending()), _sample, _together);

    internal override SortOrder<T> KeptOrder => IsKept ? _input.KeptOrder! : _order;

    /// <summary>Keys are together only where this is asked of pairs (<see cref="TupleTSet{TKey, TValue}.SortByKey()"/>).</summary>
    internal override KeptBy KeptBy => IsKept ? _input.KeptBy : _together is null ? KeptBy.Nothing : KeptBy.KeyRange;

    /// <summary>Whether the records are in this order already, and together as they are to be: then nothing moves.</summary>
    private bool IsKept => _input.KeptOrder is { } order && order.Implies(_order) && (_together is null || _input.KeptBy == KeptBy.KeyRange);

    internal override TSet<T>? Together(SortOrder<T> by)
    {
        if (IsKept) return _input.Together(by);
        return _order.Implies(by) ? new OrderedTSet<T>(_input, _order, _sample, by) : null;
    }

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        if (IsKept) return input;
        DataflowEnvironment dataflow = Environment.Dataflow;
        return new StageOperator<Sort<T>>(Environment.Tasks, plan => new(dataflow, plan, _order, _together, _sample, isSampled: _sample is not null))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => IsKept
        ? new("Sort", _input.Describe()) { Note = "nothing to do, the order is kept" }
        : PlanStep.Shuffle("Sort", $"shuffle by ranges, which a sample gives{(_together is null ? "" : "; equal keys on one task")}", _input.Describe());

    /// <summary>The first records alone: each worker keeps no more than twice as many, and sends no more than are wanted.</summary>
    internal override T[] TakeFirst(int count)
    {
        if (IsKept || count > MostKept) return base.TakeFirst(count);
        DataPackers.For<T[]>(); // A type that cannot be sent is refused before all the work is done.
        WorkerTasks tasks = Environment.Tasks;
        Partitions<T> input = _input.Open();
        using StageOperator<TopK<T>> top = new(tasks, _ => new(Environment.Dataflow, tasks.ToOne, count, _order));
        T[] first = [.. top.Filled<T>(input, static operation => operation.Add).Operator.ToList()];
        return Environment.WorkerCount == 1 ? first : Environment.Dataflow.Broadcast(first);
    }
}
