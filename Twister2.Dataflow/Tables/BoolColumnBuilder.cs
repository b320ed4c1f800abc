using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of bits.</summary>
internal sealed class BoolColumnBuilder(IArrowType type) : ColumnBuilder(type)
{
    private readonly ColumnBits _values = new();

    public override long RowBits => 2;

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next()], (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows) => _values.Gather(from.Buffers[1].Span, from.Offset, rows);

    protected override void AppendValues(ArrayData from, int start, int count) => _values.Append(from.Buffers[1].Span, from.Offset + start, count);

    protected override void AppendNullValues(int count) => _values.AppendZeros(count);

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        layout.AddBuffer(_values.Memory);
    }

    protected override void ClearValues() => _values.Clear();
}
