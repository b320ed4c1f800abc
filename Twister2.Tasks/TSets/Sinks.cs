using System.Runtime.InteropServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

internal sealed class CountSink<T> : IChunkSink<T>
{
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<T> chunk) => Count += chunk.Length;
}

internal sealed class ReduceSink<T>(T identity, Func<T, T, T> reduce, UserPlace place) : IChunkSink<T>
{
    public T Value { get; private set; } = identity;

    public void Add(ReadOnlySpan<T> chunk)
    {
        T value = Value;
        try
        {
            foreach (T record in chunk) value = reduce(value, record);
        }
        catch (Exception e) when (place.Notes(e))
        {
            throw;
        }
        Value = value;
    }
}

/// <summary>Keeps the largest records in a heap whose root is the smallest of them: one comparison for most records.</summary>
internal sealed class TopSink<T>(int count, IComparer<T> comparer, UserPlace place) : IChunkSink<T>
{
    private readonly PriorityQueue<T, T> _largest = new(comparer);

    public void Add(ReadOnlySpan<T> chunk)
    {
        try
        {
            foreach (T record in chunk)
            {
                if (_largest.Count < count) _largest.Enqueue(record, record);
                else if (count > 0 && comparer.Compare(record, _largest.Peek()) > 0) _largest.EnqueueDequeue(record, record);
            }
        }
        catch (Exception e) when (place.Notes(e))
        {
            throw;
        }
    }

    /// <summary>What was kept, largest first. The sink is empty then.</summary>
    public T[] TakeLargest()
    {
        T[] largest = new T[_largest.Count];
        for (int i = largest.Length - 1; i >= 0; i--) largest[i] = _largest.Dequeue();
        return largest;
    }

    /// <summary>The largest <paramref name="count"/> of two lists that are in order already. (Array.Sort would wrap what a comparer throws.)</summary>
    public static T[] Merge(T[] a, T[] b, int count, IComparer<T> comparer)
    {
        T[] merged = new T[Math.Min((long)a.Length + b.Length, count)];
        int nextA = 0, nextB = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            bool fromB = nextA == a.Length || (nextB < b.Length && comparer.Compare(b[nextB], a[nextA]) > 0);
            merged[i] = fromB ? b[nextB++] : a[nextA++];
        }
        return merged;
    }
}

/// <summary>The first records that come, and no more.</summary>
internal sealed class TakeSink<T>(int count) : IChunkSink<T>
{
    private readonly List<T> _taken = [];

    public bool IsFull => _taken.Count >= count;

    public ReadOnlySpan<T> Taken => CollectionsMarshal.AsSpan(_taken);

    public void Add(ReadOnlySpan<T> chunk) => _taken.AddRange(chunk[..Math.Min(chunk.Length, count - _taken.Count)]);
}

/// <summary>All records that come, combined; nothing before the first.</summary>
internal sealed class OptionalReduceSink<T>(Func<T, T, T> reduce, UserPlace place) : IChunkSink<T>
{
    public Optional<T> Value { get; private set; }

    public void Add(ReadOnlySpan<T> chunk)
    {
        if (chunk.IsEmpty) return;
        try
        {
            T value = Value.HasValue ? reduce(Value.Value, chunk[0]) : chunk[0];
            foreach (T record in chunk[1..]) value = reduce(value, record);
            Value = value;
        }
        catch (Exception e) when (place.Notes(e))
        {
            throw;
        }
    }
}
