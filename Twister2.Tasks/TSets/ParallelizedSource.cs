using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Items that every worker can enumerate; each task takes every N-th.</summary>
internal sealed class ParallelizedSource<T>(BatchEnvironment environment, IEnumerable<T> items) : TSet<T>(environment)
{
    internal override Partitions<T> Open() => new(Run);

    internal override PlanStep Describe() => new("Parallelize");

    private void Run(int task, IChunkSink<T> sink)
    {
        WorkerTasks tasks = Environment.Tasks;
        long records = 0;
        if (tasks.IsShared) sink = new SourceSink<T>(tasks.Gate, sink);
        try
        {
            if (items is IList<T> list) Pick(list, tasks.First + task, tasks.Total, sink, ref records);
            else Enumerate(tasks.First + task, tasks.Total, sink, ref records);
        }
        finally
        {
            tasks.Inside(() => Environment.Dataflow.Counters.RecordsRead += records);
        }
    }

    /// <summary>What can be asked for by its position is not enumerated by every task.</summary>
    private void Pick(IList<T> list, int first, int step, IChunkSink<T> sink, ref long records)
    {
        T[] chunk = new T[Environment.ChunkRecords];
        for (long at = first; at < list.Count;)
        {
            int count = 0;
            for (; at < list.Count && count < chunk.Length; at += step) chunk[count++] = list[(int)at];
            records += count;
            sink.Add(chunk.AsSpan(0, count));
            if (sink.IsFull) return;
        }
    }

    private void Enumerate(int first, int step, IChunkSink<T> sink, ref long records)
    {
        T[] chunk = new T[Environment.ChunkRecords];
        int count = 0, left = first;
        foreach (T item in items)
        {
            if (left-- > 0) continue;
            left = step - 1;
            if (count == chunk.Length)
            {
                sink.Add(chunk);
                if (sink.IsFull) return;
                count = 0;
            }
            chunk[count++] = item;
            records++;
        }
        if (count > 0) sink.Add(chunk.AsSpan(0, count));
    }
}
