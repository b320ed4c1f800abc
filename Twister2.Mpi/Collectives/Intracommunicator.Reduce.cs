using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.9, reductions at a root.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines the processes' values, element by element, at the root (MPI_Reduce). Collective: every process must call this with
    /// the same root and length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <param name="outValues">At the root room for the result, apart from <paramref name="inValues"/>; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void Reduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
        where T : unmanaged => ReduceRaw(inValues, op, root, outValues);

    /// <inheritdoc cref="Reduce{T}(ReadOnlySpan{T}, Operation{T}, int, Span{T})"/>
    public void Reduce<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, int root, Span<T> outValues)
        where T : unmanaged => ReduceRaw(inValues, op, root, outValues);

    /// <summary>
    /// Combines the processes' values, element by element, at the root, in place (MPI_Reduce, MPI_IN_PLACE). Collective: every
    /// process must call this with the same root and length.
    /// </summary>
    /// <param name="values">This process's values; at the root the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <exception cref="MpiException">No such root, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void Reduce<T>(Span<T> values, Operation<T> op, int root)
        where T : unmanaged
    {
        if (Native.Abi.InPlaceReduceNeedsCopy && Rank == root && root != 0)
        {
            ReduceFromCopy(values, op, root);
            return;
        }

        fixed (byte* data = &Raw.First<T>(values))
            ReduceInPlaceNative(data, values.Length, op, root, null);
    }

    /// <inheritdoc cref="Reduce{T}(Span{T}, Operation{T}, int)"/>
    [OverloadResolutionPriority(-1)]
    public void Reduce<T>(Span<T> values, ReductionOperation<T> op, int root)
        where T : unmanaged => Reduce(values, (Operation<T>)op, root);

    /// <summary>
    /// Starts to combine the processes' values, element by element, at the root (MPI_Ireduce). Collective: every process must call
    /// this with the same root and length. The memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <param name="outValues">At the root room for the result, apart from <paramref name="inValues"/>; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
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

    /// <summary>
    /// Starts to combine the processes' values, element by element, at the root, in place (MPI_Ireduce, MPI_IN_PLACE). Collective:
    /// every process must call this with the same root and length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">This process's values; at the root the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <exception cref="MpiException">No such root, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateReduce<T>(Memory<T> values, Operation<T> op, int root)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        ReduceInPlaceNative(call.Output, values.Length, op, root, &request);
        return call.Started("MPI_Ireduce", request);
    }

    /// <inheritdoc cref="ImmediateReduce{T}(Memory{T}, Operation{T}, int)"/>
    public Request ImmediateReduce<T>(Memory<T> values, ReductionOperation<T> op, int root)
        where T : unmanaged => ImmediateReduce(values, (Operation<T>)op, root);

    private void ReduceFromCopy<T>(Span<T> values, Operation<T> op, int root)
        where T : unmanaged
    {
        var rented = ArrayPool<T>.Shared.Rent(values.Length);
        try
        {
            values.CopyTo(rented);
            ReduceRaw(rented.AsSpan(0, values.Length), op, root, values);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private void ReduceRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ReduceNative(input, inValues.Length, output, outValues.Length, op, root, null);
    }

    private void ReduceInPlaceNative<T>(void* data, int length, Operation<T> op, int root, nint* request)
    {
        if (Rank == root)
            ReduceNative(InPlace, length, data, length, op, root, request);
        else
            ReduceNative(data, length, null, 0, op, root, request);
    }

    private void ReduceNative<T>(void* input, int length, void* output, int room, Operation<T> op, int root, nint* request)
    {
        string function = request == null ? "MPI_Reduce" : "MPI_Ireduce";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckRoot(root, function);
        if (Rank == root)
            CheckRoom(room, length, function);
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        nint type = op.Datatype;
        VectorRegisters.Clean();
        int code = request == null
            ? MpiFunctions.Reduce(input, output, length, type, handle, root, comm)
            : MpiFunctions.Ireduce(input, output, length, type, handle, root, comm, request);
        Finish(code, function, op, failures, request);
    }
}
