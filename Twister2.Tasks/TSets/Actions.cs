using Twister2.Dataflow;
using Twister2.Dataflow.Memory;

namespace Twister2.Tasks;

/// <summary>Actions that bring records together from all workers.</summary>
internal static class Actions
{
    /// <summary>Gathers to worker 0, which then broadcasts down the tree a bounded number of records at a time.</summary>
    public static T[] Collect<T>(TSet<T> input)
    {
        DataflowEnvironment dataflow = input.Environment.Dataflow;
        DataPackers.For<T[]>(); // A type that cannot be sent is refused before all the work is done.
        ChunkList<T> gathered = new();
        using (Gather<T> gather = new(dataflow, LogicalPlan.ToOne(dataflow.WorkerCount, 0)))
        {
            gather.Fill(input, chunk => gather.Add(dataflow.Worker, chunk));
            gather.CopyTo(gathered);
        }
        if (dataflow.WorkerCount == 1) return gathered.ToArray();
        long count = dataflow.Broadcast(gathered.Count);
        if (count > Array.MaxLength)
            throw new InvalidOperationException($"{count:N0} records do not fit into one array ({Array.MaxLength:N0} at most); write them instead of collecting them.");
        T[] all = dataflow.Worker == 0 ? gathered.ToArray() : new T[count];
        for (int at = 0; at < all.Length; at += dataflow.Options.ChunkRecords)
        {
            Span<T> part = all.AsSpan(at, Math.Min(dataflow.Options.ChunkRecords, all.Length - at));
            dataflow.Broadcast(part.ToArray()).CopyTo(part);
        }
        return all;
    }

    public static T[] Top<T>(TSet<T> input, int count, IComparer<T> comparer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        DataPackers.For<T[]>(); // A type that cannot be sent is refused before all the work is done.
        TopSink<T> sink = new(count, comparer);
        input.Run(sink);
        return input.Environment.Dataflow.AllReduce(sink.TakeLargest(), (a, b) => TopSink<T>.Merge(a, b, count, comparer));
    }

    /// <summary>Each worker sends no more than are wanted, and so does each step up the tree.</summary>
    public static T[] Take<T>(TSet<T> input, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        DataPackers.For<T[]>(); // A type that cannot be sent is refused before all the work is done.
        TakeSink<T> sink = new(count);
        input.Run(sink);
        return input.Environment.Dataflow.AllReduce(sink.Taken.ToArray(), (a, b) => a.Length >= count ? a : [.. a, .. b.AsSpan(0, Math.Min(b.Length, count - a.Length))]);
    }

    public static Optional<T> Reduce<T>(TSet<T> input, Func<T, T, T> reduce)
    {
        DataPackers.For<Optional<T>>(); // A type that cannot be sent is refused before all the work is done.
        OptionalReduceSink<T> sink = new(reduce);
        input.Run(sink);
        return input.Environment.Dataflow.AllReduce(sink.Value, (a, b) => !a.HasValue ? b : !b.HasValue ? a : reduce(a.Value, b.Value));
    }
}
