using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of values of one size, moved as <typeparamref name="T"/> of that size.</summary>
internal sealed class FixedColumnBuilder<T>(IArrowType type) : ColumnBuilder(type) where T : unmanaged
{
    private readonly ColumnBuffer _values = new();

    public override long RowBits => 8L * Unsafe.SizeOf<T>() + 1;

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next()], (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(from.Buffers[1].Span).Slice(from.Offset, from.Length);
        Span<T> to = _values.Append<T>(rows.Length);
        for (int i = 0; i < to.Length && i < rows.Length; i++) to[i] = values[rows[i]];
    }

    protected override void AppendValues(ArrayData from, int start, int count) =>
        MemoryMarshal.Cast<byte, T>(from.Buffers[1].Span).Slice(from.Offset + start, count).CopyTo(_values.Append<T>(count));

    protected override void AppendNullValues(int count) => _values.Append<T>(count).Clear();

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        layout.AddBuffer(_values.Memory);
    }

    protected override void ClearValues() => _values.Clear();
}
