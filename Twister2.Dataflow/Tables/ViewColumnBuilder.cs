using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of views of texts or bytes: those of up to 12 bytes lie in the view, the longer ones are brought together in one buffer.</summary>
internal sealed class ViewColumnBuilder(IArrowType type) : ColumnBuilder(type)
{
    private readonly ColumnBuffer _views = new(), _bytes = new();

    public override long RowBits => 8L * ColumnView.Size + 1;

    public override bool IsVariable => true;

    public override long AppendedVariableBytes => _bytes.Length;

    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows)
    {
        long bytes = 0;
        foreach (int row in rows) bytes += VariableBytes(from, row, 1);
        return bytes;
    }

    public override long VariableBytes(ArrayData from, int start, int count)
    {
        ReadOnlySpan<ColumnView> views = ColumnView.Of(from);
        long bytes = 0;
        for (int row = start; row < start + count; row++)
            if (!views[row].IsInline && IsValid(from, row)) bytes += views[row].Length;
        return bytes;
    }

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next(), buffers.Next()], (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<ColumnView> views = ColumnView.Of(from);
        Span<ColumnView> to = _views.Append<ColumnView>(rows.Length);
        for (int i = 0; i < rows.Length; i++) to[i] = Take(from, views, rows[i]);
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
        ReadOnlySpan<ColumnView> views = ColumnView.Of(from);
        Span<ColumnView> to = _views.Append<ColumnView>(count);
        for (int i = 0; i < count; i++) to[i] = Take(from, views, start + i);
    }

    protected override void AppendNullValues(int count) => _views.Append<ColumnView>(count).Clear();

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        layout.AddBuffer(_views.Memory);
        layout.AddBuffer(_bytes.Memory);
    }

    protected override void ClearValues()
    {
        _views.Clear();
        _bytes.Clear();
    }

    /// <summary>The view of a row over the bytes of this column. What lies under a null may be anything, and is not looked at.</summary>
    private ColumnView Take(ArrayData from, ReadOnlySpan<ColumnView> views, int row)
    {
        if (!IsValid(from, row)) return default;
        ColumnView view = views[row];
        if (view.IsInline) return view;
        ReadOnlySpan<byte> text = view.BytesIn(from);
        int offset = _bytes.Length;
        _bytes.Append(text);
        return ColumnView.Of(text, buffer: 0, offset);
    }
}
