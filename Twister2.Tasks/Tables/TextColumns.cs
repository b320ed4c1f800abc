using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Turns texts with 32-bit offsets into the other kinds of columns of texts.</summary>
internal static class TextColumns
{
    public static ArrayData As(ArrayData text, IArrowType type) => type switch
    {
        LargeStringType or LargeBinaryType => Large(text, type),
        StringViewType or BinaryViewType => Views(text, type),
        _ => new ArrayData(type, text.Length, text.NullCount, 0, text.Buffers, text.Children),
    };

    private static ArrayData Large(ArrayData text, IArrowType type)
    {
        long[] ends = [.. MemoryMarshal.Cast<byte, int>(text.Buffers[1].Span)[..(text.Length + 1)].ToArray().Select(end => (long)end)];
        return new ArrayData(type, text.Length, text.NullCount, 0, [text.Buffers[0], new ArrowBuffer(MemoryMarshal.AsBytes<long>(ends).ToArray()), text.Buffers[2]], (ArrayData[]?)null);
    }

    private static ArrayData Views(ArrayData text, IArrowType type)
    {
        ReadOnlySpan<int> ends = MemoryMarshal.Cast<byte, int>(text.Buffers[1].Span);
        byte[] views = new byte[text.Length * ColumnView.Size];
        for (int row = 0; row < text.Length; row++)
        {
            ReadOnlySpan<byte> bytes = text.Buffers[2].Span[ends[row]..ends[row + 1]];
            Span<byte> view = views.AsSpan(row * ColumnView.Size, ColumnView.Size);
            if (bytes.Length > ColumnView.Size - sizeof(int))
            {
                MemoryMarshal.Write(view, ColumnView.Of(bytes, buffer: 0, ends[row]));
                continue;
            }
            MemoryMarshal.Write(view, bytes.Length);
            bytes.CopyTo(view[sizeof(int)..]);
        }
        return new ArrayData(type, text.Length, text.NullCount, 0, [text.Buffers[0], new ArrowBuffer(views), text.Buffers[2]], (ArrayData[]?)null);
    }
}
