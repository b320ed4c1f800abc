using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>Values of one key, which can be gone through once, before the reader goes on: <c>foreach (ReadOnlySpan&lt;T&gt; values in sequence)</c>.</summary>
public readonly struct ValueSequence<T>
{
    private readonly ValueCursor<T> _cursor;

    internal ValueSequence(ValueCursor<T> cursor) => _cursor = cursor;

    /// <summary>Values, until <see cref="MoveNext"/> is called again.</summary>
    public ReadOnlySpan<T> Current => _cursor.Current;

    /// <summary>Goes on to the next values, if there are any.</summary>
    public bool MoveNext() => _cursor.MoveNext();

    /// <summary>Itself.</summary>
    public ValueSequence<T> GetEnumerator() => this;

    /// <summary>All values in one array; of a key whose values do not fit into the budget they are in memory together then.</summary>
    public T[] ToArray()
    {
        List<T> values = [];
        foreach (ReadOnlySpan<T> chunk in this) values.AddRange(chunk);
        return [.. values];
    }
}
