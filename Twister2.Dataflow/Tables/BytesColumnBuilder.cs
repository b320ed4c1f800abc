using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of values of one size that no number has: fixed-size binary, 256-bit decimals.</summary>
internal sealed class BytesColumnBuilder(IArrowType type, int width) : ColumnBuilder(type)
{
    private readonly ColumnBuffer _values = new();

    public override long RowBits => 8L * width + 1;

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next()], (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<byte> values = from.Buffers[1].Span[checked(from.Offset * width)..];
        Span<byte> to = _values.Append<byte>(checked(rows.Length * width));
        for (int i = 0; i < rows.Length; i++) values.Slice(rows[i] * width, width).CopyTo(to[(i * width)..]);
    }

    protected override void AppendValues(ArrayData from, int start, int count) =>
        _values.Append(from.Buffers[1].Span.Slice(checked((from.Offset + start) * width), checked(count * width)));

    protected override void AppendNullValues(int count) => _values.Append<byte>(checked(count * width)).Clear();

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        layout.AddBuffer(_values.Memory);
    }

    protected override void ClearValues() => _values.Clear();
}
