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

    internal override SortOrder<T> KeptOrder => IsKept ? _input.KeptOrder! : _order;

    /// <summary>Whether the records are in this order already: then nothing moves.</summary>
    private bool IsKept => _input.KeptOrder is { } order && order.Implies(_order);

    internal override Partitions<T> Open()
    {
        Partitions<T> input = _input.Open();
        if (IsKept) return input;
        DataflowEnvironment dataflow = Environment.Dataflow;
        return new StageOperator<Sort<T>>(Environment.Tasks, plan => _sample is null ? new(dataflow, plan, _order) : Twister2.Dataflow.Sort.FromSample<T>(dataflow, plan, _order, _sample))
            .Filled<T>(input, static operation => operation.Add)
            .Read<T>(static (operation, task, sink) => operation.Consume(task).PassTo(sink));
    }

    internal override PlanStep Describe() => IsKept
        ? new("Sort", _input.Describe()) { Note = "nothing to do, the order is kept" }
        : PlanStep.Shuffle("Sort", "shuffle by ranges, which a sample gives", _input.Describe());

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
