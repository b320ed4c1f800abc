using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Hashing;

/// <summary>Hashes a key; equal keys have equal hashes, in every process and on every machine.</summary>
internal delegate ulong KeyHasher<TKey>(TKey key);

/// <summary>
/// The stable hash of each type that may be a key. <see cref="object.GetHashCode"/> is not used: it is random per process for strings and says
/// nothing about other machines.
/// </summary>
internal static class KeyHasher
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, Delegate> Registered = [];

    /// <summary>Hashes that were handed out, or are part of one that was.</summary>
    private static readonly Dictionary<Type, Delegate> InUse = [];

    /// <exception cref="NotSupportedException">The type has no stable hash; the message says what can be done.</exception>
    public static KeyHasher<TKey> For<TKey>()
    {
        lock (Gate)
        {
            if (InUse.TryGetValue(typeof(TKey), out Delegate? used)) return (KeyHasher<TKey>)used;
            Delegate hasher = BuiltIn<TKey>() ?? OfRegistered<TKey>() ?? throw new NotSupportedException(
                $"{typeof(TKey)} has no hash that is the same on every worker, so it cannot be a key. Use a primitive, an enum, string, Utf8Text, Guid, decimal, a date or time, "
                + $"or a tuple of these as the key, or give it a hash with {nameof(KeyHashers)}.{nameof(KeyHashers.Register)}.");
            InUse.Add(typeof(TKey), hasher);
            return (KeyHasher<TKey>)hasher;
        }
    }

    /// <summary>See <see cref="KeyHashers.Register"/>.</summary>
    public static void Register<TKey>(Func<TKey, ulong> hash)
    {
        lock (Gate)
        {
            Delegate? known = Registered.GetValueOrDefault(typeof(TKey));
            if (known?.Method == hash.Method) return;
            if (known is null && HasBuiltIn<TKey>()) throw new InvalidOperationException($"{typeof(TKey)} has a hash of its own.");
            if (InUse.ContainsKey(typeof(TKey)))
                throw new InvalidOperationException(
                    $"Another hash of {typeof(TKey)} is in use already. Call {nameof(KeyHashers)}.{nameof(KeyHashers.Register)} before the first data set or operator is built.");
            Registered[typeof(TKey)] = hash;
        }
    }

    // A table takes bits from anywhere in the hash, so that of the user is mixed once more.
    private static KeyHasher<TKey>? OfRegistered<TKey>() =>
        Registered.GetValueOrDefault(typeof(TKey)) is Func<TKey, ulong> hash ? key => StableHash.OfUInt64(hash(key)) : null;

    private static bool HasBuiltIn<TKey>() => TupleSize(typeof(TKey)) > 0 || typeof(TKey) == typeof(Utf8Text) || BuiltIn<TKey>() is not null;

    private static Delegate? BuiltIn<TKey>()
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
        // Equality of a DateTime says nothing of its kind, that of a DateTimeOffset nothing of its offset.
        if (type == typeof(DateTime)) return (KeyHasher<DateTime>)(static key => StableHash.OfUInt64((ulong)key.Ticks));
        if (type == typeof(DateTimeOffset)) return (KeyHasher<DateTimeOffset>)(static key => StableHash.OfUInt64((ulong)key.UtcTicks));
        if (type == typeof(decimal)) return (KeyHasher<decimal>)OfDecimal;
        if (type.IsPrimitive || type.IsEnum || IsPlainValue(type)) return (KeyHasher<TKey>)OfBits;
        if (AnonymousTypes.Is(type)) return Make<TKey>(nameof(OfAnonymous), type, AnonymousTypes.TupleOf(type));
        return TupleSize(type) > 0 ? TupleHasher<TKey>(type) : null;
    }

    private static double Canonical(double key) => key == 0 ? 0 : double.IsNaN(key) ? double.NaN : key;

    /// <summary>Framework structs whose equality is the equality of their bits.</summary>
    private static bool IsPlainValue(Type type) =>
        type == typeof(Guid) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
        || type == typeof(Int128) || type == typeof(UInt128);

    private static ulong OfBits<TKey>(TKey key) =>
        StableHash.OfBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TKey, byte>(ref key), Unsafe.SizeOf<TKey>()));

    /// <summary>1.0 equals 1.00, and -0 equals 0: the number is hashed without the zeros at its end.</summary>
    private static ulong OfDecimal(decimal key)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(key, parts);
        UInt128 digits = new((uint)parts[2], (ulong)(uint)parts[1] << 32 | (uint)parts[0]);
        if (digits == 0) return StableHash.OfUInt64(0);
        int scale = parts[3] >> 16 & 0xFF;
        for (; scale > 0; scale--)
        {
            (UInt128 quotient, UInt128 rest) = UInt128.DivRem(digits, 10);
            if (rest != 0) break;
            digits = quotient;
        }
        ulong signAndScale = (ulong)scale << 1 | (uint)parts[3] >> 31;
        return StableHash.Combine(StableHash.Combine((ulong)digits, (ulong)(digits >> 64)), signAndScale);
    }

    /// <summary>Items of a tuple or a nullable value; 0 for any other type.</summary>
    private static int TupleSize(Type type) =>
        Nullable.GetUnderlyingType(type) is not null ? 1
        : type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) ? type.GetGenericArguments().Length
        : 0;

    private static KeyHasher<TKey> TupleHasher<TKey>(Type type)
    {
        Type[] items = type.GetGenericArguments();
        return Make<TKey>(type.GetGenericTypeDefinition() == typeof(Nullable<>) ? nameof(OfNullable) : nameof(OfTuple) + items.Length, items);
    }

    private static KeyHasher<TKey> Make<TKey>(string name, params Type[] parts)
    {
        MethodInfo? method = typeof(KeyHasher).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static);
        if (method is null) throw new NotSupportedException($"{typeof(TKey)} cannot be a key: tuples of one to seven items can.");
        return (KeyHasher<TKey>)method.MakeGenericMethod(parts).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    private static KeyHasher<T> OfAnonymous<T, TTuple>()
    {
        KeyHasher<TTuple> tuples = For<TTuple>();
        Func<T, TTuple> parts = AnonymousTypes.ToTuple<T, TTuple>();
        return key => key is null ? 0 : tuples(parts(key));
    }

    private static KeyHasher<T?> OfNullable<T>() where T : struct
    {
        KeyHasher<T> values = For<T>();
        return key => key is { } value ? values(value) : 0;
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

    private static KeyHasher<ValueTuple<T1>> OfTuple1<T1>()
    {
        KeyHasher<T1> first = For<T1>();
        return key => first(key.Item1);
    }

    private static KeyHasher<(T1, T2, T3, T4, T5)> OfTuple5<T1, T2, T3, T4, T5>()
    {
        KeyHasher<(T1, T2, T3, T4)> front = OfTuple4<T1, T2, T3, T4>();
        KeyHasher<T5> fifth = For<T5>();
        return key => StableHash.Combine(front((key.Item1, key.Item2, key.Item3, key.Item4)), fifth(key.Item5));
    }

    private static KeyHasher<(T1, T2, T3, T4, T5, T6)> OfTuple6<T1, T2, T3, T4, T5, T6>()
    {
        KeyHasher<(T1, T2, T3, T4, T5)> front = OfTuple5<T1, T2, T3, T4, T5>();
        KeyHasher<T6> sixth = For<T6>();
        return key => StableHash.Combine(front((key.Item1, key.Item2, key.Item3, key.Item4, key.Item5)), sixth(key.Item6));
    }

    private static KeyHasher<(T1, T2, T3, T4, T5, T6, T7)> OfTuple7<T1, T2, T3, T4, T5, T6, T7>()
    {
        KeyHasher<(T1, T2, T3, T4, T5, T6)> front = OfTuple6<T1, T2, T3, T4, T5, T6>();
        KeyHasher<T7> seventh = For<T7>();
        return key => StableHash.Combine(front((key.Item1, key.Item2, key.Item3, key.Item4, key.Item5, key.Item6)), seventh(key.Item7));
    }
}
