using System.Runtime.CompilerServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Adds any number of results of <paramref name="input"/> to <paramref name="output"/>.</summary>
public delegate void FlatMapFunction<T, TResult>(T input, RecordCollector<TResult> output);

/// <summary>Collects the results of a flat map, or what a task writes, and passes them on in chunks. Twister2's <c>RecordCollector</c>.</summary>
public sealed class RecordCollector<T>
{
    private readonly IChunkSink<T> _sink;
    private readonly T[] _chunk;
    private int _count;

    internal RecordCollector(IChunkSink<T> sink, int chunkRecords)
    {
        _sink = sink;
        _chunk = new T[chunkRecords];
    }

    /// <summary>Adds a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T record)
    {
        T[] chunk = _chunk;
        int count = _count;
        if ((uint)count >= (uint)chunk.Length) count = Flush();
        chunk[count] = record;
        _count = count + 1;
    }

    /// <summary>Adds records. A chunk or more is passed on as it is, behind what was added before.</summary>
    public void Add(ReadOnlySpan<T> records)
    {
        if (records.Length >= _chunk.Length)
        {
            Flush();
            _sink.Add(records);
            return;
        }
        if (records.Length > _chunk.Length - _count) Flush();
        records.CopyTo(_chunk.AsSpan(_count));
        _count += records.Length;
    }

    /// <summary>Whether nothing more is wanted, as behind <c>Take(n)</c>: a source can stop. It is asked between chunks, so some records more do no harm.</summary>
    public bool IsFull => _sink.IsFull;

    internal int Flush()
    {
        if (_count > 0) _sink.Add(_chunk.AsSpan(0, _count));
        return _count = 0;
    }
}
