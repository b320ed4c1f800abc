using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Stores;

/// <summary>Makes results of as many records of two readers.</summary>
internal delegate void MapPairs<TLeft, TRight, TResult>(ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right, Span<TResult> results);

/// <summary>Reads two readers in step, until the shorter one ends.</summary>
internal sealed class ZipReader<TLeft, TRight, TResult>(
    RecordReader<TLeft> left, RecordReader<TRight> right, int chunkRecords, MapPairs<TLeft, TRight, TResult> map) : RecordReader<TResult>
{
    // A chunk of results stays in the level-1 cache.
    private const int ChunkBytes = 16 << 10;

    private readonly int _chunkRecords = Math.Clamp(ChunkBytes / Unsafe.SizeOf<TResult>(), 1, chunkRecords);
    private ChunkCursor<TLeft> _left = new(left);
    private ChunkCursor<TRight> _right = new(right);
    private TResult[] _chunk = [];
    private int _count;

    public override ReadOnlySpan<TResult> Current => _chunk.AsSpan(0, _count);

    private protected override bool HasChunk => _count > 0;

    public override void Dispose()
    {
        _count = 0;
        _left.Dispose();
        _right.Dispose();
    }

    private protected override bool MoveToNextChunk()
    {
        _count = 0;
        ReadOnlySpan<TRight> rights = _right.Rest();
        if (rights.IsEmpty) return false;
        ReadOnlySpan<TLeft> lefts = _left.Rest();
        int count = Math.Min(Math.Min(lefts.Length, rights.Length), _chunkRecords);
        if (count == 0) return false;
        if (_chunk.Length < count) _chunk = new TResult[_chunkRecords];
        map(lefts[..count], rights[..count], _chunk.AsSpan(0, count));
        _left.Take(count);
        _right.Take(count);
        _count = count;
        return true;
    }
}
