using Twister2.Dataflow;

namespace Twister2.Tasks;

// Stages that need no other worker. Each runs its input with a sink that does its work and hands its results to the next sink, so a chain of them is one pass over the
// chunks, with one delegate call per record and stage.

internal sealed class MapTSet<T, TResult>(TSet<T> input, Func<T, TResult> map) : TSet<TResult>(input.Environment)
{
    internal override void Run(IChunkSink<TResult> sink) =>
        input.Run(new Stage(map, sink, Environment.Dataflow.Options.ChunkRecords));

    private sealed class Stage(Func<T, TResult> map, IChunkSink<TResult> sink, int chunkRecords) : IChunkSink<T>
    {
        private readonly TResult[] _results = new TResult[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            TResult[] results = _results;
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, results.Length);
                for (int i = 0; i < count; i++) results[i] = map(chunk[i]);
                sink.Add(results.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }
    }
}

internal sealed class FilterTSet<T>(TSet<T> input, Func<T, bool> predicate) : TSet<T>(input.Environment)
{
    internal override void Run(IChunkSink<T> sink) =>
        input.Run(new Stage(predicate, sink, Environment.Dataflow.Options.ChunkRecords));

    private sealed class Stage(Func<T, bool> predicate, IChunkSink<T> sink, int chunkRecords) : IChunkSink<T>
    {
        private readonly T[] _kept = new T[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            T[] kept = _kept;
            while (!chunk.IsEmpty)
            {
                ReadOnlySpan<T> part = chunk[..Math.Min(chunk.Length, kept.Length)];
                int count = 0;
                foreach (T record in part)
                    if (predicate(record)) kept[count++] = record;
                if (count > 0) sink.Add(kept.AsSpan(0, count));
                chunk = chunk[part.Length..];
            }
        }
    }
}

internal sealed class FlatMapTSet<T, TResult>(TSet<T> input, FlatMapFunction<T, TResult> flatMap) : TSet<TResult>(input.Environment)
{
    internal override void Run(IChunkSink<TResult> sink)
    {
        RecordCollector<TResult> collector = new(sink, Environment.Dataflow.Options.ChunkRecords);
        input.Run(new Stage(flatMap, collector));
        collector.Flush();
    }

    /// <summary>Whether it does nothing but take words that are separated by white space.</summary>
    public bool IsSpaceSeparated => Tokenizer.IsSpaceSeparated(flatMap);

    /// <summary>Gives a sink that keeps no record the records before the flat map.</summary>
    public void RunInput(IChunkSink<T> sink)
    {
        if (input is TextSource text) text.Run((IChunkSink<Utf8Text>)sink, keepsTexts: false);
        else input.Run(sink);
    }

    private sealed class Stage(FlatMapFunction<T, TResult> flatMap, RecordCollector<TResult> collector) : IChunkSink<T>
    {
        public bool IsFull => collector.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            foreach (T record in chunk) flatMap(record, collector);
        }
    }
}

internal sealed class MapToTupleTSet<T, TKey, TValue>(TSet<T> input, Func<T, (TKey Key, TValue Value)> map) : TupleTSet<TKey, TValue>(input.Environment)
{
    internal override void Run(IChunkSink<KeyValuePair<TKey, TValue>> sink) =>
        input.Run(new Stage(map, sink, Environment.Dataflow.Options.ChunkRecords));

    private sealed class Stage(Func<T, (TKey Key, TValue Value)> map, IChunkSink<KeyValuePair<TKey, TValue>> sink, int chunkRecords) : IChunkSink<T>
    {
        private readonly KeyValuePair<TKey, TValue>[] _pairs = new KeyValuePair<TKey, TValue>[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            KeyValuePair<TKey, TValue>[] pairs = _pairs;
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, pairs.Length);
                for (int i = 0; i < count; i++)
                {
                    (TKey key, TValue value) = map(chunk[i]);
                    pairs[i] = new(key, value);
                }
                sink.Add(pairs.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }
    }
}
