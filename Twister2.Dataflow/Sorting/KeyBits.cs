using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>How keys of a type are ordered: their first 64 bits, whether these say all, and the comparison for where they do not.</summary>
/// <param name="Of">The bits of a key; unsigned numbers have the order of the keys.</param>
/// <param name="Decide">Whether keys with equal bits are equal.</param>
/// <param name="Compare">Compares two keys.</param>
internal sealed record KeyBits<TKey>(Func<TKey, ulong> Of, bool Decide, Comparison<TKey> Compare);

/// <summary>The order of each type of key. It is that of <see cref="Comparer{T}.Default"/>, but text is compared by code unit: nodes may differ in their cultures.</summary>
internal static class KeyBits
{
    private const ulong SignBit = 1UL << 63;

    /// <exception cref="NotSupportedException">The type has no order.</exception>
    public static KeyBits<TKey> For<TKey>() => (KeyBits<TKey>?)Exact(typeof(TKey)) ?? (KeyBits<TKey>?)Beginning(typeof(TKey)) ?? OfOther<TKey>();

    /// <summary>Types whose whole order fits into 64 bits.</summary>
    private static object? Exact(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Byte => All<byte>(static key => key),
        TypeCode.SByte => All<sbyte>(static key => OfSigned(key)),
        TypeCode.Int16 => All<short>(static key => OfSigned(key)),
        TypeCode.UInt16 => All<ushort>(static key => key),
        TypeCode.Int32 => All<int>(static key => OfSigned(key)),
        TypeCode.UInt32 => All<uint>(static key => key),
        TypeCode.Int64 => All<long>(static key => OfSigned(key)),
        TypeCode.UInt64 => All<ulong>(static key => key),
        TypeCode.Char => All<char>(static key => key),
        TypeCode.Boolean => All<bool>(static key => key ? 1UL : 0),
        TypeCode.Single => All<float>(static key => OfDouble(key)),
        TypeCode.Double => All<double>(static key => OfDouble(key)),
        TypeCode.DateTime => All<DateTime>(static key => (ulong)key.Ticks),
        _ when type == typeof(Half) => All<Half>(static key => OfDouble((double)key)),
        _ when type == typeof(nint) => All<nint>(static key => OfSigned(key)),
        _ when type == typeof(nuint) => All<nuint>(static key => key),
        _ when type == typeof(TimeSpan) => All<TimeSpan>(static key => OfSigned(key.Ticks)),
        _ when type == typeof(DateTimeOffset) => All<DateTimeOffset>(static key => (ulong)key.UtcTicks),
        _ when type == typeof(DateOnly) => All<DateOnly>(static key => (ulong)key.DayNumber),
        _ when type == typeof(TimeOnly) => All<TimeOnly>(static key => (ulong)key.Ticks),
        _ => null,
    };

    /// <summary>Types of whose order the first bits are known.</summary>
    private static object? Beginning(Type type) =>
        type == typeof(string) ? new KeyBits<string>(OfString, false, string.CompareOrdinal)
        : type == typeof(Utf8Text) ? new KeyBits<Utf8Text>(static key => OfBytes(key.Span), false, static (a, b) => a.CompareTo(b))
        : type == typeof(Int128) ? new KeyBits<Int128>(static key => (ulong)(key >> 64) ^ SignBit, false, static (a, b) => a.CompareTo(b))
        : type == typeof(UInt128) ? new KeyBits<UInt128>(static key => (ulong)(key >> 64), false, static (a, b) => a.CompareTo(b))
        : type == typeof(decimal) ? new KeyBits<decimal>(OfDecimal, false, decimal.Compare)
        : null;

    private static KeyBits<TKey> OfOther<TKey>()
    {
        Type type = typeof(TKey);
        if (!HasOrder(type))
            throw new NotSupportedException(
                $"Records or keys of type {type} have no order. Let it implement IComparable<{type.Name}>, sort by a key with {nameof(SortOrder)}.{nameof(SortOrder.By)}, "
                + $"or give a comparison to {nameof(SortOrder)}.{nameof(SortOrder.Using)}.");
        return new KeyBits<TKey>(static _ => 0, false, Comparer<TKey>.Default.Compare);
    }

    private static bool HasOrder(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return HasOrder(value);
        if (typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType) return type.GetGenericArguments().All(HasOrder);
        return type.IsEnum || typeof(IComparable).IsAssignableFrom(type) || typeof(IComparable<>).MakeGenericType(type).IsAssignableFrom(type);
    }

    private static KeyBits<TKey> All<TKey>(Func<TKey, ulong> of) where TKey : IComparable<TKey> => new(of, true, static (a, b) => a.CompareTo(b));

    private static ulong OfSigned(long key) => (ulong)key ^ SignBit;

    /// <summary>NaN comes first, whatever its sign; −0.0 is 0.0.</summary>
    private static ulong OfDouble(double key)
    {
        if (double.IsNaN(key)) return 0;
        ulong bits = BitConverter.DoubleToUInt64Bits(key + 0.0);
        return (bits & SignBit) != 0 ? ~bits : bits | SignBit;
    }

    /// <summary>The whole part, as far as it fits; conversions to floating point round differently for equal numbers.</summary>
    private static ulong OfDecimal(decimal key) => OfSigned(key >= long.MaxValue ? long.MaxValue : key <= long.MinValue ? long.MinValue : (long)key);

    /// <summary>The first four code units; a null and an empty string have the same.</summary>
    private static ulong OfString(string key)
    {
        ulong bits = 0;
        int length = Math.Min(key?.Length ?? 0, 4);
        for (int i = 0; i < length; i++) bits |= (ulong)key![i] << (48 - 16 * i);
        return bits;
    }

    /// <summary>The first eight bytes.</summary>
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong bits = 0;
        for (int i = 0; i < bytes.Length; i++) bits |= (ulong)bytes[i] << (56 - 8 * i);
        return bits;
    }
}
