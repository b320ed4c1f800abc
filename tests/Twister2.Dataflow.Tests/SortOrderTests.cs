using CsCheck;

namespace Twister2.Dataflow.Tests;

/// <summary>Orders: 64 bits and a comparison that together say what .NET's own comparer says.</summary>
[Trait("ranks", "none")]
public sealed class SortOrderTests
{
    private static readonly double[] Odd = [0.0, -0.0, double.NaN, -double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1];

    [Fact]
    public void Numbers_have_the_order_of_NET()
    {
        Check(Gen.Int);
        Check(Gen.UInt);
        Check(Gen.Long);
        Check(Gen.ULong);
        Check(Gen.Short);
        Check(Gen.SByte);
        Check(Gen.Byte);
        Check(Gen.Char);
        Check(Gen.Bool);
        Check(Gen.OneOf(Gen.Double, AnyOf(Odd)));
        Check(Gen.OneOf(Gen.Float, AnyOf(Odd).Select(odd => (float)odd)));
        Check(AnyOf(Odd).Select(odd => (Half)odd));
        Check(Gen.OneOf(Gen.Decimal, AnyOf(decimal.MaxValue, decimal.MinValue, 0.1m, 0.10m, -0.1m, 9223372036854775807m, 9223372036854775807.5m, -9223372036854775808.5m)));
        Check(Gen.Select(Gen.Long, Gen.ULong, (high, low) => new Int128((ulong)high, low)));
        Check(Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new UInt128(high, low)));
    }

    [Fact]
    public void Other_types_have_the_order_of_NET()
    {
        Check(Gen.DateTime);
        Check(Gen.DateTimeOffset);
        Check(Gen.TimeSpan);
        Check(Gen.DateOnly);
        Check(Gen.TimeOnly);
        Check(Gen.Guid);
        Check(AnyOf(DayOfWeek.Monday, DayOfWeek.Friday, (DayOfWeek)(-3)));
        Check(Gen.Int.Nullable());
        Check(Gen.OneOf(Gen.Double, AnyOf(Odd)).Nullable());
        Check(Gen.Select(Gen.Int[0, 3], Gen.Double));
    }

    [Fact]
    public void Text_is_ordered_by_code_unit_and_null_comes_first() =>
        Check(Gen.OneOf(Gen.String.Null(), Gen.String[Gen.Char['a', 'b'], 0, 6], AnyOf("", "\0", "ab\0", "ab", "abcd", "abcd\0", "ABCD", "äbcd")), StringComparer.Ordinal);

    [Fact]
    public void Utf8_text_is_ordered_by_byte() => Check(Gen.String[Gen.Char['a', 'c'], 0, 12].Select(text => new Utf8Text(text)));

    [Fact]
    public void Bytes_are_ordered_one_after_the_other() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 15], Gen.Int[1, 16]).Array[2, 2].Sample(pair =>
    {
        (_, _, int offset, int length) = pair[0];
        length = Math.Min(length, 16 - offset);
        Check(SortOrder.ByBytes<UInt128>(offset, length), new UInt128(pair[0].Item1, pair[0].Item2), new UInt128(pair[1].Item1 & 0xff, pair[0].Item2),
            (a, b) => Bytes(a).AsSpan(offset, length).SequenceCompareTo(Bytes(b).AsSpan(offset, length)));
    });

    [Fact]
    public void Types_without_an_order_are_refused_by_name()
    {
        NotSupportedException e = Assert.Throws<NotSupportedException>(SortOrder.Natural<KeyValuePair<int, int>>);
        Assert.Contains("have no order", e.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(SortOrder.Natural<(int, object)>);
        Assert.Throws<ArgumentOutOfRangeException>(() => SortOrder.ByBytes<long>(4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => SortOrder.ByBytes<long>(0, 0));
    }

    internal static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static byte[] Bytes(UInt128 value) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in value)).ToArray();

    private static void Check<T>(Gen<T> values, IComparer<T>? model = null) => Gen.Select(values, values).Sample((a, b) =>
    {
        Check(SortOrder.Natural<T>(), a, b, (model ?? Comparer<T>.Default).Compare);
        Check(SortOrder.By((T value) => value).Descending(), a, b, (x, y) => (model ?? Comparer<T>.Default).Compare(y, x));
        Check(SortOrder.Using(model ?? Comparer<T>.Default).Descending().Descending(), a, b, (model ?? Comparer<T>.Default).Compare);
    }, iter: 1000);

    private static void Check<T>(SortOrder<T> order, T a, T b, Comparison<T> model)
    {
        foreach ((T first, T second) in ((T, T)[])[(a, b), (b, a), (a, a), (b, b)])
        {
            ulong[] bits = new ulong[2];
            order.GetBits([first, second], bits);
            int compared = bits[0] != bits[1] ? bits[0].CompareTo(bits[1]) : order.BitsDecide ? 0 : order.Compare(in first, in second);
            Assert.Equal(Math.Sign(model(first, second)), Math.Sign(compared));
        }
    }
}
