using Twister2.Dataflow;
using Twister2.Dataflow.Text;

namespace Twister2.Tasks;

/// <summary>What each task of this worker has of a data set, computed when it is first needed and kept. What it was computed of is let go then: an iterative job would keep every step before it.</summary>
internal sealed class RecordCache<T>(TSet<T> input)
{
    private readonly BatchEnvironment _environment = input.Environment;
    private TSet<T>? _input = input;
    private CachedPart<T>[] _parts = [];

    public Partitions<T> Open()
    {
        if (_input is { } below)
        {
            _parts = Fill(below);
            _input = null;
        }
        CachedPart<T>[] parts = _parts;
        return new((task, sink) => parts[task].PassTo(sink));
    }

    /// <summary>The records of a task of this worker in one array, which is kept. Once open.</summary>
    public T[] ToArray(int task) => _parts[task].ToArray();

    public PlanStep Describe(object owner) => _input is { } below
        ? new("Cache", below.Describe()) { Kept = owner, Note = "computed once, kept in memory; may spill" }
        : new("Cache") { Kept = owner, Note = "computed already, in memory; may spill" };

    private CachedPart<T>[] Fill(TSet<T> input)
    {
        WorkerTasks tasks = _environment.Tasks;
        CachedPart<T>[] parts = tasks.Each(_ => new CachedPart<T>(_environment));
        try
        {
            using Partitions<T> below = input.Open();
            tasks.ForEach(task =>
            {
                below.Run(task, TextCompactor.For<T>() is { } texts ? new CompactStage(texts, parts[task], _environment.ChunkRecords) : parts[task]);
                parts[task].Seal();
            });
        }
        catch
        {
            foreach (CachedPart<T> part in parts) part.GiveBack();
            throw;
        }
        foreach (CachedPart<T> part in parts) _environment.Caches.Add(part);
        return parts;
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
