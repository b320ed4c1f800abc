using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>One element of Arrow's view columns: the length, then up to 12 bytes of text, or its first four bytes, its buffer and its place there.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ColumnView
{
    public const int Size = 16;

    private const int LongestInline = 12;

    public int Length;
    private int _prefix;
    private int _buffer;
    private int _offset;

    public readonly bool IsInline => Length <= LongestInline;

    /// <summary>The views of an array, from its offset on.</summary>
    public static ReadOnlySpan<ColumnView> Of(ArrayData array) => MemoryMarshal.Cast<byte, ColumnView>(array.Buffers[1].Span).Slice(array.Offset, array.Length);

    /// <summary>The view of a text that is too long to lie in it.</summary>
    public static ColumnView Of(ReadOnlySpan<byte> text, int buffer, int offset) =>
        new() { Length = text.Length, _prefix = MemoryMarshal.Read<int>(text), _buffer = buffer, _offset = offset };

    /// <summary>The bytes of a text that does not lie in its view.</summary>
    public readonly ReadOnlySpan<byte> BytesIn(ArrayData array) => array.Buffers[2 + _buffer].Span.Slice(_offset, Length);

    /// <summary>The bytes of a text; the view must stay where it is.</summary>
    public static ReadOnlySpan<byte> Bytes(ArrayData array, ref readonly ColumnView view) =>
        view.IsInline
            ? MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<int, byte>(ref Unsafe.AsRef(in view._prefix)), view.Length)
            : view.BytesIn(array);
}
