using System.Numerics;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>MPI's reductions of a number type that MPI does not know.</summary>
internal static class NumberReduction<T>
    where T : INumber<T>
{
    /// <summary>The reduction; null where it has no meaning.</summary>
    public static ReductionOperation<T>? Of(OperationKind kind) => kind switch
    {
        OperationKind.Sum => static (a, b) => a + b,
        OperationKind.Product => static (a, b) => a * b,
        OperationKind.Min => static (a, b) => T.Min(a, b),
        OperationKind.Max => static (a, b) => T.Max(a, b),
        _ => null,
    };
}

/// <summary>MPI's reductions of the bits of an integer type that MPI does not know.</summary>
internal static class BitReduction<T>
    where T : IBinaryInteger<T>
{
    /// <summary>The reduction; null where it has no meaning.</summary>
    public static ReductionOperation<T>? Of(OperationKind kind) => kind switch
    {
        OperationKind.BitwiseAnd => static (a, b) => a & b,
        OperationKind.BitwiseOr => static (a, b) => a | b,
        OperationKind.BitwiseXor => static (a, b) => a ^ b,
        _ => null,
    };
}
