namespace Twister2.Dataflow.Sorting;

/// <summary>Reads what a target has, and gives memory and scratch back behind it.</summary>
internal sealed class ConsumingReader<T>(SortTarget<T> target) : RecordReader<T>
{
    private readonly RecordReader<T> _records = target.Read();
    private bool _hasChunk, _isThrough;

    public override ReadOnlySpan<T> Current => _records.Current;

    private protected override bool HasChunk => _hasChunk;

    public override int Read(Span<T> destination)
    {
        int count = _isThrough ? 0 : _records.Read(destination);
        if (count < destination.Length) Dispose();
        return count;
    }

    public override void Dispose()
    {
        if (_isThrough) return;
        _isThrough = true;
        _hasChunk = false;
        _records.Dispose();
        target.Dispose();
    }

    private protected override bool MoveToNextChunk()
    {
        _hasChunk = !_isThrough && _records.MoveNext();
        if (!_hasChunk) Dispose();
        return _hasChunk;
    }
}
