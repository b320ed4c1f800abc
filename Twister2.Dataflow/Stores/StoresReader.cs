namespace Twister2.Dataflow.Stores;

/// <summary>Goes through stores, one after the other.</summary>
internal sealed class StoresReader<T>(IReadOnlyList<RecordStore<T>> stores, bool consume) : RecordReader<T>
{
    private RecordReader<T>? _reader;
    private int _next;
    private bool _hasChunk;

    public override ReadOnlySpan<T> Current => _hasChunk ? _reader!.Current : default;

    private protected override bool HasChunk => _hasChunk;

    public override void Dispose()
    {
        _hasChunk = false;
        _reader?.Dispose();
        _reader = null;
    }

    private protected override bool MoveToNextChunk()
    {
        while (true)
        {
            if (_reader is not null && _reader.MoveNext()) return _hasChunk = true;
            Dispose();
            if (_next == stores.Count) return false;
            RecordStore<T> store = stores[_next++];
            _reader = consume ? store.Consume() : store.Read();
        }
    }
}
