using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// Rows in order over all tasks: kept until all are there, divided by keys of a sample so that each task gets about as many, and sorted there. Rows count as (key, task, position), so that equal keys keep
/// their order, and may be divided.
/// </summary>
internal sealed class OrderedTable : Table
{
    /// <summary>More rows than these are sorted, if only the first are wanted: every task keeps and sends so many.</summary>
    public const int MostKept = 1 << 16;

    private readonly Table _input;
    private readonly TableOrder[] _orders;

    public OrderedTable(Table input, TableOrder[] orders) : base(input.Environment, input.Schema)
    {
        if (orders.Length == 0) throw new ArgumentException($"{nameof(OrderBy)}: no column to order by.", nameof(orders));
        (_input, _orders) = (input, [.. orders]);
        foreach (TableOrder order in _orders) ArgumentNullException.ThrowIfNull(order, nameof(orders));
        _ = new OrderKeys(Schema, _orders);
    }

    /// <summary>The first rows of this order, found without a sort of all.</summary>
    public Table First(int count) => new TopTable(_input, _orders, count);

    internal override TableParts Open()
    {
        WorkerTasks tasks = Environment.Tasks;
        if (tasks.Total > 1) return Exchange(tasks);
        SortedRows sorted = new(Environment, Schema, new OrderKeys(Schema, _orders));
        IDisposable kept = tasks.Keep(sorted);
        tasks.RunAll(_input.Open(), _ => new BatchAction(sorted.Add));
        return new((_, sink) => sorted.PassTo(sink), kept);
    }

    private TableParts Exchange(WorkerTasks tasks)
    {
        RowKeeper[] kept = tasks.Each(_ => new RowKeeper(Environment, Schema, nameof(OrderBy)));
        IDisposable[] keepers = [.. kept.Select(tasks.Keep)];
        tasks.RunAll(_input.Open(), task => new BatchAction(kept[task].Add));
        RowRanges ranges = RowRanges.Agree(Environment, kept, new OrderKeys(Schema, _orders));
        TablePartition partition = TablePartition.Ordered(Environment.Dataflow, tasks.Plan, Schema, TablePartitioner.Custom(ranges.Choose));
        IDisposable exchange = tasks.Keep(partition);
        tasks.ForEach(task =>
        {
            OperatorBatches sink = new(partition, tasks, batch =>
            {
                // Asked while the batch is added, inside the gate.
                ranges.Source = task;
                partition.Add(tasks.NumberOf(task), batch);
            });
            kept[task].Read(consume: true).PassTo(sink);
            tasks.Inside(() => partition.Finish(tasks.NumberOf(task)));
        });
        partition.WaitForCompletion();
        foreach (IDisposable keeper in keepers) keeper.Dispose();
        return new((task, sink) => PassSorted(partition, tasks, task, sink), exchange);
    }

    private void PassSorted(TablePartition partition, WorkerTasks tasks, int task, IBatchSink sink)
    {
        using SortedRows sorted = new(Environment, Schema, new OrderKeys(Schema, _orders));
        foreach (RecordBatch batch in tasks.Outside(partition.Consume(tasks.NumberOf(task)))) sorted.Add(batch);
        sorted.PassTo(sink);
    }
}
