using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>
/// The first rows of an order of those that are added. It collects twice as many and then keeps the better half; from then on most rows are left out for their key alone.
/// </summary>
internal sealed class TopRows(BatchEnvironment environment, Schema schema, OrderKeys keys, int count) : IBatchSink, IDisposable
{
    private const int Least = 4096;

    private readonly TableFormat _format = new(nameof(Table.OrderBy), schema);
    private readonly RowKeys _rowKeys = new();
    private SortedRows _kept = new(environment, schema, keys);
    private long _rows;
    private byte[]? _last;
    private int[] _wanted = [];

    public void Add(RecordBatch batch)
    {
        if (count == 0) return;
        // So few at a time that what is collected stays small.
        foreach (BatchWindow window in BatchWindow.Over(batch, Least)) Add(window.Count == batch.Length ? batch : batch.Slice(window.Start, window.Count), window.Count);
    }

    /// <summary>Gives the rows, in order.</summary>
    public void PassTo(IBatchSink sink) => _kept.PassTo(new FirstRows(count, sink));

    public void Dispose() => _kept.Dispose();

    private void Add(RecordBatch batch, int rows)
    {
        if (_last is not null)
        {
            if (Better(batch, rows) is not { } better) return;
            batch = better;
        }
        _kept.Add(batch);
        _rows += batch.Length;
        if (_rows >= Math.Max(Least, 2L * count)) Shrink();
    }

    /// <summary>The rows that come before the last of those that are kept, after which equal ones would come; null where there are none.</summary>
    private RecordBatch? Better(RecordBatch batch, int rows)
    {
        ArrayData[] columns = _format.ColumnsOf(batch);
        _rowKeys.Clear();
        keys.Append(columns, rows, _rowKeys);
        if (_wanted.Length < rows) _wanted = new int[rows];
        int wanted = 0;
        ReadOnlySpan<byte> last = _last;
        for (int row = 0; row < rows; row++)
            if (_rowKeys[row].SequenceCompareTo(last) < 0) _wanted[wanted++] = row;
        if (wanted == 0) return null;
        TableBuilder builder = _format.NewBuilder();
        builder.Gather(columns, _wanted.AsSpan(0, wanted));
        TableLayout layout = new();
        builder.Give(layout);
        return new RecordBatch(schema, _format.Read(layout.Share()).Select(ArrowArrayFactory.BuildArray), wanted);
    }

    private void Shrink()
    {
        SortedRows before = _kept;
        _kept = new SortedRows(environment, schema, keys);
        try
        {
            RecordBatch? last = null;
            _rows = 0;
            before.PassTo(new FirstRows(count, new BatchAction(batch =>
            {
                _kept.Add(batch);
                _rows += batch.Length;
                last = batch;
            })));
            if (_rows == count && last is not null) _last = KeyOf(last);
        }
        finally
        {
            before.Dispose();
        }
    }

    private byte[] KeyOf(RecordBatch batch)
    {
        RowKeys one = new();
        keys.Append(_format.ColumnsOf(batch.Slice(batch.Length - 1, 1)), 1, one);
        return one[0].ToArray();
    }
}
