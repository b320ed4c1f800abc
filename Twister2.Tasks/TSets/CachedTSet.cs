using Twister2.Dataflow;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Text;

namespace Twister2.Tasks;

/// <summary>What each task of this worker has of a data set, computed when it is first needed and kept. What it was computed of is let go then: an iterative job would keep every step before it.</summary>
internal sealed class RecordCache<T>(TSet<T> input)
{
    private readonly BatchEnvironment _environment = input.Environment;
    private TSet<T>? _input = input;
    private ChunkList<T>[]? _records;

    public Partitions<T> Open()
    {
        if (_input is { } below)
        {
            _records = Fill(below);
            _input = null;
        }
        ChunkList<T>[] records = _records!;
        WorkerTasks tasks = _environment.Tasks;
        return new((task, sink) => records[task].CopyTo(tasks.IsShared ? new SourceSink<T>(tasks.Gate, sink) : sink));
    }

    public PlanStep Describe(object owner) => _input is { } below
        ? new("Cache", below.Describe()) { Kept = owner, Note = "computed once, kept in memory" }
        : new("Cache") { Kept = owner, Note = "computed already, in memory" };

    private ChunkList<T>[] Fill(TSet<T> input)
    {
        WorkerTasks tasks = _environment.Tasks;
        ChunkList<T>[] records = tasks.Each(_ => new ChunkList<T>());
        using Partitions<T> below = input.Open();
        tasks.ForEach(task => below.Run(task, TextCompactor.For<T>() is { } texts ? new CompactStage(texts, records[task], _environment.ChunkRecords) : records[task]));
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

    internal override KeptBy KeptBy { get; } = input.KeptBy;

    internal override Partitions<T> Open() => _cache.Open();

    internal override PlanStep Describe() => _cache.Describe(this);
}

internal sealed class CachedTupleTSet<TKey, TValue>(TupleTSet<TKey, TValue> input) : TupleTSet<TKey, TValue>(input.Environment)
{
    private readonly RecordCache<KeyValuePair<TKey, TValue>> _cache = new(input);

    internal override KeptBy KeptBy { get; } = input.KeptBy;

    internal override Partitions<KeyValuePair<TKey, TValue>> Open() => _cache.Open();

    internal override PlanStep Describe() => _cache.Describe(this);
}
