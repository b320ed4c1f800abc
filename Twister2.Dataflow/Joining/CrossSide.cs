using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// One input of a cross product: keeps what source tasks add until it is known which side is the smaller one, then hands it on, a chunk at a time: to every worker that has targets, or spread
/// over the targets.
/// </summary>
internal sealed class CrossSide<T> : IExchangeReceiver<T>, IDisposable
{
    /// <summary>Records in a row that go to the same target when a side is spread.</summary>
    private const int Run = 256;

    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly List<(int Source, RecordStore<T> Records)> _added = [];
    private readonly RecordStore<T>?[] _received;

    /// <summary>The first target task of each worker that has any.</summary>
    private readonly int[] _firstOfWorker;
    private RecordReader<T>? _reader;
    private int _next;
    private long _position;

    public CrossSide(DataflowEnvironment env, string name, LogicalPlan plan)
    {
        _env = env;
        _plan = plan;
        foreach (int source in plan.SourcesOf(env.Worker)) _added.Add((source, new(env, name, $"{name}: worker {env.Worker}, source task {source}")));
        _received = new RecordStore<T>?[plan.Targets];
        foreach (int target in plan.TargetsOf(env.Worker)) _received[target] = new(env, name, env.PlaceOf(name, target));
        _firstOfWorker = [.. Enumerable.Range(0, plan.Targets).DistinctBy(plan.WorkerOfTarget)];
        Edge = new Exchange<T>(env, name, plan, DataPackers.For<T>(), this);
    }

    public Exchange<T> Edge { get; }

    public bool TakesPacked => true;

    /// <summary>Packed bytes added on this worker, where there are no more to come.</summary>
    public long TotalBytes()
    {
        foreach ((_, RecordStore<T> records) in _added) records.Settle();
        return _added.Sum(added => added.Records.Bytes);
    }

    public void Add(int source, ReadOnlySpan<T> records) => _added.Find(added => added.Source == source).Records.Add(records);

    /// <summary>Hands the next chunk on, if there is one; else ends.</summary>
    public bool HandOn(bool toAll)
    {
        if (_next > _added.Count) return false;
        if (!TryNextChunk())
        {
            Edge.Finish();
            return true;
        }
        ReadOnlySpan<T> chunk = _reader!.Current;
        int source = _added[_next - 1].Source;
        if (!toAll) Spread(source, chunk);
        else
            foreach (int target in _firstOfWorker) Edge.Add(source, target, chunk);
        return true;
    }

    /// <summary>What a target has of a side that was spread, or its worker of one that went to all.</summary>
    public IRecordSource<KeyValuePair<None, T>> Received(int target, bool toAll)
    {
        if ((uint)target >= (uint)_received.Length || _received[target] is null)
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");
        int holder = toAll ? _firstOfWorker.First(first => _plan.WorkerOfTarget(first) == _env.Worker) : target;
        return new KeylessSource<T>(_received[holder]!);
    }

    public void Receive(int source, int target, ReadOnlySpan<T> records) => _received[target]!.Add(records);

    public void ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed) => _received[target]!.AddPacked(count, packed);

    public void Dispose()
    {
        _reader?.Dispose();
        foreach ((_, RecordStore<T> records) in _added) records.Dispose();
        foreach (RecordStore<T>? records in _received) records?.Dispose();
    }

    private bool TryNextChunk()
    {
        while (true)
        {
            if (_reader is not null && _reader.MoveNext()) return true;
            _reader?.Dispose();
            _reader = null;
            if (_next > 0) _added[_next - 1].Records.Dispose();
            if (_next++ == _added.Count) return false;
            _reader = _added[_next - 1].Records.Consume();
            _position = 0;
        }
    }

    /// <summary>Records stay on their worker where that has targets; their places decide, not the chunks they come in.</summary>
    private void Spread(int source, ReadOnlySpan<T> chunk)
    {
        int[] targets = [.. _plan.TargetsOf(_env.Worker)];
        if (targets.Length == 0) targets = [.. Enumerable.Range(0, _plan.Targets)];
        while (!chunk.IsEmpty)
        {
            (long run, long within) = Math.DivRem(_position, Run);
            int taken = (int)Math.Min(chunk.Length, Run - within);
            Edge.Add(source, targets[(int)((run + source) % targets.Length)], chunk[..taken]);
            _position += taken;
            chunk = chunk[taken..];
        }
    }
}
