using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Items that every worker can enumerate; each takes every N-th.</summary>
internal sealed class ParallelizedSource<T>(BatchEnvironment environment, IEnumerable<T> items) : TSet<T>(environment)
{
    internal override void Run(IChunkSink<T> sink)
    {
        T[] chunk = new T[Environment.Dataflow.Options.ChunkRecords];
        int count = 0;
        long position = 0;
        foreach (T item in items)
        {
            if (position++ % Environment.WorkerCount != Environment.Worker) continue;
            if (count == chunk.Length)
            {
                sink.Add(chunk);
                if (sink.IsFull) return;
                count = 0;
            }
            chunk[count++] = item;
            Environment.Dataflow.Counters.RecordsRead++;
        }
        if (count > 0) sink.Add(chunk.AsSpan(0, count));
    }
}
