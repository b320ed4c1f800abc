using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>The first rows of an order, on the first task: each task keeps no more than may be among them, and the first one sorts what all have kept.</summary>
internal sealed class TopTable(Table input, TableOrder[] orders, int count) : Table(input.Environment, input.Schema)
{
    internal override TableParts Open()
    {
        WorkerTasks tasks = Environment.Tasks;
        TableParts below = input.Open();
        // By source: of equal rows those of the first tasks come first.
        TablePartition partition = TablePartition.Ordered(Environment.Dataflow, tasks.Plan, Schema, TablePartitioner.Custom(static (_, targets) => targets.Clear()));
        IDisposable kept = tasks.Keep(partition);
        tasks.ForEach(task =>
        {
            using TopRows top = new(Environment, Schema, new OrderKeys(Schema, orders), count);
            below.Run(task, top);
            top.PassTo(new OperatorBatches(partition, tasks, batch => partition.Add(tasks.NumberOf(task), batch)));
            tasks.Inside(() => partition.Finish(tasks.NumberOf(task)));
        });
        below.Dispose();
        partition.WaitForCompletion();
        return new(
            (task, sink) =>
            {
                if (tasks.NumberOf(task) > 0) return;
                using TopRows top = new(Environment, Schema, new OrderKeys(Schema, orders), count);
                foreach (RecordBatch batch in tasks.Outside(partition.Consume(0))) top.Add(batch);
                top.PassTo(sink);
            },
            kept);
    }
}
