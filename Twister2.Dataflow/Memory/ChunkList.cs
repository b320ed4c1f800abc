using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Memory;

/// <summary>A growing sequence of records in chunks, so that growing never copies what is there.</summary>
internal sealed class ChunkList<T> : IChunkSink<T>
{
    private const int FirstChunk = 16;

    // An array above 85 kB would live in the large object heap.
    private static readonly int LargestChunk = Math.Max(FirstChunk, 64 * 1024 / Unsafe.SizeOf<T>());

    private readonly List<T[]> _full = [];
    private T[] _last = [];
    private int _filled;

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<T> chunk)
    {
        Count += chunk.Length;
        while (!chunk.IsEmpty)
        {
            if (_filled == _last.Length) AddChunk(chunk.Length);
            int taken = Math.Min(chunk.Length, _last.Length - _filled);
            chunk[..taken].CopyTo(_last.AsSpan(_filled));
            _filled += taken;
            chunk = chunk[taken..];
        }
    }

    /// <summary>Gives all records, in the order of adding, to a sink.</summary>
    public void CopyTo(IChunkSink<T> sink)
    {
        foreach (T[] chunk in _full)
        {
            if (sink.IsFull) return;
            sink.Add(chunk);
        }
        if (_filled > 0 && !sink.IsFull) sink.Add(_last.AsSpan(0, _filled));
    }

    /// <summary>All records in one array.</summary>
    /// <exception cref="InvalidOperationException">There are more than one array holds.</exception>
    public T[] ToArray()
    {
        if (Count > Array.MaxLength) throw new InvalidOperationException($"{Count:N0} records do not fit into one array ({Array.MaxLength:N0} at most).");
        T[] all = new T[Count];
        int at = 0;
        foreach (T[] chunk in _full)
        {
            chunk.CopyTo(all, at);
            at += chunk.Length;
        }
        _last.AsSpan(0, _filled).CopyTo(all.AsSpan(at));
        return all;
    }

    private void AddChunk(int wanted)
    {
        if (_last.Length > 0) _full.Add(_last);
        _last = new T[Math.Min(LargestChunk, Math.Max(FirstChunk, Math.Max(wanted, 2 * _last.Length)))];
        _filled = 0;
    }
}
