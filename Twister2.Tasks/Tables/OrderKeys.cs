using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Writes what rows are ordered by as bytes whose order is that of the rows, so that several columns of any types are compared as one text.</summary>
internal sealed class OrderKeys
{
    private readonly (int Column, OrderPart Part)[] _parts;
    private int[] _lengths = [];

    /// <exception cref="ArgumentException">A column is not there.</exception>
    /// <exception cref="NotSupportedException">Its values have no order.</exception>
    public OrderKeys(Schema schema, TableOrder[] orders)
    {
        TableFormat format = new(nameof(Table.OrderBy), schema);
        _parts = [.. orders.Select(order =>
        {
            int column = format.IndexOf(order.Column);
            IArrowType type = schema.GetFieldByIndex(column).DataType;
            return (column, OrderPart.TryNew(ColumnTypes.ValuesOf(type), order)
                ?? throw new NotSupportedException($"{nameof(Table.OrderBy)}: column '{order.Column}' is of type {ColumnTypes.NameOf(type)}, whose values have no order."));
        })];
    }

    /// <summary>Appends the keys of all rows of columns.</summary>
    public void Append(ReadOnlySpan<ArrayData> columns, int rows, RowKeys to)
    {
        if (_lengths.Length < rows) _lengths = new int[rows];
        Span<int> lengths = _lengths.AsSpan(0, rows);
        lengths.Clear();
        ArrayData[] plain = new ArrayData[_parts.Length];
        for (int i = 0; i < plain.Length; i++)
        {
            plain[i] = BatchWindow.Plain(columns[_parts[i].Column]);
            _parts[i].Part.Measure(plain[i], lengths);
        }
        byte[] bytes = to.Append(lengths);
        for (int i = 0; i < plain.Length; i++) _parts[i].Part.Write(plain[i], bytes, lengths);
    }
}

/// <summary>The part of keys that one column gives: a byte that says whether it is null, then the value; as much for a null where values are of one size.</summary>
internal abstract class OrderPart(TableOrder order)
{
    /// <summary>Turns all bits of values over where the greatest comes first.</summary>
    protected byte Flip { get; } = (byte)(order.IsDescending ? 0xFF : 0);

    private byte NullMark { get; } = (byte)(order.HasNullsFirst ? 0 : 2);

    /// <summary>Adds the bytes that each row needs.</summary>
    public abstract void Measure(ArrayData column, Span<int> lengths);

    /// <summary>Writes the bytes of each row where <paramref name="at"/> says, and moves that behind them.</summary>
    public abstract void Write(ArrayData column, byte[] to, Span<int> at);

    /// <summary>That of a type; null where it has no order.</summary>
    public static OrderPart? TryNew(IArrowType type, TableOrder order) => type switch
    {
        BooleanType => new BoolOrderPart(order),
        Int8Type => new NumberOrderPart<sbyte>(order),
        UInt8Type => new NumberOrderPart<byte>(order),
        Int16Type => new NumberOrderPart<short>(order),
        UInt16Type => new NumberOrderPart<ushort>(order),
        Int32Type or Date32Type or Time32Type or Decimal32Type => new NumberOrderPart<int>(order),
        UInt32Type => new NumberOrderPart<uint>(order),
        Int64Type or Date64Type or Time64Type or TimestampType or DurationType or Decimal64Type => new NumberOrderPart<long>(order),
        UInt64Type => new NumberOrderPart<ulong>(order),
        Decimal128Type => new NumberOrderPart<Int128>(order),
        HalfFloatType => new NumberOrderPart<Half>(order),
        FloatType => new NumberOrderPart<float>(order),
        DoubleType => new NumberOrderPart<double>(order),
        StringType or BinaryType => new TextOrderPart<TextValues<int>>(order),
        LargeStringType or LargeBinaryType => new TextOrderPart<TextValues<long>>(order),
        StringViewType or BinaryViewType => new TextOrderPart<ViewValues>(order),
        _ => null,
    };

    /// <summary>Writes the first byte; false where the row is null.</summary>
    protected bool WriteMark(ArrayData column, int row, byte[] to, ref int at)
    {
        bool isThere = ColumnBuilder.IsValid(column, row);
        to[at++] = isThere ? (byte)1 : NullMark;
        return isThere;
    }
}

/// <summary>Numbers: big-endian, negative ones before the others. NaN comes before all, -0.0 is 0.0.</summary>
internal sealed class NumberOrderPart<T>(TableOrder order) : OrderPart(order) where T : unmanaged, INumber<T>
{
    private static readonly bool IsWide = Unsafe.SizeOf<T>() == 16;

    private static readonly int Width = Unsafe.SizeOf<T>();

    public override void Measure(ArrayData column, Span<int> lengths)
    {
        foreach (ref int length in lengths) length += 1 + Width;
    }

    public override void Write(ArrayData column, byte[] to, Span<int> at)
    {
        ReadOnlySpan<T> values = FixedColumn.View<T>(column, 0, at.Length);
        for (int row = 0; row < at.Length; row++)
        {
            bool isThere = WriteMark(column, row, to, ref at[row]);
            Span<byte> room = to.AsSpan(at[row], Width);
            at[row] += Width;
            if (isThere) WriteValue(values[row], room);
            else room.Clear();
        }
    }

    private void WriteValue(T value, Span<byte> to)
    {
        if (IsWide)
        {
            Int128 wide = Int128.CreateTruncating(value);
            BinaryPrimitives.WriteUInt128BigEndian(to, (UInt128)wide ^ (UInt128)1 << 127);
        }
        else
        {
            ulong bits = BitsOf(value);
            for (int i = 0; i < to.Length; i++) to[i] = (byte)(bits >> (8 * (to.Length - 1 - i)));
        }
        if (Flip == 0) return;
        foreach (ref byte part in to) part ^= Flip;
    }

    /// <summary>A number of the same size whose order as an unsigned one is that of the values.</summary>
    private static ulong BitsOf(T value)
    {
        ulong top = 1UL << (8 * Width - 1);
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half))
        {
            if (T.IsNaN(value)) return 0;
            if (T.IsZero(value)) return top;
            ulong bits = Width == 8 ? Unsafe.BitCast<T, ulong>(value) : Width == 4 ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, ushort>(value);
            return (bits & top) != 0 ? ~bits & (top | (top - 1)) : bits | top;
        }
        ulong number = ulong.CreateTruncating(value);
        return T.IsNegative(T.Zero - T.One) ? (number ^ top) & (top | (top - 1)) : number;
    }
}

/// <summary>Truth values: false first.</summary>
internal sealed class BoolOrderPart(TableOrder order) : OrderPart(order)
{
    public override void Measure(ArrayData column, Span<int> lengths)
    {
        foreach (ref int length in lengths) length += 2;
    }

    public override void Write(ArrayData column, byte[] to, Span<int> at)
    {
        ReadOnlySpan<byte> bits = column.Buffers[1].Span;
        for (int row = 0; row < at.Length; row++)
        {
            bool isThere = WriteMark(column, row, to, ref at[row]);
            to[at[row]++] = isThere ? (byte)((ColumnBits.IsSet(bits, column.Offset + row) ? 1 : 0) ^ Flip) : (byte)0;
        }
    }
}

/// <summary>Texts by their bytes. A zero is followed by 255, the end is two zeros: so a text comes before all that begin with it, and no key is the beginning of another.</summary>
internal sealed class TextOrderPart<TValues>(TableOrder order) : OrderPart(order) where TValues : ITextValues<TValues>, allows ref struct
{
    public override void Measure(ArrayData column, Span<int> lengths)
    {
        TValues values = TValues.Of(column);
        for (int row = 0; row < lengths.Length; row++)
        {
            if (!ColumnBuilder.IsValid(column, row)) lengths[row]++;
            else lengths[row] += 3 + values[row].Length + values[row].Count((byte)0);
        }
    }

    public override void Write(ArrayData column, byte[] to, Span<int> at)
    {
        TValues values = TValues.Of(column);
        for (int row = 0; row < at.Length; row++)
        {
            ref int end = ref at[row];
            if (!WriteMark(column, row, to, ref end)) continue;
            foreach (byte part in values[row])
            {
                to[end++] = (byte)(part ^ Flip);
                if (part == 0) to[end++] = (byte)(0xFF ^ Flip);
            }
            to[end++] = Flip;
            to[end++] = Flip;
        }
    }
}
