using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>Where one task writes: a collector for each edge that is asked for by name, and one for all edges that take the type of its output.</summary>
internal sealed class TaskOutputs(int chunkRecords, StageLedger? stage = null)
{
    private readonly List<(string Edge, Type Type, object Sink)> _sinks = [];
    private readonly Dictionary<string, object> _collectors = [];
    private readonly List<Func<int>> _flushes = [];

    public void Add<T>(string edge, IChunkSink<T> sink) => _sinks.Add((edge, typeof(T), stage is null ? sink : new CountingSink<T>(sink, stage.GiveOut)));

    /// <summary>What goes to all edges that take <typeparamref name="T"/>.</summary>
    public RecordCollector<T> ToAll<T>()
    {
        IChunkSink<T>[] sinks = [.. _sinks.Where(sink => sink.Type == typeof(T)).Select(sink => (IChunkSink<T>)sink.Sink)];
        return Collector(sinks.Length == 1 ? sinks[0] : new AllSinks<T>(sinks));
    }

    public RecordCollector<T> To<T>(string vertex, string edge)
    {
        if (_collectors.TryGetValue(edge, out object? known) && known is RecordCollector<T> collector) return collector;
        foreach ((string name, Type type, object sink) in _sinks)
        {
            if (name != edge) continue;
            if (type != typeof(T)) throw new ArgumentException($"Edge '{edge}' takes {Names.Of(type)} of vertex '{vertex}', not {Names.Of(typeof(T))}.", nameof(edge));
            collector = Collector((IChunkSink<T>)sink);
            _collectors[edge] = collector;
            return collector;
        }
        throw new ArgumentException($"There is no edge '{edge}' from vertex '{vertex}'; there {(_sinks.Count == 0 ? "is none" : $"are {Names.List(_sinks.Select(sink => sink.Edge))}")}.", nameof(edge));
    }

    /// <summary>Hands on what waits for a chunk to be full.</summary>
    public void Flush()
    {
        foreach (Func<int> flush in _flushes) flush();
    }

    private RecordCollector<T> Collector<T>(IChunkSink<T> sink)
    {
        RecordCollector<T> collector = new(sink, chunkRecords);
        _flushes.Add(collector.Flush);
        return collector;
    }

    private sealed class AllSinks<T>(IChunkSink<T>[] sinks) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            foreach (IChunkSink<T> sink in sinks) sink.Add(chunk);
        }
    }
}
