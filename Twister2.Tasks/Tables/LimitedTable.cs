using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>The first rows of a table, in the order of the workers: each keeps no more than are wanted until it knows how many come before.</summary>
internal sealed class LimitedTable(Table input, long limit) : Table(input.Environment, input.Schema)
{
    internal override void Run(IBatchSink sink)
    {
        using RowKeeper kept = new(Environment, Schema, nameof(Limit));
        input.Run(new Stage(kept, limit));
        long rest = limit - RowsBefore(kept.Rows);
        foreach (RecordBatch batch in kept.Read(consume: true))
        {
            if (rest <= 0 || sink.IsFull) return;
            sink.Add(batch.Length <= rest ? batch : batch.Slice(0, (int)rest));
            rest -= batch.Length;
        }
    }

    /// <summary>The rows that the workers before this one have.</summary>
    private long RowsBefore(long rows)
    {
        long[] all = Environment.Dataflow.AllReduce<long[]>([rows], static (a, b) => [.. a, .. b]);
        long before = 0;
        for (int worker = 0; worker < Environment.Worker; worker++) before += all[worker];
        return before;
    }

    private sealed class Stage(RowKeeper kept, long limit) : IBatchSink
    {
        public bool IsFull => kept.Rows >= limit;

        public void Add(RecordBatch batch)
        {
            long wanted = Math.Min(batch.Length, limit - kept.Rows);
            if (wanted > 0) kept.Add(wanted < batch.Length ? batch.Slice(0, (int)wanted) : batch);
        }
    }
}
