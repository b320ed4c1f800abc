namespace Twister2.Dataflow;

/// <summary>A key and all its values, which can be gone through once, before the reader goes on: <c>foreach (ReadOnlySpan&lt;TValue&gt; values in group)</c>.</summary>
public readonly struct KeyedGroup<TKey, TValue>
{
    private readonly GroupReader<TKey, TValue> _reader;

    internal KeyedGroup(GroupReader<TKey, TValue> reader) => _reader = reader;

    /// <summary>The key.</summary>
    public TKey Key => _reader.Key;

    /// <summary>The values, a chunk at a time; one chunk where they fit into memory.</summary>
    public ValueChunks GetEnumerator() => new(_reader);

    /// <summary>All values in one array; of a key whose values do not fit into the budget they are in memory together then.</summary>
    public TValue[] ToArray()
    {
        List<TValue> values = [];
        foreach (ReadOnlySpan<TValue> chunk in this) values.AddRange(chunk);
        return [.. values];
    }

    /// <summary>Goes through the values of a key.</summary>
    public readonly struct ValueChunks
    {
        private readonly GroupReader<TKey, TValue> _reader;

        internal ValueChunks(GroupReader<TKey, TValue> reader) => _reader = reader;

        /// <summary>Values, until <see cref="MoveNext"/> is called again.</summary>
        public ReadOnlySpan<TValue> Current => _reader.Values;

        /// <summary>Goes on to the next values, if there are any.</summary>
        public bool MoveNext() => _reader.MoveNextValues();
    }
}
