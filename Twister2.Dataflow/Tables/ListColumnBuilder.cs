using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of lists, or of maps, with 32-bit or 64-bit offsets. The items of a list lie side by side, so they are appended as a range.</summary>
internal sealed class ListColumnBuilder<TOffset>(IArrowType type, ColumnBuilder items) : ColumnBuilder(type) where TOffset : unmanaged, IBinaryInteger<TOffset>
{
    private readonly ColumnBuffer _offsets = new();

    public override long RowBits => 8L * Unsafe.SizeOf<TOffset>() + 1;

    public override bool IsVariable => true;

    public override long AppendedVariableBytes => BytesOfItems(items.Length) + items.AppendedVariableBytes;

    public override bool CanTake(ArrayData from) => items.CanTake(from.Children[0]);

    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows)
    {
        long bytes = 0;
        foreach (int row in rows) bytes += VariableBytes(from, row, 1);
        return bytes;
    }

    public override long VariableBytes(ArrayData from, int start, int count)
    {
        if (count == 0) return 0;
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from);
        int first = int.CreateChecked(offsets[start]), length = int.CreateChecked(offsets[start + count]) - first;
        return BytesOfItems(length) + (items.IsVariable ? items.VariableBytes(from.Children[0], first, length) : 0);
    }

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next()], [items.Read(buffers)]);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from);
        Span<TOffset> ends = AppendOffsets(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int first = int.CreateChecked(offsets[rows[i]]);
            items.Append(from.Children[0], first, int.CreateChecked(offsets[rows[i] + 1]) - first);
            ends[i] = TOffset.CreateTruncating(items.Length);
        }
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from).Slice(start, count + 1);
        Span<TOffset> ends = AppendOffsets(count);
        TOffset shift = TOffset.CreateTruncating(items.Length) - offsets[0];
        for (int i = 0; i < ends.Length; i++) ends[i] = offsets[i + 1] + shift;
        int first = int.CreateChecked(offsets[0]);
        items.Append(from.Children[0], first, int.CreateChecked(offsets[count]) - first);
    }

    protected override void AppendNullValues(int count) => AppendOffsets(count).Fill(TOffset.CreateTruncating(items.Length));

    protected override void GiveBuffers(TableLayout layout)
    {
        if (Length == 0) AppendOffsets(0);
        GiveValidity(layout);
        layout.AddBuffer(_offsets.Memory);
        items.Give(layout);
    }

    protected override void ClearValues()
    {
        _offsets.Clear();
        items.Clear();
    }

    private static ReadOnlySpan<TOffset> OffsetsOf(ArrayData from) => MemoryMarshal.Cast<byte, TOffset>(from.Buffers[1].Span).Slice(from.Offset, from.Length + 1);

    private long BytesOfItems(long count) => (count * items.RowBits + 7) >> 3;

    private Span<TOffset> AppendOffsets(int count)
    {
        if (_offsets.Length == 0) _offsets.Append<TOffset>(1)[0] = TOffset.Zero;
        return _offsets.Append<TOffset>(count);
    }
}
