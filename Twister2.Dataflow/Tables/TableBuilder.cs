using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>Puts a chunk of a table together, column by column.</summary>
internal sealed class TableBuilder(ColumnBuilder[] columns)
{
    private readonly long _rowBits = columns.Sum(column => column.RowBits);
    private readonly bool _isVariable = columns.Any(column => column.IsVariable);

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of these rows, but for what aligning buffers takes.</summary>
    public long Bytes
    {
        get
        {
            long bytes = (Rows * _rowBits + 7) >> 3;
            if (_isVariable)
                foreach (ColumnBuilder column in columns) bytes += column.AppendedVariableBytes;
            return bytes;
        }
    }

    /// <summary>Whether rows of these columns can be put behind those that are here.</summary>
    public bool CanTake(ReadOnlySpan<ArrayData> from)
    {
        for (int i = 0; i < columns.Length; i++)
            if (!columns[i].CanTake(from[i])) return false;
        return true;
    }

    /// <summary>How many of the first of some rows take no more than <paramref name="room"/> bytes; at least one.</summary>
    public int Fit(ReadOnlySpan<ArrayData> from, ReadOnlySpan<int> rows, long room)
    {
        int count = (int)Math.Min(rows.Length, Math.Max(1, 8 * room / Math.Max(1, _rowBits)));
        while (_isVariable && count > 1)
        {
            long bytes = BytesOf(from, rows[..count]);
            if (bytes <= room) break;
            count = (int)Math.Clamp(count * (double)Math.Max(room, 0) / bytes, 1, count - 1);
        }
        return count;
    }

    /// <summary>Appends rows.</summary>
    public void Gather(ReadOnlySpan<ArrayData> from, ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < columns.Length; i++) columns[i].Gather(from[i], rows);
        Rows += rows.Length;
    }

    /// <summary>Appends all rows.</summary>
    public void Append(ReadOnlySpan<ArrayData> from, int count)
    {
        for (int i = 0; i < columns.Length; i++) columns[i].Append(from[i], 0, count);
        Rows += count;
    }

    /// <summary>Appends rows of nulls.</summary>
    public void AppendNulls(int count)
    {
        foreach (ColumnBuilder column in columns) column.AppendNulls(count);
        Rows += count;
    }

    /// <summary>Gives all columns.</summary>
    public void Give(TableLayout layout)
    {
        foreach (ColumnBuilder column in columns) column.Give(layout);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (ColumnBuilder column in columns) column.Clear();
        Rows = 0;
    }

    private long BytesOf(ReadOnlySpan<ArrayData> from, ReadOnlySpan<int> rows)
    {
        long bytes = (rows.Length * _rowBits + 7) >> 3;
        for (int i = 0; i < columns.Length; i++)
            if (columns[i].IsVariable) bytes += columns[i].VariableBytes(from[i], rows);
        return bytes;
    }
}
