using Twister2.Dataflow;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Text;

namespace Twister2.Tasks;

/// <summary>What each task of this worker has of a data set, computed when it is first needed and kept.</summary>
internal sealed class RecordCache<T>(TSet<T> input)
{
    private ChunkList<T>[]? _records;

    public Partitions<T> Open()
    {
        ChunkList<T>[] records = _records ??= Fill();
        WorkerTasks tasks = input.Environment.Tasks;
        return new((task, sink) => records[task].CopyTo(tasks.IsShared ? new SourceSink<T>(tasks.Gate, sink) : sink));
    }

    public PlanStep Describe(object owner) => new("Cache", input.Describe()) { Kept = owner, Note = _records is null ? "computed once, kept in memory" : "computed already, in memory" };

    private ChunkList<T>[] Fill()
    {
        WorkerTasks tasks = input.Environment.Tasks;
        ChunkList<T>[] records = tasks.Each(_ => new ChunkList<T>());
        using Partitions<T> below = input.Open();
        tasks.ForEach(task => below.Run(task, TextCompactor.For<T>() is { } texts ? new CompactStage(texts, records[task], input.Environment.ChunkRecords) : records[task]));
        return records;
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

    internal override KeptBy KeptBy => input.KeptBy;

    internal override Partitions<T> Open() => _cache.Open();

    internal override PlanStep Describe() => _cache.Describe(this);
}

internal sealed class CachedTupleTSet<TKey, TValue>(TupleTSet<TKey, TValue> input) : TupleTSet<TKey, TValue>(input.Environment)
{
    private readonly RecordCache<KeyValuePair<TKey, TValue>> _cache = new(input);

    internal override KeptBy KeptBy => input.KeptBy;

    internal override Partitions<KeyValuePair<TKey, TValue>> Open() => _cache.Open();

    internal override PlanStep Describe() => _cache.Describe(this);
}
