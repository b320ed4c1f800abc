using System.Runtime.CompilerServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Adds any number of results of <paramref name="input"/> to <paramref name="output"/>.</summary>
public delegate void FlatMapFunction<T, TResult>(T input, RecordCollector<TResult> output);

/// <summary>Collects the results of a flat map, or what a task writes, and passes them on in chunks. Twister2's <c>RecordCollector</c>.</summary>
public sealed class RecordCollector<T>
{
    // A chunk of records that are objects, or have some, keeps these alive: it is to be no more memory than stays in the caches until the next step takes it.
    private const int FirstRecords = 16, LeastBytes = 16 << 10, MostBytes = 128 << 10;

    private readonly IChunkSink<T> _sink;
    private readonly int _mostRecords;
    private readonly bool _adapts;
    private T[] _chunk;
    private int _count;
    private long _allocated;

    /// <param name="sink">Where chunks go.</param>
    /// <param name="chunkRecords">The most records of a chunk.</param>
    /// <param name="isWhole">Whether every chunk but the last has to have as many.</param>
    internal RecordCollector(IChunkSink<T> sink, int chunkRecords, bool isWhole = false)
    {
        (_sink, _mostRecords) = (sink, chunkRecords);
        _adapts = RuntimeHelpers.IsReferenceOrContainsReferences<T>() && !isWhole;
        _chunk = new T[_adapts ? Math.Min(FirstRecords, chunkRecords) : chunkRecords];
        if (_adapts) _allocated = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>Adds a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T record)
    {
        T[] chunk = _chunk;
        int count = _count;
        if ((uint)count >= (uint)chunk.Length) chunk = Next(out count);
        chunk[count] = record;
        _count = count + 1;
    }

    /// <summary>Adds records. A chunk or more is passed on as it is, behind what was added before.</summary>
    public void Add(ReadOnlySpan<T> records)
    {
        if (records.Length > _chunk.Length - _count) Next(out _);
        if (records.Length >= _chunk.Length)
        {
            Flush();
            _sink.Add(records);
            return;
        }
        records.CopyTo(_chunk.AsSpan(_count));
        _count += records.Length;
    }

    /// <summary>Whether nothing more is wanted, as behind <c>Take(n)</c>: a source can stop. It is asked between chunks, so some records more do no harm.</summary>
    public bool IsFull => _sink.IsFull;

    internal void Flush()
    {
        Span<T> records = _chunk.AsSpan(0, _count);
        _count = 0;
        if (records.IsEmpty) return;
        _sink.Add(records);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) records.Clear();
    }

    /// <summary>Passes the chunk on, and gives the next: larger, where the records of this one came with little memory, smaller where they came with much.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private T[] Next(out int count)
    {
        count = 0;
        if (_adapts && _count > 0)
        {
            long before = _allocated, now = GC.GetAllocatedBytesForCurrentThread();
            int full = _count;
            Flush();
            Adapt((now - before) * _chunk.Length / full);
            _allocated = GC.GetAllocatedBytesForCurrentThread();
            return _chunk;
        }
        Flush();
        return _chunk;
    }

    /// <param name="bytes">What has been allocated for a chunk.</param>
    private void Adapt(long bytes)
    {
        int records = bytes < LeastBytes ? Math.Min(2 * _chunk.Length, _mostRecords) : bytes > MostBytes ? Math.Max(_chunk.Length / 2, 1) : _chunk.Length;
        if (records != _chunk.Length) _chunk = new T[records];
    }
}
