using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Columns of values of one size, as memory.</summary>
internal static class FixedColumn
{
    /// <summary>The values of rows from <paramref name="start"/> on, where they lie.</summary>
    public static ReadOnlySpan<T> View<T>(ArrayData column, int start, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(column.Buffers[1].Span).Slice(column.Offset + start, count);

    /// <summary>A copy of values as a column.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="values">The values.</param>
    /// <param name="isThere">Which of them are not null; empty where none is.</param>
    public static ArrayData Of<T>(IArrowType type, ReadOnlySpan<T> values, ReadOnlySpan<bool> isThere) where T : unmanaged
    {
        ArrowBuffer valid = Validity(isThere, out int nulls);
        return new ArrayData(type, values.Length, nulls, 0, [valid, new ArrowBuffer(MemoryMarshal.AsBytes(values).ToArray())], (ArrayData[]?)null);
    }

    /// <summary>A bitmap of those that are not null.</summary>
    public static ArrowBuffer Validity(ReadOnlySpan<bool> isThere, out int nulls)
    {
        nulls = isThere.Count(false);
        return nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(Bits(isThere));
    }

    public static ReadOnlyMemory<byte> Bits(ReadOnlySpan<bool> values)
    {
        byte[] bits = new byte[ColumnBits.BytesFor(values.Length)];
        for (int i = 0; i < values.Length; i++) bits[i >> 3] |= (byte)((values[i] ? 1 : 0) << (i & 7));
        return bits;
    }
}
