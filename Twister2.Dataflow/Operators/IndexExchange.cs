using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Keeps what source tasks add until it is known which indexes, counted over all records in the order of the tasks, each target takes, and then brings the records there, a chunk whenever there is
/// progress. Targets give them in the order of the indexes. What a target takes as a whole from a source of its own worker is handed over untouched.
/// </summary>
internal sealed class IndexExchange<T> : IDisposable
{
    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly SourceStores<T> _kept;
    private Func<int, long> _firstIndexOfSource = null!, _firstIndexOfTarget = null!;
    private RecordReader<T>? _reader;
    private long _index;
    private int _next;
    private bool _isAtWork, _isThrough;

    public IndexExchange(DataflowEnvironment env, string name, LogicalPlan plan)
    {
        _env = env;
        _plan = plan;
        _kept = new SourceStores<T>(env, name, plan);
        Received = new ReceivedStores<T>(env, name, plan, bySource: true);
        Edge = new Exchange<T>(env, name, plan, DataPackers.For<T>(), Received);
    }

    public Exchange<T> Edge { get; }

    public ReceivedStores<T> Received { get; }

    /// <summary>Whether <see cref="Begin"/> was called.</summary>
    public bool HasBegun => _firstIndexOfTarget is not null;

    public void Add(int source, ReadOnlySpan<T> records) => _kept[source].Add(records);

    /// <summary>The source tasks of this worker with the numbers of their records, until it begins.</summary>
    public IEnumerable<(int Task, long Count)> Counts() => _kept.Tasks.Select(task => (task, _kept[task].Count));

    /// <summary>Says which indexes there are.</summary>
    /// <param name="ofSource">The index of the first record of a source task of this worker.</param>
    /// <param name="ofTarget">The first index that a target takes. That of one behind the last target is the end: what comes then goes nowhere.</param>
    public void Begin(Func<int, long> ofSource, Func<int, long> ofTarget) => (_firstIndexOfSource, _firstIndexOfTarget) = (ofSource, ofTarget);

    /// <summary>Moves a chunk, unless too much is on its way already, or this is called from inside of it. Says whether it did anything.</summary>
    public bool Move()
    {
        if (_isThrough || _isAtWork || !_env.Engine.HasRoom) return false;
        _isAtWork = true;
        try
        {
            if (TryNextChunk()) MoveChunk(_reader!.Current);
            else End();
            return true;
        }
        finally
        {
            _isAtWork = false;
        }
    }

    /// <summary>There is nothing to move.</summary>
    public void End()
    {
        _isThrough = true;
        _kept.Dispose();
        Edge.Finish();
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _kept.Dispose();
        Received.Dispose();
    }

    private bool TryNextChunk()
    {
        while (true)
        {
            if (_reader is not null && _index < _firstIndexOfTarget(_plan.Targets) && _reader.MoveNext()) return true;
            CloseReader();
            if (_next == _kept.Tasks.Length) return false;
            Open(_kept.Tasks[_next++]);
        }
    }

    /// <summary>What was read is not needed any more.</summary>
    private void CloseReader()
    {
        if (_reader is null) return;
        _reader.Dispose();
        _reader = null;
        _kept[_kept.Tasks[_next - 1]].Dispose();
    }

    private void Open(int source)
    {
        RecordStore<T> records = _kept[source];
        _index = _firstIndexOfSource(source);
        if (records.Count == 0 || _index >= _firstIndexOfTarget(_plan.Targets)) return;
        int target = TargetOf(_index);
        if (Received.Has(target) && _index + records.Count <= _firstIndexOfTarget(target + 1)) Received.Adopt(source, target, _kept.Take(source));
        else _reader = records.Consume();
    }

    private void MoveChunk(ReadOnlySpan<T> records)
    {
        int source = _kept.Tasks[_next - 1];
        long end = _firstIndexOfTarget(_plan.Targets);
        if (end - _index < records.Length) records = records[..(int)(end - _index)];
        while (!records.IsEmpty)
        {
            int target = TargetOf(_index);
            ReadOnlySpan<T> part = records[..(int)Math.Min(records.Length, _firstIndexOfTarget(target + 1) - _index)];
            if (Received.Has(target)) Received.Receive(source, target, part);
            else Edge.Add(source, target, part);
            _index += part.Length;
            records = records[part.Length..];
        }
    }

    /// <summary>The target that takes an index: the last that begins at it or before.</summary>
    private int TargetOf(long index)
    {
        int low = 0, high = _plan.Targets - 1;
        while (low < high)
        {
            int middle = low + (high - low + 1) / 2;
            if (_firstIndexOfTarget(middle) <= index) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
