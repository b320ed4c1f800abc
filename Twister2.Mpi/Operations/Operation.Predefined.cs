using System.Numerics;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;
using Twister2.Mpi.SingleProcess;

namespace Twister2.Mpi;

// MPI chapter 6.9.2, predefined reductions.
#pragma warning disable CA1000 // Operation<int>.Add is MPI.NET's spelling
public sealed unsafe partial class Operation<T>
{
    /// <summary>The sum (MPI_SUM).</summary>
    public static Operation<T> Add { get; } = Predefined(OperationKind.Sum);

    /// <summary>The product (MPI_PROD).</summary>
    public static Operation<T> Multiply { get; } = Predefined(OperationKind.Product);

    /// <summary>The least (MPI_MIN).</summary>
    public static Operation<T> Min { get; } = Predefined(OperationKind.Min);

    /// <summary>The greatest (MPI_MAX).</summary>
    public static Operation<T> Max { get; } = Predefined(OperationKind.Max);

    /// <summary>True, or 1, where all are true (MPI_LAND).</summary>
    public static Operation<T> LogicalAnd { get; } = Predefined(OperationKind.LogicalAnd);

    /// <summary>True, or 1, where any is true (MPI_LOR).</summary>
    public static Operation<T> LogicalOr { get; } = Predefined(OperationKind.LogicalOr);

    /// <summary>True, or 1, where an odd number are true (MPI_LXOR).</summary>
    public static Operation<T> LogicalXor { get; } = Predefined(OperationKind.LogicalXor);

    /// <summary>The bits that are set in all (MPI_BAND).</summary>
    public static Operation<T> BitwiseAnd { get; } = Predefined(OperationKind.BitwiseAnd);

    /// <summary>The bits that are set in any (MPI_BOR).</summary>
    public static Operation<T> BitwiseOr { get; } = Predefined(OperationKind.BitwiseOr);

    /// <summary>The bits that are set in an odd number (MPI_BXOR).</summary>
    public static Operation<T> BitwiseXor { get; } = Predefined(OperationKind.BitwiseXor);

    /// <summary>The least value and where it is, of <see cref="Located{T}"/> (MPI_MINLOC); of equal ones the lowest location.</summary>
    public static Operation<T> MinLocation { get; } = Predefined(OperationKind.MinLocation);

    /// <summary>The greatest value and where it is, of <see cref="Located{T}"/> (MPI_MAXLOC); of equal ones the lowest location.</summary>
    public static Operation<T> MaxLocation { get; } = Predefined(OperationKind.MaxLocation);

    /// <summary>The new value instead of the old, for windows only (MPI_REPLACE).</summary>
    public static Operation<T> Replace { get; } = Predefined(OperationKind.Replace);

    /// <summary>The old value as it was, for windows only (MPI_NO_OP).</summary>
    public static Operation<T> NoOp { get; } = Predefined(OperationKind.NoOperation);

    /// <summary>MPI's pair type where <typeparamref name="T"/> is one.</summary>
    private static DatatypeKind? PairKind =>
        typeof(T) == typeof(Located<int>) ? DatatypeKind.TwoInt
        : typeof(T) == typeof(Located<double>) ? DatatypeKind.DoubleInt
        : typeof(T) == typeof(Located<float>) ? DatatypeKind.FloatInt
        : typeof(T) == typeof(Located<long>) ? DatatypeKind.LongInt
        : typeof(T) == typeof(Located<short>) ? DatatypeKind.ShortInt
        : null;

    // Each number type that MPI does not know is named here, so that a trimmed program keeps just these.
    private static Operation<T> Predefined(OperationKind kind)
    {
        object? made = null;
        if (typeof(T) == typeof(decimal)) made = Operation<decimal>.Shared(NumberReduction<decimal>.Of(kind));
        if (typeof(T) == typeof(Half)) made = Operation<Half>.Shared(NumberReduction<Half>.Of(kind));
        if (typeof(T) == typeof(BigInteger)) made = Operation<BigInteger>.Shared(NumberReduction<BigInteger>.Of(kind));
        if (typeof(T) == typeof(Int128)) made = Operation<Int128>.Shared(NumberReduction<Int128>.Of(kind) ?? BitReduction<Int128>.Of(kind));
        if (typeof(T) == typeof(UInt128)) made = Operation<UInt128>.Shared(NumberReduction<UInt128>.Of(kind) ?? BitReduction<UInt128>.Of(kind));
        return (Operation<T>?)made ?? new(kind);
    }

    private static Operation<T>? Shared(ReductionOperation<T>? combine) =>
        combine is null ? null : new(combine, commutative: true, shared: true);

    private static string? Refusal(OperationKind kind)
    {
        bool isBool = typeof(T) == typeof(bool);
        bool isFloat = typeof(T) == typeof(float) || typeof(T) == typeof(double);
        bool isComplex = typeof(T) == typeof(Complex);
        bool isInteger = !isBool && !isFloat && !isComplex && Datatypes.KindOf<T>() != DatatypeKind.Byte;
        bool allowed = kind switch
        {
            OperationKind.Sum or OperationKind.Product => isInteger || isFloat || isComplex,
            OperationKind.Min or OperationKind.Max => isInteger || isFloat,
            OperationKind.MinLocation or OperationKind.MaxLocation => PairKind is not null,
            OperationKind.Replace or OperationKind.NoOperation => Raw.Is<T>(),
            _ => isInteger || isBool,
        };
        return allowed
            ? null
            : $"MPI has no {kind} of {typeof(T).Name}; give the reduction a function of two values, such as (a, b) => ...";
    }

    private void CombineInside(in T left, ref T right)
    {
        var kind = PairKind ?? Datatypes.KindOf<T>();
        fixed (byte* input = &Unsafe.As<T, byte>(ref Unsafe.AsRef(in left)), inout = &Unsafe.As<T, byte>(ref right))
        {
            if (_refusal is not null || !LocalReduction.Apply(kind, _kind, input, inout, 1))
                throw new MpiException(ErrorClass.Operation, "MPI_Op", _refusal ?? $"{_kind} is an operation of windows");
        }
    }
}
#pragma warning restore CA1000
