using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// Finds out what divides the targets of a sort: keeps what source tasks add and a sample of it, agrees with the other workers when all have finished, and then hands the records on, a chunk
/// whenever there is progress.
/// </summary>
internal sealed class SplitterSearch<T> : IDisposable
{
    // Candidates per target: with 128 the largest of very many targets has a quarter more than its share; with few targets there are more candidates for each.
    private const int PerTarget = 128, LeastInAll = 8192;

    private const int LeastPerSource = 32, MostPerSource = 4096;

    // Candidates of all sources meet on one worker.
    private const long MostBytes = 64 << 20, LeastBytesPerSource = 64 << 10;

    private readonly DataflowEnvironment _env;
    private readonly Division<T> _division;
    private readonly SortScatter<T> _scatter;
    private readonly TreeAgreement<(T[], RecordTag[])> _agreement;
    private readonly List<Buffered> _buffers = [];
    private readonly Dictionary<int, Buffered> _bufferOf = [];
    private RecordReader<T>? _reader;
    private long _position;
    private int _next;
    private bool _isAtWork, _isThrough;

    public SplitterSearch(DataflowEnvironment env, string name, LogicalPlan plan, Division<T> division, SortScatter<T> scatter)
    {
        _env = env;
        _division = division;
        _scatter = scatter;
        foreach (int source in plan.SourcesOf(env.Worker))
        {
            Buffered buffer = new(source, new RecordStore<T>(env, name, $"{name}: worker {env.Worker}, source task {source}"), new Sampler<T>(env, source, RecordsPerSource(plan), BytesPerSource(plan)));
            _buffers.Add(buffer);
            _bufferOf.Add(source, buffer);
        }
        _agreement = NewAgreement(env, name, plan, division.Order, Distribute);
        env.Engine.Open(_agreement);
    }

    /// <summary>What a source task of this worker has added.</summary>
    private sealed record Buffered(int Source, RecordStore<T> Records, Sampler<T> Sampler);

    /// <summary>What the workers agree on.</summary>
    public IEdge Edge => _agreement;

    public bool IsAgreed => _agreement.IsComplete;

    /// <summary>Agrees on what divides the targets from samples that each worker has beforehand; waits for the others. Empty where no worker has any.</summary>
    public static Splitters<T> FromSample(DataflowEnvironment env, string name, LogicalPlan plan, Division<T> division, ReadOnlySpan<T> sample)
    {
        TreeAgreement<(T[], RecordTag[])> agreement = NewAgreement(env, name, plan, division.Order, null);
        // Where a record of the sample will come is not known; sources decide between equal ones.
        int source = plan.SourcesOf(env.Worker).FirstOrDefault(-1);
        agreement.Give((sample.ToArray(), [.. Enumerable.Repeat(new RecordTag(source, 0, 1), sample.Length)]));
        env.Engine.Open(agreement);
        env.Engine.WaitUntil(() => agreement.IsComplete, agreement);
        env.Engine.Close(agreement);
        return new Splitters<T>(division, agreement.Result);
    }

    public void Add(int source, ReadOnlySpan<T> records)
    {
        Buffered buffer = _bufferOf[source];
        buffer.Sampler.See(records);
        buffer.Records.Add(records);
    }

    /// <summary>All source tasks of this worker have finished.</summary>
    public void Finish()
    {
        (T[], RecordTag[]) mine = ([], []);
        foreach (Buffered buffer in _buffers) mine = Candidates<T>.Combine(mine, buffer.Sampler.ToCandidates(_division.Order).Packed);
        _agreement.Give(mine);
    }

    public void Dispose()
    {
        _reader?.Dispose();
        foreach (Buffered buffer in _buffers) buffer.Records.Dispose();
    }

    private static TreeAgreement<(T[], RecordTag[])> NewAgreement(DataflowEnvironment env, string name, LogicalPlan plan, SortOrder<T> order, Func<bool>? then) =>
        new(env, name, 0, Candidates<T>.Combine, goesDown: true)
        {
            Conclude = all => new Candidates<T>(order, all.Item1, all.Item2).Choose(plan.Targets).Packed,
            Continue = then,
        };

    private static int RecordsPerSource(LogicalPlan plan) => (int)Math.Clamp(Math.Max(LeastInAll, (long)PerTarget * plan.Targets) / plan.Sources, LeastPerSource, MostPerSource) / 2 * 2;

    private static long BytesPerSource(LogicalPlan plan) => Math.Max(MostBytes / plan.Sources, LeastBytesPerSource);

    /// <summary>Hands a chunk on, unless too much is on its way already, or this is called from inside of it.</summary>
    private bool Distribute()
    {
        if (_isThrough || _isAtWork || !_env.Engine.HasRoom) return false;
        _isAtWork = true;
        try
        {
            _scatter.Splitters ??= new Splitters<T>(_division, _agreement.Result);
            if (!TryNextChunk(out int source)) Complete();
            else _scatter.Add(source, ref _position, _reader!.Current);
            return true;
        }
        finally
        {
            _isAtWork = false;
        }
    }

    private bool TryNextChunk(out int source)
    {
        while (true)
        {
            source = _next > 0 ? _buffers[_next - 1].Source : -1;
            if (_reader is not null && _reader.MoveNext()) return true;
            _reader?.Dispose();
            _reader = null;
            if (_next > 0) _buffers[_next - 1].Records.Dispose();
            if (_next == _buffers.Count) return false;
            _reader = _buffers[_next++].Records.Consume();
            _position = 0;
        }
    }

    private void Complete()
    {
        _isThrough = true;
        _scatter.Finish();
    }
}
