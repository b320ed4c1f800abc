using System.Numerics;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A reduction of values of one type. The predefined ones are MPI's own and run inside the library.</summary>
/// <typeparam name="T">A primitive number, <see cref="Complex"/>, <see cref="bool"/>, <see cref="char"/> or an enum, as far as the
/// operation makes sense for it; others are refused when they are used.</typeparam>
#pragma warning disable CA1000 // Operation<int>.Add is MPI.NET's spelling
public sealed class Operation<T>
    where T : unmanaged
{
    private readonly OperationKind _kind;
    private readonly string? _refusal;

    private Operation(OperationKind kind)
    {
        _kind = kind;
        _refusal = Refusal(kind);
    }

    /// <summary>The sum (MPI_SUM).</summary>
    public static Operation<T> Add { get; } = new(OperationKind.Sum);

    /// <summary>The product (MPI_PROD).</summary>
    public static Operation<T> Multiply { get; } = new(OperationKind.Product);

    /// <summary>The least (MPI_MIN).</summary>
    public static Operation<T> Min { get; } = new(OperationKind.Min);

    /// <summary>The greatest (MPI_MAX).</summary>
    public static Operation<T> Max { get; } = new(OperationKind.Max);

    /// <summary>True, or 1, where all are true (MPI_LAND).</summary>
    public static Operation<T> LogicalAnd { get; } = new(OperationKind.LogicalAnd);

    /// <summary>True, or 1, where any is true (MPI_LOR).</summary>
    public static Operation<T> LogicalOr { get; } = new(OperationKind.LogicalOr);

    /// <summary>True, or 1, where an odd number are true (MPI_LXOR).</summary>
    public static Operation<T> LogicalXor { get; } = new(OperationKind.LogicalXor);

    /// <summary>The bits that are set in all (MPI_BAND).</summary>
    public static Operation<T> BitwiseAnd { get; } = new(OperationKind.BitwiseAnd);

    /// <summary>The bits that are set in any (MPI_BOR).</summary>
    public static Operation<T> BitwiseOr { get; } = new(OperationKind.BitwiseOr);

    /// <summary>The bits that are set in an odd number (MPI_BXOR).</summary>
    public static Operation<T> BitwiseXor { get; } = new(OperationKind.BitwiseXor);

    /// <summary>The library's handle for the operation.</summary>
    /// <exception cref="MpiException">MPI has no such reduction of this type.</exception>
    internal nint Handle => _refusal is null
        ? Native.Abi.Operation(_kind)
        : throw new MpiException(ErrorClass.Operation, "MPI_Op", _refusal);

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
            _ => isInteger || isBool,
        };
        return allowed
            ? null
            : $"MPI has no {kind} of {typeof(T).Name}; gather the values and combine them in C#, or reduce their numbers one by one";
    }
}
#pragma warning restore CA1000
