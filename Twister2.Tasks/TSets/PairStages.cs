using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Other values under the same keys: the pairs stay where their keys say.</summary>
internal sealed class MapValuesTSet<TKey, TValue, TResult>(TSet<KeyValuePair<TKey, TValue>> input, Func<TValue, TResult> map) : TupleTSet<TKey, TResult>(input.Environment)
{
    internal override KeptBy KeptBy => input.KeptBy.HasKeysTogether() ? input.KeptBy : KeptBy.Nothing;

    internal override Partitions<KeyValuePair<TKey, TResult>> Open()
    {
        Partitions<KeyValuePair<TKey, TValue>> below = input.Open();
        return new((task, sink) => below.Run(task, new Stage(map, sink, Environment.ChunkRecords, Environment.PlaceOf(nameof(MapValues), task))), below);
    }

    internal override PlanStep Describe() => new(nameof(MapValues), input.Describe());

    private sealed class Stage(Func<TValue, TResult> map, IChunkSink<KeyValuePair<TKey, TResult>> sink, int chunkRecords, UserPlace place) : IChunkSink<KeyValuePair<TKey, TValue>>
    {
        private readonly KeyValuePair<TKey, TResult>[] _pairs = new KeyValuePair<TKey, TResult>[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk)
        {
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, _pairs.Length);
                Fill(chunk[..count], _pairs);
                sink.Add(_pairs.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }

        private void Fill(ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk, KeyValuePair<TKey, TResult>[] pairs)
        {
            try
            {
                for (int i = 0; i < chunk.Length; i++) pairs[i] = new(chunk[i].Key, map(chunk[i].Value));
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}

/// <summary>The keys of pairs, where these are.</summary>
internal sealed class KeysTSet<TKey, TValue>(TSet<KeyValuePair<TKey, TValue>> input) : TSet<TKey>(input.Environment)
{
    internal override KeptBy KeptBy => input.KeptBy == KeptBy.Key ? KeptBy.Record : KeptBy.Nothing;

    internal override Partitions<TKey> Open()
    {
        Partitions<KeyValuePair<TKey, TValue>> below = input.Open();
        return new((task, sink) => below.Run(task, new Stage(sink, Environment.ChunkRecords)), below);
    }

    internal override PlanStep Describe() => new("Keys", input.Describe());

    private sealed class Stage(IChunkSink<TKey> sink, int chunkRecords) : IChunkSink<KeyValuePair<TKey, TValue>>
    {
        private readonly TKey[] _keys = new TKey[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<KeyValuePair<TKey, TValue>> chunk)
        {
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, _keys.Length);
                for (int i = 0; i < count; i++) _keys[i] = chunk[i].Key;
                sink.Add(_keys.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }
    }
}
