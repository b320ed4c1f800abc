using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>A column of texts or bytes of any length, with 32-bit or 64-bit offsets.</summary>
internal sealed class TextColumnBuilder<TOffset>(IArrowType type) : ColumnBuilder(type) where TOffset : unmanaged, IBinaryInteger<TOffset>
{
    private readonly ColumnBuffer _offsets = new(), _bytes = new();

    public override long RowBits => 8L * Unsafe.SizeOf<TOffset>() + 1;

    public override bool IsVariable => true;

    public override long AppendedVariableBytes => _bytes.Length;

    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from);
        long bytes = 0;
        foreach (int row in rows) bytes += long.CreateTruncating(offsets[row + 1] - offsets[row]);
        return bytes;
    }

    public override long VariableBytes(ArrayData from, int start, int count)
    {
        if (count == 0) return 0;
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from);
        return long.CreateTruncating(offsets[start + count] - offsets[start]);
    }

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        return new ArrayData(Type, length, nulls, 0, [buffers.Next(), buffers.Next(), buffers.Next()], (ArrayData[]?)null);
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from);
        ReadOnlySpan<byte> bytes = from.Buffers[2].Span;
        Span<TOffset> ends = AppendOffsets(rows.Length);
        long end = _bytes.Length;
        for (int i = 0; i < ends.Length && i < rows.Length; i++)
        {
            int row = rows[i];
            end += long.CreateTruncating(offsets[row + 1] - offsets[row]);
            ends[i] = TOffset.CreateTruncating(end);
        }
        Span<byte> room = _bytes.Append<byte>(checked((int)(end - _bytes.Length)));
        ref byte to = ref MemoryMarshal.GetReference(room);
        foreach (int row in rows)
        {
            int start = int.CreateTruncating(offsets[row]), length = int.CreateTruncating(offsets[row + 1]) - start;
            // The buffer has room behind its end, so what is too much is overwritten by the next text, or forgotten.
            if (length <= ColumnBuffer.Slack && start <= bytes.Length - ColumnBuffer.Slack)
                Unsafe.CopyBlockUnaligned(ref to, ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), start), ColumnBuffer.Slack);
            else
                bytes.Slice(start, length).CopyTo(MemoryMarshal.CreateSpan(ref to, length));
            to = ref Unsafe.Add(ref to, length);
        }
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
        ReadOnlySpan<TOffset> offsets = OffsetsOf(from).Slice(start, count + 1);
        Span<TOffset> ends = AppendOffsets(count);
        TOffset shift = TOffset.CreateTruncating(_bytes.Length) - offsets[0];
        for (int i = 0; i < ends.Length; i++) ends[i] = offsets[i + 1] + shift;
        int first = int.CreateChecked(offsets[0]);
        _bytes.Append(from.Buffers[2].Span[first..int.CreateChecked(offsets[count])]);
    }

    protected override void AppendNullValues(int count) => AppendOffsets(count).Fill(TOffset.CreateTruncating(_bytes.Length));

    protected override void GiveBuffers(TableLayout layout)
    {
        if (Length == 0) AppendOffsets(0);
        GiveValidity(layout);
        layout.AddBuffer(_offsets.Memory);
        layout.AddBuffer(_bytes.Memory);
    }

    protected override void ClearValues()
    {
        _offsets.Clear();
        _bytes.Clear();
    }

    private static ReadOnlySpan<TOffset> OffsetsOf(ArrayData from) => MemoryMarshal.Cast<byte, TOffset>(from.Buffers[1].Span).Slice(from.Offset, from.Length + 1);

    /// <summary>Room for the ends of so many texts, behind the beginning of the first.</summary>
    private Span<TOffset> AppendOffsets(int count)
    {
        if (_offsets.Length == 0) _offsets.Append<TOffset>(1)[0] = TOffset.Zero;
        return _offsets.Append<TOffset>(count);
    }
}
