using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>Where one task writes: a collector for each edge that is asked for by name, and one for all edges that take the type of its output.</summary>
/// <param name="chunkRecords">The most records of a chunk.</param>
/// <param name="isWhole">Whether every chunk but the last has to have as many, so that vectors stay whole.</param>
/// <param name="stage">Counts what goes out, where somebody watches.</param>
internal sealed class TaskOutputs(int chunkRecords, bool isWhole, StageLedger? stage = null)
{
    private readonly List<EdgeSink> _sinks = [];
    private readonly Dictionary<string, object> _collectors = [];
    private readonly List<Action> _flushes = [];

    public void Add<T>(string edge, IChunkSink<T> sink) => _sinks.Add(new EdgeSink(edge, typeof(T), stage is null ? sink : new CountingSink<T>(sink, stage.GiveOut)));

    /// <summary>What goes to all edges that take <typeparamref name="T"/>.</summary>
    public RecordCollector<T> ToAll<T>()
    {
        IChunkSink<T>[] sinks = [.. _sinks.Where(sink => sink.Type == typeof(T)).Select(sink => (IChunkSink<T>)sink.Sink)];
        return Collector(sinks.Length == 1 ? sinks[0] : new AllSinks<T>(sinks));
    }

    public RecordCollector<T> To<T>(string vertex, string edge)
    {
        if (_collectors.TryGetValue(edge, out object? known) && known is RecordCollector<T> collector) return collector;
        foreach (EdgeSink sink in _sinks)
        {
            if (sink.Edge != edge) continue;
            if (sink.Type != typeof(T)) throw new ArgumentException($"Edge '{edge}' takes {Names.Of(sink.Type)} of vertex '{vertex}', not {Names.Of(typeof(T))}.", nameof(edge));
            collector = Collector((IChunkSink<T>)sink.Sink);
            _collectors[edge] = collector;
            return collector;
        }
        throw new ArgumentException($"There is no edge '{edge}' from vertex '{vertex}'; there {(_sinks.Count == 0 ? "is none" : $"are {Names.List(_sinks.Select(sink => sink.Edge))}")}.", nameof(edge));
    }

    /// <summary>Hands on what waits for a chunk to be full.</summary>
    public void Flush()
    {
        foreach (Action flush in _flushes) flush();
    }

    private RecordCollector<T> Collector<T>(IChunkSink<T> sink)
    {
        RecordCollector<T> collector = new(sink, chunkRecords, isWhole);
        _flushes.Add(collector.Flush);
        return collector;
    }

    private sealed record EdgeSink(string Edge, Type Type, object Sink);

    private sealed class AllSinks<T>(IChunkSink<T>[] sinks) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            foreach (IChunkSink<T> sink in sinks) sink.Add(chunk);
        }
    }
}
