using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Stores;

/// <summary>Gives for each record of another reader something that is computed of it while it is read.</summary>
internal abstract class MappedReader<T, TResult>(RecordReader<T> records, int chunkRecords) : RecordReader<TResult>
{
    // A chunk of results stays in the level-1 cache.
    private const int ChunkBytes = 16 << 10;

    private readonly int _chunkRecords = Math.Clamp(ChunkBytes / Unsafe.SizeOf<TResult>(), 1, chunkRecords);
    private ChunkCursor<T> _records = new(records);
    private TResult[] _chunk = [];
    private int _count;

    public override ReadOnlySpan<TResult> Current => _chunk.AsSpan(0, _count);

    private protected override bool HasChunk => _count > 0;

    public override void Dispose()
    {
        _count = 0;
        _records.Dispose();
    }

    /// <summary>Computes the results of the next records.</summary>
    protected abstract void Map(ReadOnlySpan<T> records, Span<TResult> results);

    private protected override bool MoveToNextChunk()
    {
        _count = 0;
        ReadOnlySpan<T> rest = _records.Rest();
        if (rest.IsEmpty) return false;
        int count = Math.Min(rest.Length, _chunkRecords);
        if (_chunk.Length < count) _chunk = new TResult[_chunkRecords];
        Map(rest[..count], _chunk.AsSpan(0, count));
        _records.Take(count);
        _count = count;
        return true;
    }
}
