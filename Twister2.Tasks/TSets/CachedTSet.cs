using Twister2.Dataflow;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Text;

namespace Twister2.Tasks;

/// <summary>This worker's part of a data set, computed when it is first needed and kept.</summary>
internal sealed class RecordCache<T>(TSet<T> input)
{
    private ChunkList<T>? _records;

    public void Run(IChunkSink<T> sink)
    {
        if (_records is null)
        {
            ChunkList<T> records = new();
            input.Run(TextCompactor.For<T>() is { } texts ? new CompactStage(texts, records, input.Environment.Dataflow.Options.ChunkRecords) : records);
            _records = records;
        }
        _records.CopyTo(sink);
    }

    /// <summary>Texts that are kept must not keep the blocks alive that they were read into.</summary>
    private sealed class CompactStage(ITextMover<T> texts, IChunkSink<T> sink, int chunkRecords) : IChunkSink<T>
    {
        private readonly T[] _chunk = new T[chunkRecords];

        public void Add(ReadOnlySpan<T> chunk)
        {
            while (!chunk.IsEmpty)
            {
                Span<T> part = _chunk.AsSpan(0, Math.Min(chunk.Length, _chunk.Length));
                chunk[..part.Length].CopyTo(part);
                TextCompactor.Compact(texts, part);
                sink.Add(part);
                chunk = chunk[part.Length..];
            }
        }
    }
}

internal sealed class CachedTSet<T>(TSet<T> input) : TSet<T>(input.Environment)
{
    private readonly RecordCache<T> _cache = new(input);

    internal override void Run(IChunkSink<T> sink) => _cache.Run(sink);
}

internal sealed class CachedTupleTSet<TKey, TValue>(TupleTSet<TKey, TValue> input) : TupleTSet<TKey, TValue>(input.Environment)
{
    private readonly RecordCache<KeyValuePair<TKey, TValue>> _cache = new(input);

    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink) => _cache.Run(sink);
}
