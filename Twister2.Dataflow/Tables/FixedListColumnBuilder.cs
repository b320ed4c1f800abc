using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of lists of one length. Its items begin where its own offset says.</summary>
internal sealed class FixedListColumnBuilder(IArrowType type, int size, ColumnBuilder items) : ColumnBuilder(type)
{
    public override long RowBits => 1 + size * items.RowBits;

    public override bool IsVariable => items.IsVariable;

    public override long AppendedVariableBytes => items.AppendedVariableBytes;

    public override bool CanTake(ArrayData from) => items.CanTake(from.Children[0]);

    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows)
    {
        long bytes = 0;
        foreach (int row in rows) bytes += VariableBytes(from, row, 1);
        return bytes;
    }

    public override long VariableBytes(ArrayData from, int start, int count) =>
        items.IsVariable ? items.VariableBytes(from.Children[0], checked((from.Offset + start) * size), checked(count * size)) : 0;

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next()], [items.Read(buffers)]);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows) AppendValues(from, row, 1);
    }

    protected override void AppendValues(ArrayData from, int start, int count) => items.Append(from.Children[0], checked((from.Offset + start) * size), checked(count * size));

    protected override void AppendNullValues(int count) => items.AppendNulls(checked(count * size));

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        items.Give(layout);
    }

    protected override void ClearValues() => items.Clear();
}
