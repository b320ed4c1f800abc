using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Gives the values that one side has of a key, a chunk at a time.</summary>
internal abstract class ValueCursor<T>
{
    public abstract ReadOnlySpan<T> Current { get; }

    /// <summary>Goes on to the next chunk, which is not empty, if there is one.</summary>
    public abstract bool MoveNext();
}

/// <summary>Values that lie in memory.</summary>
internal sealed class MemoryCursor<T> : ValueCursor<T>
{
    private ReadOnlyMemory<T> _current, _next;

    public override ReadOnlySpan<T> Current => _current.Span;

    public void Begin(ReadOnlyMemory<T> values) => (_current, _next) = (default, values);

    public override bool MoveNext()
    {
        (_current, _next) = (_next, default);
        return !_current.IsEmpty;
    }
}

/// <summary>Values of records that all have one key.</summary>
internal sealed class StreamCursor<TKey, T>(IRecordSource<KeyValuePair<TKey, T>> source) : ValueCursor<T>, IDisposable
{
    private readonly IChunkSource<KeyValuePair<TKey, T>> _chunks = source.Open();
    private T[] _values = [];
    private int _count;

    public override ReadOnlySpan<T> Current => _values.AsSpan(0, _count);

    public override bool MoveNext()
    {
        _count = 0;
        if (!_chunks.MoveNext()) return false;
        ReadOnlySpan<KeyValuePair<TKey, T>> pairs = _chunks.Current;
        if (_values.Length < pairs.Length) _values = new T[pairs.Length];
        for (int i = 0; i < pairs.Length; i++) _values[i] = pairs[i].Value;
        _count = pairs.Length;
        return true;
    }

    public void Dispose() => _chunks.Dispose();
}

/// <summary>The values of a key in records that are in the order of their keys; what is not read of it is passed over.</summary>
internal sealed class RunCursor<TKey, T>(SortedCursor<TKey, T> records, Comparison<TKey> compare) : ValueCursor<T>, IDisposable
{
    private const int Batch = 256;

    private readonly T[] _values = new T[Batch];
    private TKey _key = default!;
    private int _count;

    /// <summary>Whether there is a record that has not been given.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>The key of the next record.</summary>
    public TKey NextKey => records.Current.Key;

    public override ReadOnlySpan<T> Current => _values.AsSpan(0, _count);

    /// <summary>Goes to the first record.</summary>
    public void Open() => HasRecord = records.Begin();

    public void Begin(TKey key) => _key = key;

    public override bool MoveNext()
    {
        _count = 0;
        while (_count < Batch && HasRecord && compare(NextKey, _key) == 0)
        {
            _values[_count++] = records.Current.Value;
            HasRecord = records.MoveNext();
        }
        return _count > 0;
    }

    public void Dispose() => records.Dispose();
}
