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
        Partitions<T> parts = input.Open();
        using (StageOperator<Gather<T>> gather = new(input.Environment.Tasks, _ => new(dataflow, input.Environment.Tasks.ToOne)))
            gather.Filled<T>(parts, static operation => operation.Add).Operator.CopyTo(gathered);
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
        BatchEnvironment environment = input.Environment;
        TopSink<T>[] sinks = environment.Run(input, task => new TopSink<T>(count, comparer, environment.PlaceOf(nameof(Top), task)));
        T[] Merge(T[] a, T[] b) => TopSink<T>.Merge(a, b, count, comparer);
        return environment.Dataflow.AllReduce(sinks.Select(static sink => sink.TakeLargest()).Aggregate(Merge), Merge);
    }

    /// <summary>Each worker sends no more than are wanted, and so does each step up the tree.</summary>
    public static T[] Take<T>(TSet<T> input, int count)
    {
        DataPackers.For<T[]>(); // A type that cannot be sent is refused before all the work is done.
        T[] Join(T[] a, T[] b) => a.Length >= count ? a : [.. a, .. b.AsSpan(0, Math.Min(b.Length, count - a.Length))];
        TakeSink<T>[] sinks = input.Environment.Run(input, _ => new TakeSink<T>(count));
        return input.Environment.Dataflow.AllReduce(sinks.Select(static sink => sink.Taken.ToArray()).Aggregate(Join), Join);
    }

    public static Optional<T> Reduce<T>(TSet<T> input, Func<T, T, T> reduce)
    {
        DataPackers.For<Optional<T>>(); // A type that cannot be sent is refused before all the work is done.
        Optional<T> Combine(Optional<T> a, Optional<T> b) => !a.HasValue ? b : !b.HasValue ? a : reduce(a.Value, b.Value);
        OptionalReduceSink<T>[] sinks = input.Environment.Run(input, task => new OptionalReduceSink<T>(reduce, input.Environment.PlaceOf(nameof(Reduce), task)));
        return input.Environment.Dataflow.AllReduce(sinks.Select(static sink => sink.Value).Aggregate(Combine), Combine);
    }
}
