using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of structs: a column for each field. The struct's own offset applies to its fields too.</summary>
internal sealed class StructColumnBuilder(IArrowType type, ColumnBuilder[] fields) : ColumnBuilder(type)
{
    public override long RowBits => 1 + fields.Sum(part => part.RowBits);

    public override bool IsVariable => fields.Any(part => part.IsVariable);

    public override long AppendedVariableBytes => fields.Sum(part => part.AppendedVariableBytes);

    public override bool CanTake(ArrayData from)
    {
        for (int i = 0; i < fields.Length; i++)
            if (!fields[i].CanTake(from.Children[i])) return false;
        return true;
    }

    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows)
    {
        int[] shifted = Shift(from, rows);
        long bytes = 0;
        for (int i = 0; i < fields.Length; i++)
            if (fields[i].IsVariable) bytes += fields[i].VariableBytes(from.Children[i], shifted.AsSpan(0, rows.Length));
        ArrayPool<int>.Shared.Return(shifted);
        return bytes;
    }

    public override long VariableBytes(ArrayData from, int start, int count)
    {
        long bytes = 0;
        for (int i = 0; i < fields.Length; i++)
            if (fields[i].IsVariable) bytes += fields[i].VariableBytes(from.Children[i], from.Offset + start, count);
        return bytes;
    }

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        ArrowBuffer valid = buffers.Next();
        ArrayData[] children = new ArrayData[fields.Length];
        for (int i = 0; i < fields.Length; i++) children[i] = fields[i].Read(buffers);
        return new ArrayData(Type, length, nulls, 0, [valid], children);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        int[] shifted = Shift(from, rows);
        for (int i = 0; i < fields.Length; i++) fields[i].Gather(from.Children[i], shifted.AsSpan(0, rows.Length));
        ArrayPool<int>.Shared.Return(shifted);
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
        for (int i = 0; i < fields.Length; i++) fields[i].Append(from.Children[i], from.Offset + start, count);
    }

    protected override void AppendNullValues(int count)
    {
        foreach (ColumnBuilder field in fields) field.AppendNulls(count);
    }

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        foreach (ColumnBuilder field in fields) field.Give(layout);
    }

    protected override void ClearValues()
    {
        foreach (ColumnBuilder field in fields) field.Clear();
    }

    private static int[] Shift(ArrayData from, ReadOnlySpan<int> rows)
    {
        int[] shifted = ArrayPool<int>.Shared.Rent(rows.Length);
        for (int i = 0; i < rows.Length; i++) shifted[i] = from.Offset + rows[i];
        return shifted;
    }
}
