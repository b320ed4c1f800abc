namespace Twister2.Dataflow.Stores;

/// <summary>The keys of pairs: of all, or of those whose value passes.</summary>
internal sealed class KeysSource<TKey, TValue>(ChunkSequence<KeyValuePair<TKey, TValue>> pairs, Func<TValue, bool>? passes) : IChunkSource<TKey>
{
    private TKey[] _keys = [];
    private int _count;

    public ReadOnlySpan<TKey> Current => _keys.AsSpan(0, _count);

    public bool MoveNext()
    {
        _count = 0;
        while (_count == 0 && pairs.MoveNext())
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk = pairs.Current;
            if (_keys.Length < chunk.Length) _keys = new TKey[chunk.Length];
            foreach (ref readonly KeyValuePair<TKey, TValue> pair in chunk)
                if (passes is null || passes(pair.Value)) _keys[_count++] = pair.Key;
        }
        return _count > 0;
    }

    public void Dispose() => pairs.Dispose();
}
