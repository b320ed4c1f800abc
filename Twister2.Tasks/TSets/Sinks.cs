using Twister2.Dataflow;

namespace Twister2.Tasks;

internal sealed class CountSink<T> : IChunkSink<T>
{
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<T> chunk) => Count += chunk.Length;
}

internal sealed class ReduceSink<T>(T identity, Func<T, T, T> reduce) : IChunkSink<T>
{
    public T Value { get; private set; } = identity;

    public void Add(ReadOnlySpan<T> chunk)
    {
        T value = Value;
        foreach (T record in chunk) value = reduce(value, record);
        Value = value;
    }
}

/// <summary>Keeps the largest records in a heap whose root is the smallest of them: one comparison for most records.</summary>
internal sealed class TopSink<T>(int count, IComparer<T> comparer) : IChunkSink<T>
{
    private readonly PriorityQueue<T, T> _largest = new(comparer);

    public void Add(ReadOnlySpan<T> chunk)
    {
        foreach (T record in chunk)
        {
            if (_largest.Count < count) _largest.Enqueue(record, record);
            else if (count > 0 && comparer.Compare(record, _largest.Peek()) > 0) _largest.EnqueueDequeue(record, record);
        }
    }

    public T[] Largest() => Largest([.. _largest.UnorderedItems.Select(static item => item.Element)], count, comparer);

    /// <summary>The largest <paramref name="count"/> of <paramref name="records"/>, largest first.</summary>
    public static T[] Largest(T[] records, int count, IComparer<T> comparer)
    {
        Array.Sort(records, (a, b) => comparer.Compare(b, a));
        return records.Length <= count ? records : records[..count];
    }
}
