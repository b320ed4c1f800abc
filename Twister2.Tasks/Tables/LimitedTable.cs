using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>The first rows of a table, in the order of the workers: each keeps no more than are wanted until it knows how many come before.</summary>
internal sealed class LimitedTable(Table input, long limit) : Table(input.Environment, input.Schema)
{
    internal override TableParts Open()
    {
        WorkerTasks tasks = Environment.Tasks;
        TableParts below = input.Open();
        RowKeeper[] kept = tasks.Each(_ => new RowKeeper(Environment, Schema, nameof(Limit)));
        IDisposable[] all = [.. kept.Select(tasks.Keep)];
        tasks.RunAll(below, task => new Stage(kept[task], limit));
        long before = RowsBefore(kept.Sum(static one => one.Rows));
        return new((task, sink) => Pass(kept[task], limit - before - kept[..task].Sum(static one => one.Rows), sink), all);
    }

    private static void Pass(RowKeeper kept, long rest, IBatchSink sink)
    {
        FirstRows first = new(rest, sink);
        if (first.IsFull) return;
        foreach (RecordBatch batch in kept.Read(consume: true))
        {
            first.Add(batch);
            if (first.IsFull) return;
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
