using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>Puts the batches of a join's result together from rows of both sides.</summary>
/// <param name="schema">The columns of the result.</param>
/// <param name="left">Those of the left side.</param>
/// <param name="right">Those of the right side.</param>
/// <param name="batchBytes">When a batch is full.</param>
internal sealed class JoinResult(Schema schema, ColumnBuilder[] left, ColumnBuilder[] right, long batchBytes)
{
    private readonly TableBuilder _left = new(left), _right = new(right);
    private readonly ColumnBuilder[] _readers = [.. left, .. right];
    private readonly TableLayout _layout = new();
    private readonly Queue<RecordBatch> _full = new();

    /// <summary>Takes a full batch.</summary>
    public bool TryTake(out RecordBatch? batch) => _full.TryDequeue(out batch);

    /// <summary>Adds pairs of rows. Where one side is null, its columns are.</summary>
    public void Add(ArrayData[]? left, ReadOnlySpan<int> leftRows, ArrayData[]? right, ReadOnlySpan<int> rightRows)
    {
        while (Math.Max(leftRows.Length, rightRows.Length) is var rest and > 0)
        {
            if (!CanTake(left, right)) Seal();
            long room = batchBytes - _left.Bytes - _right.Bytes;
            int count = rest;
            if (left is not null) count = Math.Min(count, _left.Fit(left, leftRows, room));
            if (right is not null) count = Math.Min(count, _right.Fit(right, rightRows, room));
            Append(_left, left, ref leftRows, count);
            Append(_right, right, ref rightRows, count);
            if (count < rest || _left.Bytes + _right.Bytes >= batchBytes) Seal();
        }
    }

    /// <summary>Makes a batch of what is there.</summary>
    public void Seal()
    {
        int rows = Math.Max(_left.Rows, _right.Rows);
        if (rows == 0) return;
        _layout.Clear();
        _left.Give(_layout);
        _right.Give(_layout);
        byte[] chunk = GC.AllocateUninitializedArray<byte>(_layout.Bytes);
        _layout.WriteTo(chunk, rows, 0);
        TableBuffers buffers = TableBuffers.In(chunk);
        _full.Enqueue(new RecordBatch(schema, _readers.Select(reader => ArrowArrayFactory.BuildArray(reader.Read(buffers))), rows));
        _left.Clear();
        _right.Clear();
    }

    private bool CanTake(ArrayData[]? left, ArrayData[]? right) => (left is null || _left.CanTake(left)) && (right is null || _right.CanTake(right));

    private static void Append(TableBuilder to, ArrayData[]? columns, ref ReadOnlySpan<int> rows, int count)
    {
        if (columns is null)
        {
            to.AppendNulls(count);
            return;
        }
        to.Gather(columns, rows[..count]);
        rows = rows[count..];
    }
}
