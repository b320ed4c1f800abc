using System.Numerics;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>MPI's predefined reductions of two buffers, element by element.</summary>
internal static unsafe class LocalReduction
{
    /// <summary>Combines into <paramref name="inout"/>; false when the operation has no meaning for the type.</summary>
    public static bool Apply(DatatypeKind type, OperationKind op, void* input, void* inout, int count) => type switch
    {
        DatatypeKind.Int8 or DatatypeKind.SignedChar => Integers<sbyte>(op, input, inout, count),
        DatatypeKind.UInt8 or DatatypeKind.UnsignedChar or DatatypeKind.CBool => Integers<byte>(op, input, inout, count),
        DatatypeKind.Int16 or DatatypeKind.Short => Integers<short>(op, input, inout, count),
        DatatypeKind.UInt16 or DatatypeKind.UnsignedShort => Integers<ushort>(op, input, inout, count),
        DatatypeKind.Int32 or DatatypeKind.Int => Integers<int>(op, input, inout, count),
        DatatypeKind.UInt32 or DatatypeKind.Unsigned => Integers<uint>(op, input, inout, count),
        DatatypeKind.Int64 or DatatypeKind.Long or DatatypeKind.LongLong or DatatypeKind.Aint or DatatypeKind.Count or DatatypeKind.Offset =>
            Integers<long>(op, input, inout, count),
        DatatypeKind.UInt64 or DatatypeKind.UnsignedLong or DatatypeKind.UnsignedLongLong => Integers<ulong>(op, input, inout, count),
        DatatypeKind.Float => Numbers<float>(op, input, inout, count),
        DatatypeKind.Double => Numbers<double>(op, input, inout, count),
        DatatypeKind.DoubleComplex => Sums<Complex>(op, input, inout, count),
        DatatypeKind.TwoInt => Locations<int>(op, input, inout, count),
        DatatypeKind.LongInt => Locations<long>(op, input, inout, count),
        DatatypeKind.ShortInt => Locations<short>(op, input, inout, count),
        DatatypeKind.FloatInt => Locations<float>(op, input, inout, count),
        DatatypeKind.DoubleInt => Locations<double>(op, input, inout, count),
        _ => false,
    };

    private static bool Integers<T>(OperationKind op, void* input, void* inout, int count)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => op switch
        {
            OperationKind.BitwiseAnd => Each<T>(input, inout, count, &And),
            OperationKind.BitwiseOr => Each<T>(input, inout, count, &Or),
            OperationKind.BitwiseXor => Each<T>(input, inout, count, &Xor),
            OperationKind.LogicalAnd => Each<T>(input, inout, count, &BothTrue),
            OperationKind.LogicalOr => Each<T>(input, inout, count, &AnyTrue),
            OperationKind.LogicalXor => Each<T>(input, inout, count, &OneTrue),
            _ => Numbers<T>(op, input, inout, count),
        };

    private static bool Numbers<T>(OperationKind op, void* input, void* inout, int count)
        where T : unmanaged, INumber<T> => op switch
        {
            OperationKind.Min => Each<T>(input, inout, count, &Least),
            OperationKind.Max => Each<T>(input, inout, count, &Greatest),
            _ => Sums<T>(op, input, inout, count),
        };

    private static bool Sums<T>(OperationKind op, void* input, void* inout, int count)
        where T : unmanaged, INumberBase<T> => op switch
        {
            OperationKind.Sum => Each<T>(input, inout, count, &Sum),
            OperationKind.Product => Each<T>(input, inout, count, &Product),
            OperationKind.Replace => Each<T>(input, inout, count, &First),
            OperationKind.NoOperation => true,
            _ => false,
        };

    private static bool Locations<T>(OperationKind op, void* input, void* inout, int count)
        where T : unmanaged, INumber<T> => op switch
        {
            OperationKind.MinLocation => Each<Located<T>>(input, inout, count, &LeastLocated),
            OperationKind.MaxLocation => Each<Located<T>>(input, inout, count, &GreatestLocated),
            _ => false,
        };

    private static bool Each<T>(void* input, void* inout, int count, delegate*<T, T, T> combine)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
            ((T*)inout)[i] = combine(((T*)input)[i], ((T*)inout)[i]);
        return true;
    }

    private static T And<T>(T a, T b) where T : IBitwiseOperators<T, T, T> => a & b;

    private static T Or<T>(T a, T b) where T : IBitwiseOperators<T, T, T> => a | b;

    private static T Xor<T>(T a, T b) where T : IBitwiseOperators<T, T, T> => a ^ b;

    private static T BothTrue<T>(T a, T b) where T : INumberBase<T> => !T.IsZero(a) && !T.IsZero(b) ? T.One : T.Zero;

    private static T AnyTrue<T>(T a, T b) where T : INumberBase<T> => !T.IsZero(a) || !T.IsZero(b) ? T.One : T.Zero;

    private static T OneTrue<T>(T a, T b) where T : INumberBase<T> => T.IsZero(a) != T.IsZero(b) ? T.One : T.Zero;

    private static T Least<T>(T a, T b) where T : INumber<T> => T.Min(a, b);

    private static T Greatest<T>(T a, T b) where T : INumber<T> => T.Max(a, b);

    private static Located<T> LeastLocated<T>(Located<T> a, Located<T> b)
        where T : unmanaged, INumber<T> =>
        a.Value < b.Value || (a.Value == b.Value && a.Location < b.Location) ? a : b;

    private static Located<T> GreatestLocated<T>(Located<T> a, Located<T> b)
        where T : unmanaged, INumber<T> =>
        a.Value > b.Value || (a.Value == b.Value && a.Location < b.Location) ? a : b;

    private static T Sum<T>(T a, T b) where T : INumberBase<T> => unchecked(a + b);

    private static T Product<T>(T a, T b) where T : INumberBase<T> => unchecked(a * b);

    private static T First<T>(T a, T b) => a;
}
