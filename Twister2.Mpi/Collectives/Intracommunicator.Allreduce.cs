using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.9, reductions at all.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines the processes' values, element by element, and gives the result to all (MPI_Allreduce). Collective: every process
    /// must call this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => AllreduceRaw(inValues, op, outValues);

    /// <inheritdoc cref="Allreduce{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => AllreduceRaw(inValues, op, outValues);

    /// <summary>
    /// Combines the processes' values, element by element, and gives the result to all, in place (MPI_Allreduce, MPI_IN_PLACE).
    /// Collective: every process must call this with the same length.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void Allreduce<T>(Span<T> values, Operation<T> op)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            AllreduceNative(InPlace, values.Length, data, values.Length, op, null);
    }

    /// <inheritdoc cref="Allreduce{T}(Span{T}, Operation{T})"/>
    [OverloadResolutionPriority(-1)]
    public void Allreduce<T>(Span<T> values, ReductionOperation<T> op)
        where T : unmanaged => Allreduce(values, (Operation<T>)op);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give the result to all (MPI_Iallreduce). Collective:
    /// every process must call this with the same length. The memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateAllreduce<T>(ReadOnlyMemory<T> inValues, Operation<T> op, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        AllreduceNative(call.Input, inValues.Length, call.Output, outValues.Length, op, &request);
        return call.Started("MPI_Iallreduce", request);
    }

    /// <inheritdoc cref="ImmediateAllreduce{T}(ReadOnlyMemory{T}, Operation{T}, Memory{T})"/>
    public Request ImmediateAllreduce<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, Memory<T> outValues)
        where T : unmanaged => ImmediateAllreduce(inValues, (Operation<T>)op, outValues);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give the result to all, in place (MPI_Iallreduce,
    /// MPI_IN_PLACE). Collective: every process must call this with the same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateAllreduce<T>(Memory<T> values, Operation<T> op)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        AllreduceNative(InPlace, values.Length, call.Output, values.Length, op, &request);
        return call.Started("MPI_Iallreduce", request);
    }

    /// <inheritdoc cref="ImmediateAllreduce{T}(Memory{T}, Operation{T})"/>
    public Request ImmediateAllreduce<T>(Memory<T> values, ReductionOperation<T> op)
        where T : unmanaged => ImmediateAllreduce(values, (Operation<T>)op);

    private void AllreduceRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AllreduceNative(input, inValues.Length, output, outValues.Length, op, null);
    }

    private void AllreduceNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request) =>
        Combine(request == null ? "MPI_Allreduce" : "MPI_Iallreduce", MpiFunctions.Allreduce, MpiFunctions.Iallreduce, input, length, output, room, op, request);
}
