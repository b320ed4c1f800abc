using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Hashing;

/// <summary>Hashes a key; equal keys have equal hashes, in every process and on every machine.</summary>
internal delegate ulong KeyHasher<TKey>(TKey key);

/// <summary>
/// The stable hash of each type that may be a key. <see cref="object.GetHashCode"/> is not used: it is random per process for strings and says
/// nothing about other machines.
/// </summary>
internal static class KeyHasher
{
    private static readonly ConcurrentDictionary<Type, Delegate> Hashers = new();

    /// <exception cref="NotSupportedException">The type has no stable hash; the message says what can be done.</exception>
    public static KeyHasher<TKey> For<TKey>() => (KeyHasher<TKey>)Hashers.GetOrAdd(typeof(TKey), static _ => Make<TKey>());

    private static Delegate Make<TKey>()
    {
        Type type = typeof(TKey);
        if (type == typeof(Utf8Text)) return (KeyHasher<Utf8Text>)(static key => key.StableHash());
        if (type == typeof(string)) return (KeyHasher<string>)(static key => key is null ? 0 : StableHash.OfBytes(MemoryMarshal.AsBytes(key.AsSpan())));
        if (type == typeof(long)) return (KeyHasher<long>)(static key => StableHash.OfUInt64((ulong)key));
        if (type == typeof(ulong)) return (KeyHasher<ulong>)StableHash.OfUInt64;
        if (type == typeof(int)) return (KeyHasher<int>)(static key => StableHash.OfUInt64((ulong)key));
        if (type == typeof(uint)) return (KeyHasher<uint>)(static key => StableHash.OfUInt64(key));
        // -0.0 equals 0.0, and all NaN equal each other, so they must not be told apart by their bits.
        if (type == typeof(double)) return (KeyHasher<double>)(static key => StableHash.OfUInt64(BitConverter.DoubleToUInt64Bits(Canonical(key))));
        if (type == typeof(float)) return (KeyHasher<float>)(static key => StableHash.OfUInt64(BitConverter.DoubleToUInt64Bits(Canonical(key))));
        if (type.IsPrimitive || type.IsEnum || IsPlainValue(type)) return (KeyHasher<TKey>)OfBits;
        if (type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)) return TupleHasher<TKey>(type);
        throw new NotSupportedException(
            $"{type} has no hash that is the same on every worker, so it cannot be a key. Use a primitive, an enum, string, Utf8Text, Guid, a date or time, "
            + "or a tuple of these as the key.");
    }

    private static double Canonical(double key) => key == 0 ? 0 : double.IsNaN(key) ? double.NaN : key;

    /// <summary>Framework structs whose equality is the equality of their bits.</summary>
    private static bool IsPlainValue(Type type) =>
        type == typeof(Guid) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
        || type == typeof(Int128) || type == typeof(UInt128);

    private static ulong OfBits<TKey>(TKey key) =>
        StableHash.OfBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TKey, byte>(ref key), Unsafe.SizeOf<TKey>()));

    private static KeyHasher<TKey> TupleHasher<TKey>(Type type)
    {
        Type[] items = type.GetGenericArguments();
        MethodInfo? method = typeof(KeyHasher).GetMethod(nameof(OfTuple) + items.Length, BindingFlags.NonPublic | BindingFlags.Static);
        if (method is null) throw new NotSupportedException($"{type} cannot be a key: tuples of two to four items can.");
        return (KeyHasher<TKey>)method.MakeGenericMethod(items).Invoke(null, null)!;
    }

    private const string OfTuple = nameof(OfTuple);

    private static KeyHasher<(T1, T2)> OfTuple2<T1, T2>()
    {
        KeyHasher<T1> first = For<T1>();
        KeyHasher<T2> second = For<T2>();
        return key => StableHash.Combine(first(key.Item1), second(key.Item2));
    }

    private static KeyHasher<(T1, T2, T3)> OfTuple3<T1, T2, T3>()
    {
        KeyHasher<(T1, T2)> front = OfTuple2<T1, T2>();
        KeyHasher<T3> third = For<T3>();
        return key => StableHash.Combine(front((key.Item1, key.Item2)), third(key.Item3));
    }

    private static KeyHasher<(T1, T2, T3, T4)> OfTuple4<T1, T2, T3, T4>()
    {
        KeyHasher<(T1, T2, T3)> front = OfTuple3<T1, T2, T3>();
        KeyHasher<T4> fourth = For<T4>();
        return key => StableHash.Combine(front((key.Item1, key.Item2, key.Item3)), fourth(key.Item4));
    }
}
