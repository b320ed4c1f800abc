using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// Rows in order over all workers: kept until all are there, divided by keys of a sample so that each worker gets about as many, and sorted there. Rows count as (key, worker, position), so that equal keys keep
/// their order, and may be divided.
/// </summary>
internal sealed class OrderedTable : Table
{
    private readonly Table _input;
    private readonly TableOrder[] _orders;

    public OrderedTable(Table input, TableOrder[] orders) : base(input.Environment, input.Schema)
    {
        if (orders.Length == 0) throw new ArgumentException($"{nameof(OrderBy)}: no column to order by.", nameof(orders));
        (_input, _orders) = (input, [.. orders]);
        foreach (TableOrder order in _orders) ArgumentNullException.ThrowIfNull(order, nameof(orders));
        _ = new OrderKeys(Schema, _orders);
    }

    internal override void Run(IBatchSink sink)
    {
        OrderKeys keys = new(Schema, _orders);
        using SortedRows sorted = new(Environment, Schema, keys);
        if (Environment.WorkerCount == 1) _input.Run(new BatchAction(sorted.Add));
        else Exchange(keys, sorted);
        sorted.PassTo(sink);
    }

    private void Exchange(OrderKeys keys, SortedRows sorted)
    {
        using RowKeeper kept = new(Environment, Schema, nameof(OrderBy));
        _input.Run(new BatchAction(kept.Add));
        RowRanges ranges = RowRanges.Agree(Environment, kept, keys);
        using TablePartition partition = TablePartition.Ordered(Environment.Dataflow, Environment.Tasks.OnePerWorker, Schema, TablePartitioner.Custom(ranges.Choose));
        foreach (RecordBatch batch in kept.Read(consume: true))
        {
            partition.Add(Environment.Worker, batch);
            partition.Progress();
        }
        partition.Finish(Environment.Worker);
        partition.WaitForCompletion();
        foreach (RecordBatch batch in partition.Consume(Environment.Worker)) sorted.Add(batch);
    }
}
