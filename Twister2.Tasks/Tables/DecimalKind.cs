using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Decimals: of 38 digits, 18 of them behind the point, where they are made, as Spark has them; any 128-bit decimal where they are read.</summary>
internal sealed class DecimalKind : ValueKind<decimal>
{
    private const int Precision = 38, Scale = 18;

    private static readonly Decimal128Type Made = new(Precision, Scale);

    public override IArrowType Type => Made;

    public override bool Reads(IArrowType type) => type is Decimal128Type;

    public override void Read(ArrayData column, int start, Span<decimal> values)
    {
        int scale = ((Decimal128Type)column.DataType).Scale;
        ReadOnlySpan<Int128> stored = MemoryMarshal.Cast<byte, Int128>(column.Buffers[1].Span).Slice(column.Offset + start, values.Length);
        for (int i = 0; i < values.Length; i++) values[i] = ColumnBuilder.IsValid(column, start + i) ? ToDecimal(stored[i], scale) : 0;
    }

    public override ValueWriter<decimal> NewWriter() => new Writer();

    /// <summary>10 to some power, up to 38.</summary>
    public static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++) power *= 10;
        return power;
    }

    private static decimal ToDecimal(Int128 value, int scale)
    {
        // C#'s decimals have 28 digits behind the point at most, and 96 bits: zeros at the end do not count.
        while (scale > 0 && (scale > 28 || Int128.Abs(value) >> 96 != 0) && value % 10 == 0) (value, scale) = (value / 10, scale - 1);
        for (; scale < 0; scale++) value = checked(value * 10);
        if (scale > 28 || Int128.Abs(value) >> 96 != 0) throw new OverflowException($"A decimal128 of {value} / 10^{scale} has more digits than C#'s decimal can hold.");
        UInt128 size = (UInt128)Int128.Abs(value);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), value < 0, (byte)scale);
    }

    private static Int128 ToStored(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = parts[3] >> 16 & 0xFF;
        Int128 size = (Int128)(uint)parts[2] << 64 | (Int128)(uint)parts[1] << 32 | (uint)parts[0];
        for (; scale > Scale && size % 10 == 0; scale--) size /= 10;
        if (scale > Scale) throw new OverflowException($"{value} has more than {Scale} digits behind the point, which is what a column of decimals has. Round it first.");
        size = size <= Power(Precision) / Power(Scale - scale) ? size * Power(Scale - scale) : throw new OverflowException($"{value} has more than {Precision - Scale} digits before the point, which is what a column of decimals has.");
        return parts[3] < 0 ? -size : size;
    }

    private sealed class Writer() : FixedWriter<decimal, Int128>(Made)
    {
        protected override void Store(ColumnVector<decimal> vector, Span<Int128> to)
        {
            for (int i = 0; i < to.Length; i++) to[i] = vector.IsNull(i) ? 0 : ToStored(vector.Values[i]);
        }
    }
}
