using Twister2.Dataflow;
using Twister2.Dataflow.Memory;

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
            input.Run(records);
            _records = records;
        }
        _records.CopyTo(sink);
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
