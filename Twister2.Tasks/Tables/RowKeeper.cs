using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Rows that an operation keeps, in their order: within the worker's memory budget, on scratch beyond it. Its thread is outside of the gate.</summary>
internal sealed class RowKeeper : IDisposable
{
    // Less is not worth a chunk on scratch.
    private const int SmallestChunk = 1 << 10;

    private readonly WorkerTasks _tasks;
    private readonly TableFormat _format;
    private readonly BatchStore _store;
    private readonly TableScatter _scatter;
    private readonly TableLayout _layout = new();
    private int[] _targets = [];
    private bool _isSealed;

    public RowKeeper(BatchEnvironment environment, Schema schema, string owner)
    {
        DataflowEnvironment env = environment.Dataflow;
        _tasks = environment.Tasks;
        _format = new TableFormat(owner, schema);
        _store = NewStore(env, _tasks, owner);
        long chunkBytes = Math.Min(env.Options.ChunkBytes, Math.Max(SmallestChunk, env.Memory.Limit / 64));
        _scatter = new TableScatter(_format, 1, chunkBytes, (_, chunk) =>
        {
            _layout.Clear();
            chunk.Give(_layout);
            _tasks.Inside(() => _store.Add(0, _layout, chunk.Rows, 0));
        });
    }

    private static BatchStore NewStore(DataflowEnvironment env, WorkerTasks tasks, string owner)
    {
        BatchStore? store = null;
        tasks.Inside(() => store = new BatchStore(env, owner, env.Ledgers.Local(owner)));
        return store!;
    }

    /// <summary>Rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>There are no more rows.</summary>
    public void Seal()
    {
        if (!_isSealed) _scatter.FlushAll(0);
        _isSealed = true;
    }

    /// <summary>Adds the rows of a batch.</summary>
    public void Add(RecordBatch batch) => Add(_format.ColumnsOf(batch), batch.Length);

    /// <summary>Adds rows of columns.</summary>
    public void Add(ReadOnlySpan<ArrayData> columns, int rows)
    {
        if (_targets.Length < Math.Min(rows, _scatter.PartRows)) _targets = new int[Math.Min(rows, _scatter.PartRows)];
        for (int start = 0; start < rows; start += _scatter.PartRows) _scatter.Add(columns, start, _targets.AsSpan(0, Math.Min(_scatter.PartRows, rows - start)));
        Rows += rows;
    }

    /// <summary>The rows, a batch at a time; no more are added. Batches stay valid.</summary>
    public IEnumerable<RecordBatch> Read(bool consume)
    {
        Seal();
        for (int chunk = 0; chunk < _store.Count; chunk++)
        {
            ReadOnlyMemory<byte> bytes = default;
            _tasks.Inside(() => bytes = _store.Show(chunk, consume));
            yield return _format.ToBatch(bytes);
        }
    }

    public void Dispose() => _tasks.Inside(_store.Dispose);
}
