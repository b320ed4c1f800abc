namespace Twister2.Dataflow.Stores;

/// <summary>Goes through the chunks of a reader in steps of the caller's choice, so that several can be read in step.</summary>
internal struct ChunkCursor<T>(RecordReader<T> reader) : IDisposable
{
    private bool _hasChunk;
    private int _taken;

    /// <summary>What is left of the chunk, or the next one; empty at the end. Until <see cref="Take"/>.</summary>
    public ReadOnlySpan<T> Rest()
    {
        while (!_hasChunk || _taken == reader.Current.Length)
        {
            _taken = 0;
            _hasChunk = reader.MoveNext();
            if (!_hasChunk) return default;
        }
        return reader.Current[_taken..];
    }

    /// <summary>Goes on behind so many of the rest.</summary>
    public void Take(int count) => _taken += count;

    public readonly void Dispose() => reader.Dispose();
}
