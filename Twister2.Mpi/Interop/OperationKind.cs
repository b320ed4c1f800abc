namespace Twister2.Mpi.Interop;

/// <summary>MPI's predefined reductions; the index into <see cref="MpiAbi.Operations"/>.</summary>
internal enum OperationKind
{
    Max, Min, Sum, Product, LogicalAnd, BitwiseAnd, LogicalOr, BitwiseOr, LogicalXor, BitwiseXor, MinLocation, MaxLocation,
    Replace, NoOperation,
}
