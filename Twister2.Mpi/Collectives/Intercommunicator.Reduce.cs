using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.9 between two groups, reductions at a root.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>
    /// Combines the values, or objects, of the processes of the other group at the root (MPI_Reduce). Collective: every process of both groups must call
    /// this.
    /// </summary>
    /// <param name="value">In the other group the value to combine; elsewhere unused.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>The result at the root; this process's own value elsewhere.</returns>
    /// <exception cref="MpiException">No such root. The operation does not fit the type or failed, an object cannot be packed, or the library failed.</exception>
    public T Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, Operation<T> op, int root)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ReduceObjects(new ReadOnlySpan<T>(in value), op, root) is [var got] ? got : value;
        T result = value;
        ReduceRaw(new ReadOnlySpan<T>(in value), op, root, new Span<T>(ref result));
        return result;
    }

    /// <inheritdoc cref="Reduce{T}(T, Operation{T}, int)"/>
    public T Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, ReductionOperation<T> op, int root) => Reduce(value, (Operation<T>)op, root);

    /// <summary>
    /// Combines the arrays of the processes of the other group, element by element, at the root (MPI_Reduce). Collective: every process of both groups
    /// must call this.
    /// </summary>
    /// <param name="values">In the other group the values, or objects, to combine, which stay as they are. At the root, of numbers and structs, an array of
    /// as many elements; elsewhere unused, may be null.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>The result at the root; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root. The operation does not fit the type or failed, an object cannot be packed, or the library failed.</exception>
    public T[]? Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, Operation<T> op, int root)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (IsLeaf(root) || (root == Root && Raw.Is<T>()))
            ArgumentNullException.ThrowIfNull(values);
        if (!Raw.Is<T>())
            return ReduceObjects<T>(values, op, root);
        T[]? result = root == Root ? new T[values!.Length] : null;
        ReduceRaw(values, op, root, result);
        return result;
    }

    /// <inheritdoc cref="Reduce{T}(T[], Operation{T}, int)"/>
    public T[]? Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, ReductionOperation<T> op, int root) =>
        Reduce(values, (Operation<T>)op, root);

    /// <inheritdoc cref="Reduce{T}(T[], Operation{T}, int)"/>
    /// <param name="inValues">In the other group the values, or objects, to combine, which stay as they are; elsewhere unused, may be null.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room for the result, which is there afterwards; its length says how many numbers or structs there are. Elsewhere
    /// untouched.</param>
    public void Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, ReductionOperation<T> op, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (Reduce(root == Root ? outValues : inValues, op, root) is { } got)
            Put(got, ref outValues);
    }

    /// <summary>
    /// Combines the values of the processes of the other group, element by element, at the root (MPI_Reduce). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to combine; elsewhere unused, may be empty.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room, of the exact size, for the result; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void Reduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
        where T : unmanaged => ReduceRaw(inValues, op, root, outValues);

    /// <inheritdoc cref="Reduce{T}(ReadOnlySpan{T}, Operation{T}, int, Span{T})"/>
    public void Reduce<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, int root, Span<T> outValues)
        where T : unmanaged => ReduceRaw(inValues, op, root, outValues);

    /// <summary>
    /// Starts to combine the values of the processes of the other group, element by element, at the root (MPI_Ireduce). Collective: every process of both
    /// groups must call this. The memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="Reduce{T}(ReadOnlySpan{T}, Operation{T}, int, Span{T})"/>
    public Request ImmediateReduce<T>(ReadOnlyMemory<T> inValues, Operation<T> op, int root, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ReduceNative(call.Input, inValues.Length, call.Output, outValues.Length, op, root, &request);
        return call.Started("MPI_Ireduce", request);
    }

    /// <inheritdoc cref="ImmediateReduce{T}(ReadOnlyMemory{T}, Operation{T}, int, Memory{T})"/>
    public Request ImmediateReduce<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, int root, Memory<T> outValues)
        where T : unmanaged => ImmediateReduce(inValues, (Operation<T>)op, root, outValues);

    private void ReduceRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ReduceNative(input, inValues.Length, output, outValues.Length, op, root, null);
    }

    private void ReduceNative<T>(void* input, int length, void* output, int room, Operation<T> op, int root, nint* request)
    {
        string function = request == null ? "MPI_Reduce" : "MPI_Ireduce";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        int nativeRoot = RootRank(root, function);
        int count = root == Root ? room : length;
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        nint type = op.Datatype;
        if (request != null && count == 0 && Native.Abi.EmptyIreduceLeavesOutATag)
        {
            // One byte that nobody asks for. Those beside the root do not know whether the others have any, and take no part but for the tag.
            (count, type, handle) = (1, Native.Abi.Datatype(DatatypeKind.UInt8), Native.Abi.Operation(OperationKind.Sum));
        }

        VectorRegisters.Clean();
        int code = request == null
            ? MpiFunctions.Reduce(from, to, count, type, handle, nativeRoot, comm)
            : MpiFunctions.Ireduce(from, to, count, type, handle, nativeRoot, comm, request);
        Finish(code, function, op, failures, request);
    }
}
