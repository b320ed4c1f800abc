namespace Twister2.Dataflow.Joining;

/// <summary>A place in records that are in the order of their keys.</summary>
internal sealed class SortedCursor<TKey, TValue>(RecordReader<KeyValuePair<TKey, TValue>> reader) : IDisposable
{
    private int _at, _length;

    /// <summary>The record here; only where there is one.</summary>
    public KeyValuePair<TKey, TValue> Current => reader.Current[_at];

    /// <summary>Goes to the first record. Whether there is one.</summary>
    public bool Begin() => MoveNext(0);

    /// <summary>Goes on. Whether there is a record.</summary>
    public bool MoveNext() => MoveNext(1);

    public void Dispose() => reader.Dispose();

    private bool MoveNext(int step)
    {
        _at += step;
        while (_at >= _length)
        {
            if (!reader.MoveNext()) return false;
            (_at, _length) = (0, reader.Current.Length);
        }
        return true;
    }
}
