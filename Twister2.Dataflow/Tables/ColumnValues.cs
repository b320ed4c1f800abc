using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Tables;

/// <summary>Integers of up to 64 bits; dates, times and small decimals are such too.</summary>
internal readonly ref struct IntegerValues<T> : IColumnValues<IntegerValues<T>> where T : unmanaged, IBinaryInteger<T>
{
    private readonly ReadOnlySpan<T> _values;

    private IntegerValues(ReadOnlySpan<T> values) => _values = values;

    public static IntegerValues<T> Of(ArrayData array) => new(MemoryMarshal.Cast<byte, T>(array.Buffers[1].Span).Slice(array.Offset, array.Length));

    public ulong Hash(int row) => StableHash.OfUInt64(ulong.CreateTruncating(_values[row]));

    public static bool AreEqual(scoped in IntegerValues<T> a, int i, scoped in IntegerValues<T> b, int j) => a._values[i] == b._values[j];

    public static int Compare(scoped in IntegerValues<T> a, int i, scoped in IntegerValues<T> b, int j) => a._values[i].CompareTo(b._values[j]);
}

/// <summary>128-bit decimals.</summary>
internal readonly ref struct WideValues : IColumnValues<WideValues>
{
    private readonly ReadOnlySpan<Int128> _values;

    private WideValues(ReadOnlySpan<Int128> values) => _values = values;

    public static WideValues Of(ArrayData array) => new(MemoryMarshal.Cast<byte, Int128>(array.Buffers[1].Span).Slice(array.Offset, array.Length));

    public ulong Hash(int row) => StableHash.Combine((ulong)_values[row], (ulong)(_values[row] >> 64));

    public static bool AreEqual(scoped in WideValues a, int i, scoped in WideValues b, int j) => a._values[i] == b._values[j];

    public static int Compare(scoped in WideValues a, int i, scoped in WideValues b, int j) => a._values[i].CompareTo(b._values[j]);
}

/// <summary>Floating-point numbers.</summary>
internal readonly ref struct FloatValues<T> : IColumnValues<FloatValues<T>> where T : unmanaged, IFloatingPoint<T>
{
    private readonly ReadOnlySpan<T> _values;

    private FloatValues(ReadOnlySpan<T> values) => _values = values;

    public static FloatValues<T> Of(ArrayData array) => new(MemoryMarshal.Cast<byte, T>(array.Buffers[1].Span).Slice(array.Offset, array.Length));

    public ulong Hash(int row)
    {
        double value = double.CreateTruncating(_values[row]);
        return StableHash.OfUInt64(BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value));
    }

    public static bool AreEqual(scoped in FloatValues<T> a, int i, scoped in FloatValues<T> b, int j) => a._values[i].Equals(b._values[j]);

    public static int Compare(scoped in FloatValues<T> a, int i, scoped in FloatValues<T> b, int j) => a._values[i].CompareTo(b._values[j]);
}

/// <summary>Truth values.</summary>
internal readonly ref struct BoolValues : IColumnValues<BoolValues>
{
    private readonly ReadOnlySpan<byte> _bits;
    private readonly int _offset;

    private BoolValues(ReadOnlySpan<byte> bits, int offset)
    {
        _bits = bits;
        _offset = offset;
    }

    public static BoolValues Of(ArrayData array) => new(array.Buffers[1].Span, array.Offset);

    public ulong Hash(int row) => StableHash.OfUInt64(this[row] ? 1UL : 0);

    public static bool AreEqual(scoped in BoolValues a, int i, scoped in BoolValues b, int j) => a[i] == b[j];

    public static int Compare(scoped in BoolValues a, int i, scoped in BoolValues b, int j) => a[i].CompareTo(b[j]);

    private bool this[int row] => ColumnBits.IsSet(_bits, _offset + row);
}

/// <summary>Texts and bytes of any length, with 32-bit or 64-bit offsets.</summary>
internal readonly ref struct TextValues<TOffset> : ITextValues<TextValues<TOffset>> where TOffset : unmanaged, IBinaryInteger<TOffset>
{
    private readonly ReadOnlySpan<TOffset> _offsets;
    private readonly ReadOnlySpan<byte> _bytes;

    private TextValues(ReadOnlySpan<TOffset> offsets, ReadOnlySpan<byte> bytes)
    {
        _offsets = offsets;
        _bytes = bytes;
    }

    public static TextValues<TOffset> Of(ArrayData array) =>
        array.Length == 0 ? default : new(MemoryMarshal.Cast<byte, TOffset>(array.Buffers[1].Span).Slice(array.Offset, array.Length + 1), array.Buffers[2].Span);

    public ulong Hash(int row) => StableHash.OfBytes(this[row]);

    public static bool AreEqual(scoped in TextValues<TOffset> a, int i, scoped in TextValues<TOffset> b, int j) => a[i].SequenceEqual(b[j]);

    public static int Compare(scoped in TextValues<TOffset> a, int i, scoped in TextValues<TOffset> b, int j) => a[i].SequenceCompareTo(b[j]);

    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            int start = int.CreateTruncating(_offsets[row]);
            return _bytes.Slice(start, int.CreateTruncating(_offsets[row + 1]) - start);
        }
    }
}

/// <summary>Texts and bytes behind views.</summary>
internal readonly ref struct ViewValues : ITextValues<ViewValues>
{
    private readonly ArrayData _array;
    private readonly ReadOnlySpan<ColumnView> _views;

    private ViewValues(ArrayData array)
    {
        _array = array;
        _views = ColumnView.Of(array);
    }

    public static ViewValues Of(ArrayData array) => new(array);

    public ulong Hash(int row) => StableHash.OfBytes(this[row]);

    public static bool AreEqual(scoped in ViewValues a, int i, scoped in ViewValues b, int j) => a[i].SequenceEqual(b[j]);

    public static int Compare(scoped in ViewValues a, int i, scoped in ViewValues b, int j) => a[i].SequenceCompareTo(b[j]);

    public ReadOnlySpan<byte> this[int row] => ColumnView.Bytes(_array, in _views[row]);
}

/// <summary>Values of one size that are no numbers to this library: fixed-size binary, 256-bit decimals, intervals. Their order is that of their bytes.</summary>
internal readonly ref struct BytesValues : IColumnValues<BytesValues>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _width;

    private BytesValues(ReadOnlySpan<byte> bytes, int width)
    {
        _bytes = bytes;
        _width = width;
    }

    public static BytesValues Of(ArrayData array)
    {
        int width = ((FixedWidthType)ColumnTypes.StorageOf(array.DataType)).BitWidth / 8;
        return new(array.Buffers[1].Span[checked(array.Offset * width)..], width);
    }

    public ulong Hash(int row) => StableHash.OfBytes(this[row]);

    public static bool AreEqual(scoped in BytesValues a, int i, scoped in BytesValues b, int j) => a[i].SequenceEqual(b[j]);

    public static int Compare(scoped in BytesValues a, int i, scoped in BytesValues b, int j) => a[i].SequenceCompareTo(b[j]);

    private ReadOnlySpan<byte> this[int row] => _bytes.Slice(row * _width, _width);
}
