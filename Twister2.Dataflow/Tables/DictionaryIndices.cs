using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>Indices into a dictionary, whatever their type.</summary>
internal static class DictionaryIndices
{
    /// <summary>The index of a row that is not null.</summary>
    public static int At(ArrayData column, int row)
    {
        ReadOnlySpan<byte> indices = column.Buffers[1].Span;
        int at = column.Offset + row;
        return ((DictionaryType)ColumnTypes.StorageOf(column.DataType)).IndexType.TypeId switch
        {
            ArrowTypeId.Int8 or ArrowTypeId.UInt8 => indices[at],
            ArrowTypeId.Int16 or ArrowTypeId.UInt16 => MemoryMarshal.Cast<byte, ushort>(indices)[at],
            ArrowTypeId.Int32 or ArrowTypeId.UInt32 => MemoryMarshal.Cast<byte, int>(indices)[at],
            _ => checked((int)MemoryMarshal.Cast<byte, long>(indices)[at]),
        };
    }

    /// <summary>The values that a column of indices stands for, as a column of their own type; other columns as they are. What it has for null is not defined.</summary>
    public static ArrayData Decode(ArrayData column)
    {
        if (column.Dictionary is not { } dictionary) return column;
        ColumnBuilder values = ColumnTypes.NewBuilder(dictionary.DataType);
        if (dictionary.Length == 0)
        {
            values.AppendNulls(column.Length);
        }
        else
        {
            int[] rows = new int[column.Length];
            for (int row = 0; row < rows.Length; row++) rows[row] = ColumnBuilder.IsValid(column, row) ? At(column, row) : 0;
            values.Gather(dictionary, rows);
        }
        TableLayout layout = new();
        values.Give(layout);
        return values.Read(layout.Share());
    }
}
