using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>How values of a C# type lie in Arrow columns.</summary>
internal abstract class ValueKind<T>
{
    /// <summary>That of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No column has such values.</exception>
    public static ValueKind<T> Instance => field ??= (ValueKind<T>)(ValueKinds.TryFor(typeof(T)) ?? throw new NotSupportedException(ValueKinds.Refusal(typeof(T))));

    /// <summary>The type of the columns that are made of such values.</summary>
    public abstract IArrowType Type { get; }

    /// <summary>Whether the values of a column of this type, which is no dictionary, are such.</summary>
    public abstract bool Reads(IArrowType type);

    /// <summary>Reads values. Those under nulls are not defined.</summary>
    public abstract void Read(ArrayData column, int start, Span<T> values);

    /// <summary>The values where they lie; false where they lie as something else.</summary>
    public virtual bool TryView(ArrayData column, int start, int count, out ReadOnlySpan<T> values)
    {
        values = default;
        return false;
    }

    /// <summary>Makes a column.</summary>
    public abstract ValueWriter<T> NewWriter();
}

/// <summary>The C# types that have columns.</summary>
internal static class ValueKinds
{
    private const string Names = "bool, sbyte, byte, short, ushort, int, uint, long, ulong, Half, float, double, decimal, string, Utf8Text, byte[], DateOnly, DateTime, DateTimeOffset";

    public static object? TryFor(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => new BoolKind(),
        TypeCode.SByte => new PlainKind<sbyte>(Int8Type.Default),
        TypeCode.Byte => new PlainKind<byte>(UInt8Type.Default),
        TypeCode.Int16 => new PlainKind<short>(Int16Type.Default),
        TypeCode.UInt16 => new PlainKind<ushort>(UInt16Type.Default),
        TypeCode.Int32 => new PlainKind<int>(Int32Type.Default),
        TypeCode.UInt32 => new PlainKind<uint>(UInt32Type.Default),
        TypeCode.Int64 => new PlainKind<long>(Int64Type.Default),
        TypeCode.UInt64 => new PlainKind<ulong>(UInt64Type.Default),
        TypeCode.Single => new PlainKind<float>(FloatType.Default),
        TypeCode.Double => new PlainKind<double>(DoubleType.Default),
        TypeCode.Decimal => new DecimalKind(),
        TypeCode.String => new TextKind<string, StringText>(StringType.Default),
        TypeCode.DateTime => new TimestampKind<DateTime, LocalTime>(LocalTime.Column),
        _ when type == typeof(Half) => new PlainKind<Half>(HalfFloatType.Default),
        _ when type == typeof(Utf8Text) => new TextKind<Utf8Text, ViewText>(StringType.Default),
        _ when type == typeof(byte[]) => new TextKind<byte[], BytesText>(BinaryType.Default),
        _ when type == typeof(DateOnly) => new DateKind(),
        _ when type == typeof(DateTimeOffset) => new TimestampKind<DateTimeOffset, ZonedTime>(ZonedTime.Column),
        _ => null,
    };

    public static string Refusal(Type type) => $"No column has values of the C# type {type}. Those that do: {Names}.";
}
