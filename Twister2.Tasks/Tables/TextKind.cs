using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>What a C# type makes of the bytes of a text, and the other way round.</summary>
internal interface IText<T>
{
    /// <summary>Whether <see cref="Of"/> looks at the block rather than copying: it must be an array then that nobody writes to.</summary>
    static abstract bool IsView { get; }

    /// <summary>Whether a column of bytes is one of such values; a column of text always is, but for byte arrays.</summary>
    static abstract bool IsBinary { get; }

    static abstract T Of(byte[]? block, int offset, ReadOnlySpan<byte> bytes);

    static abstract int SizeOf(T value);

    static abstract int Write(T value, Span<byte> to);
}

internal readonly struct StringText : IText<string>
{
    public static bool IsView => false;

    public static bool IsBinary => false;

    public static string Of(byte[]? block, int offset, ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static int SizeOf(string value) => Encoding.UTF8.GetByteCount(value);

    public static int Write(string value, Span<byte> to) => Encoding.UTF8.GetBytes(value, to);
}

internal readonly struct ViewText : IText<Utf8Text>
{
    public static bool IsView => true;

    public static bool IsBinary => false;

    public static Utf8Text Of(byte[]? block, int offset, ReadOnlySpan<byte> bytes) => block is null ? Utf8Text.CopyOf(bytes) : new Utf8Text(block, offset, bytes.Length);

    public static int SizeOf(Utf8Text value) => value.Length;

    public static int Write(Utf8Text value, Span<byte> to)
    {
        value.Span.CopyTo(to);
        return value.Length;
    }
}

internal readonly struct BytesText : IText<byte[]>
{
    public static bool IsView => false;

    public static bool IsBinary => true;

    public static byte[] Of(byte[]? block, int offset, ReadOnlySpan<byte> bytes) => bytes.ToArray();

    public static int SizeOf(byte[] value) => value.Length;

    public static int Write(byte[] value, Span<byte> to)
    {
        value.CopyTo(to);
        return value.Length;
    }
}

/// <summary>Texts and bytes of any length.</summary>
internal sealed class TextKind<T, TText>(IArrowType type) : ValueKind<T> where TText : struct, IText<T>
{
    public override IArrowType Type => type;

    public override bool Reads(IArrowType other) => TText.IsBinary
        ? other is BinaryType or LargeBinaryType or BinaryViewType
        : other is StringType or LargeStringType or StringViewType;

    public override void Read(ArrayData column, int start, Span<T> values)
    {
        switch (column.DataType)
        {
            case LargeStringType or LargeBinaryType:
                Read(TextValues<long>.Of(column), column, start, values);
                break;
            case StringViewType or BinaryViewType:
                Read(ViewValues.Of(column), column, start, values);
                break;
            default:
                Read(TextValues<int>.Of(column), column, start, values);
                break;
        }
    }

    public override ValueWriter<T> NewWriter() => new Writer(type);

    private static void Read<TValues>(TValues texts, ArrayData column, int start, Span<T> values) where TValues : ITextValues<TValues>, allows ref struct
    {
        byte[]? block = null;
        int first = 0;
        ReadOnlySpan<byte> all = default;
        if (TText.IsView && column.Buffers.Length == 3 && MemoryMarshal.TryGetArray(column.Buffers[2].Memory, out ArraySegment<byte> segment))
        {
            (block, first) = (segment.Array, segment.Offset);
            all = segment.AsSpan();
        }
        for (int i = 0; i < values.Length; i++)
        {
            if (!ColumnBuilder.IsValid(column, start + i))
            {
                values[i] = default!;
                continue;
            }
            ReadOnlySpan<byte> bytes = texts[start + i];
            // A short text of a column of views does not lie in the block.
            if (block is not null && all.Overlaps(bytes, out int at)) values[i] = TText.Of(block, first + at, bytes);
            else values[i] = TText.Of(null, 0, bytes);
        }
    }

    private sealed class Writer(IArrowType type) : ValueWriter<T>
    {
        private readonly ColumnBuffer _offsets = new(), _bytes = new();

        public override ArrayData Seal()
        {
            if (_offsets.Length == 0) _offsets.Append<int>(1)[0] = 0;
            return new ArrayData(type, Length, NullCount, 0, [Validity(), new ArrowBuffer(_offsets.Memory), new ArrowBuffer(_bytes.Memory)], (ArrayData[]?)null);
        }

        protected override void AppendValues(ColumnVector<T> vector)
        {
            if (_offsets.Length == 0) _offsets.Append<int>(1)[0] = 0;
            Span<int> ends = _offsets.Append<int>(vector.Values.Length);
            for (int i = 0; i < ends.Length; i++)
            {
                T value = vector.Values[i];
                if (!vector.IsNull(i) && value is not null) TText.Write(value, _bytes.Append<byte>(TText.SizeOf(value)));
                ends[i] = _bytes.Length;
            }
        }
    }
}
