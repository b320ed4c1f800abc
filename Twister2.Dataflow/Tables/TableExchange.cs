using System.Buffers;
using Apache.Arrow;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// The rows of one or two tables on their way from source tasks to target tasks. Rows are copied into a chunk of their target, from there into a message, or into the store of a
/// target of the same worker, and from the message into the store.
/// </summary>
internal sealed class TableExchange : IExchangeReceiver<byte>, IDisposable
{
    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly TableFormat[] _formats;
    private readonly Exchange<byte> _exchange;
    private readonly Dictionary<(int Table, int Source), TableScatter> _scatters = [];
    private readonly Dictionary<int, BatchStore>[] _stores;
    private readonly TableLayout _layout = new();
    private readonly bool _bySource;
    private readonly int _chunkBytes;

    /// <param name="env">The worker.</param>
    /// <param name="name">The operator.</param>
    /// <param name="plan">Its tasks.</param>
    /// <param name="formats">Its tables.</param>
    /// <param name="bySource">Whether a chunk has rows of one source task only.</param>
    public TableExchange(DataflowEnvironment env, string name, LogicalPlan plan, TableFormat[] formats, bool bySource)
    {
        _env = env;
        _plan = plan;
        _formats = formats;
        _bySource = bySource;
        // Records of the exchange are rows, which it never sees one by one.
        _exchange = new Exchange<byte>(env, name, plan, DataPackers.For<byte>(), this);
        // A little less than a message is expected to have, so that with its headers it does not need a buffer twice as large.
        _chunkBytes = _exchange.ChunkBytes - _exchange.ChunkBytes / 32;
        _stores = [.. formats.Select(_ => plan.TargetsOf(env.Worker).ToDictionary(target => target, _ => new BatchStore(env, name)))];
    }

    public IEdge Edge => _exchange;

    public bool IsComplete => _exchange.IsComplete;

    bool IExchangeReceiver<byte>.TakesPacked => true;

    /// <summary>The rows that a target task of this worker got.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public BatchStore Received(int table, int target) => _stores[table].TryGetValue(target, out BatchStore? store)
        ? store
        : throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {_env.Worker}.");

    /// <summary>Sends the rows of a batch each to the target that <paramref name="chooser"/> gives it.</summary>
    public void Add(int table, int source, RecordBatch batch, ArrayData[] columns, IRowTargets chooser)
    {
        TableScatter scatter = ScatterOf(table, source);
        for (int start = 0; start < batch.Length; start += scatter.PartRows)
        {
            int count = Math.Min(scatter.PartRows, batch.Length - start);
            int[] targets = ArrayPool<int>.Shared.Rent(count);
            chooser.Choose(source, batch, columns, start, targets.AsSpan(0, count));
            scatter.Add(columns, start, targets.AsSpan(0, count));
            ArrayPool<int>.Shared.Return(targets);
        }
    }

    /// <summary>This worker adds no more: what its chunks have is sent.</summary>
    public void Finish()
    {
        // Each worker begins behind itself, so that not all send to the same one at the same time.
        int first = (int)((_env.Worker + 1L) * _plan.Targets / _env.WorkerCount) % _plan.Targets;
        foreach (TableScatter scatter in _scatters.OrderBy(pair => pair.Key).Select(pair => pair.Value)) scatter.FlushAll(first);
        _scatters.Clear();
        _exchange.Finish();
    }

    public void Dispose()
    {
        foreach (BatchStore store in _stores.SelectMany(stores => stores.Values)) store.Dispose();
    }

    void IExchangeReceiver<byte>.Receive(int source, int target, ReadOnlySpan<byte> records) => throw new NotSupportedException();

    void IExchangeReceiver<byte>.ReceivePacked(int source, int target, int count, ReadOnlySpan<byte> packed)
    {
        int table = TableBuffers.TableOf(packed);
        if ((uint)table >= (uint)_stores.Length) throw new CorruptChunkException($"A chunk of table {table} of {_stores.Length}.");
        _stores[table][target].Add(source, packed);
    }

    private TableScatter ScatterOf(int table, int source)
    {
        int chunkSource = _bySource ? source : -1;
        if (_scatters.TryGetValue((table, chunkSource), out TableScatter? scatter)) return scatter;
        return _scatters[(table, chunkSource)] = new TableScatter(_formats[table], _plan.Targets, _chunkBytes, (target, chunk) => Flush(table, chunkSource, target, chunk));
    }

    private void Flush(int table, int source, int target, TableBuilder chunk)
    {
        _layout.Clear();
        chunk.Give(_layout);
        if (_plan.WorkerOfTarget(target) == _env.Worker) _stores[table][target].Add(source, _layout, chunk.Rows, table);
        else _exchange.SendBatch(source, target, chunk.Rows, _layout.Bytes, (Layout: _layout, chunk.Rows, Table: table), static (to, part) => part.Layout.WriteTo(to, part.Rows, part.Table));
    }
}
