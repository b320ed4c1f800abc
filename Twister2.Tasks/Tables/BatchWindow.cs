using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Some rows of a batch that are worked on together, few enough for their values to stay in the cache.</summary>
internal readonly record struct BatchWindow(RecordBatch Batch, int Start, int Count)
{
    /// <summary>Divides a batch into windows.</summary>
    public static IEnumerable<BatchWindow> Over(RecordBatch batch, int rows)
    {
        for (int start = 0; start < batch.Length; start += rows) yield return new BatchWindow(batch, start, Math.Min(rows, batch.Length - start));
    }

    /// <summary>The columns of a batch.</summary>
    public static ArrayData[] ColumnsOf(RecordBatch batch)
    {
        ArrayData[] columns = new ArrayData[batch.ColumnCount];
        for (int i = 0; i < columns.Length; i++) columns[i] = batch.Column(i).Data;
        return columns;
    }

    /// <summary>A column without its dictionary: as values of their own type, with the nulls of both. Others as they are.</summary>
    public static ArrayData Plain(ArrayData column)
    {
        if (column.Dictionary is null) return column;
        ArrayData values = DictionaryIndices.Decode(column);
        if (!KeyColumn.MayHaveNulls(column)) return values;
        ColumnBits valid = new();
        int nulls = 0;
        for (int row = 0; row < column.Length; row++)
        {
            if (KeyColumn.IsNull(column, row))
            {
                valid.AppendZeros(1);
                nulls++;
            }
            else
            {
                valid.AppendOnes(1);
            }
        }
        return new ArrayData(values.DataType, values.Length, nulls, 0, [new ArrowBuffer(valid.Memory), .. values.Buffers.Skip(1)], values.Children);
    }
}
