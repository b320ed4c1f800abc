using Twister2.Dataflow;

namespace Twister2.Tasks;

// Stages that need no other task. Each runs its input with a sink that does its work and hands its results to the next sink, so a chain of them is one pass over the
// chunks, with one delegate call per record and stage.

internal sealed class MapTSet<T, TResult>(TSet<T> input, Func<T, TResult> map) : TSet<TResult>(input.Environment)
{
    internal override Partitions<TResult> Open()
    {
        Partitions<T> below = input.Open();
        return new((task, sink) => below.Run(task, new Stage(map, sink, Environment.ChunkRecords, Environment.PlaceOf(nameof(Map), task))), below);
    }

    internal override PlanStep Describe() => new(nameof(Map), input.Describe());

    private sealed class Stage(Func<T, TResult> map, IChunkSink<TResult> sink, int chunkRecords, UserPlace place) : IChunkSink<T>
    {
        private readonly TResult[] _results = new TResult[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            TResult[] results = _results;
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, results.Length);
                Fill(chunk[..count], results);
                sink.Add(results.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }

        private void Fill(ReadOnlySpan<T> chunk, TResult[] results)
        {
            try
            {
                Func<T, TResult> map1 = map;
                for (int i = 0; i < chunk.Length; i++) results[i] = map1(chunk[i]);
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}

internal sealed class FilterTSet<T>(TSet<T> input, Func<T, bool> predicate) : TSet<T>(input.Environment)
{
    internal override KeptBy KeptBy => input.KeptBy;

    internal override SortOrder<T>? KeptOrder => input.KeptOrder;

    internal override TSet<T>? Together(SortOrder<T> by) => input.Together(by) is { } together ? new FilterTSet<T>(together, predicate) : null;

    internal override Partitions<T> Open()
    {
        Partitions<T> below = input.Open();
        return new((task, sink) => below.Run(task, new Stage(predicate, sink, Environment.ChunkRecords, Environment.PlaceOf(nameof(Filter), task))), below);
    }

    internal override PlanStep Describe() => new(nameof(Filter), input.Describe());

    private sealed class Stage(Func<T, bool> predicate, IChunkSink<T> sink, int chunkRecords, UserPlace place) : IChunkSink<T>
    {
        private readonly T[] _kept = new T[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            T[] kept = _kept;
            while (!chunk.IsEmpty)
            {
                ReadOnlySpan<T> part = chunk[..Math.Min(chunk.Length, kept.Length)];
                int count = Keep(part, kept);
                if (count > 0) sink.Add(kept.AsSpan(0, count));
                chunk = chunk[part.Length..];
            }
        }

        private int Keep(ReadOnlySpan<T> part, T[] kept)
        {
            int count = 0;
            try
            {
                Func<T, bool> passes = predicate;
                foreach (T record in part)
                    if (passes(record)) kept[count++] = record;
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
            return count;
        }
    }
}

internal sealed class FlatMapTSet<T, TResult>(TSet<T> input, FlatMapFunction<T, TResult> flatMap) : TSet<TResult>(input.Environment)
{
    /// <summary>Whether it does nothing but take words that are separated by white space.</summary>
    public bool IsSpaceSeparated => Tokenizer.IsSpaceSeparated(flatMap);

    /// <summary>The records before the flat map, for sinks that keep none.</summary>
    public Partitions<T> OpenInput() => input is TextSource text ? (Partitions<T>)(object)text.Open(keepsTexts: false) : input.Open();

    internal override Partitions<TResult> Open()
    {
        Partitions<T> below = input.Open();
        return new(
            (task, sink) =>
            {
                RecordCollector<TResult> collector = new(sink, Environment.ChunkRecords);
                below.Run(task, new Stage(flatMap, collector, Environment.PlaceOf(nameof(FlatMap), task)));
                collector.Flush();
            },
            below);
    }

    internal override PlanStep Describe() => new(nameof(FlatMap), input.Describe());

    private sealed class Stage(FlatMapFunction<T, TResult> flatMap, RecordCollector<TResult> collector, UserPlace place) : IChunkSink<T>
    {
        public bool IsFull => collector.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            try
            {
                foreach (T record in chunk) flatMap(record, collector);
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}

/// <param name="input">The records.</param>
/// <param name="map">Makes a pair of each.</param>
/// <param name="keptBy">What is known of where the pairs are.</param>
internal sealed class MapToTupleTSet<T, TKey, TValue>(TSet<T> input, Func<T, (TKey Key, TValue Value)> map, KeptBy keptBy = KeptBy.Nothing) : TupleTSet<TKey, TValue>(input.Environment)
{
    internal override KeptBy KeptBy => keptBy;

    internal override Partitions<KeyValuePair<TKey, TValue>> Open()
    {
        Partitions<T> below = input.Open();
        return new((task, sink) => below.Run(task, new Stage(map, sink, Environment.ChunkRecords, Environment.PlaceOf(nameof(MapToTuple), task))), below);
    }

    internal override PlanStep Describe() => new(nameof(MapToTuple), input.Describe());

    private sealed class Stage(Func<T, (TKey Key, TValue Value)> map, IChunkSink<KeyValuePair<TKey, TValue>> sink, int chunkRecords, UserPlace place) : IChunkSink<T>
    {
        private readonly KeyValuePair<TKey, TValue>[] _pairs = new KeyValuePair<TKey, TValue>[chunkRecords];

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            KeyValuePair<TKey, TValue>[] pairs = _pairs;
            while (!chunk.IsEmpty)
            {
                int count = Math.Min(chunk.Length, pairs.Length);
                Fill(chunk[..count], pairs);
                sink.Add(pairs.AsSpan(0, count));
                chunk = chunk[count..];
            }
        }

        private void Fill(ReadOnlySpan<T> chunk, KeyValuePair<TKey, TValue>[] pairs)
        {
            try
            {
                for (int i = 0; i < chunk.Length; i++)
                {
                    (TKey key, TValue value) = map(chunk[i]);
                    pairs[i] = new(key, value);
                }
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}
