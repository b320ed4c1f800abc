// Whoever drops the new array meant the overload with a span, which is in place: [Pure] lets the analyzers say so (CA1806). Without this symbol the
// compiler leaves the attribute out.
#define CONTRACTS_FULL

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Contracts;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.9 between two groups: each gets what the other's values combine to.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Combines the values, or objects, of each group, and gives the result to all of the other (MPI_Allreduce). Collective: every process of both groups must call this.</summary>
    /// <param name="value">This process's value.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>What the other group's values combine to.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed, an object cannot be packed, or the library failed.</exception>
    public T Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return AllreduceObjects(new ReadOnlySpan<T>(in value), op)[0];
        T result = default!;
        AllreduceRaw(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return result;
    }

    /// <inheritdoc cref="Allreduce{T}(T, Operation{T})"/>
    public T Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, ReductionOperation<T> op) => Allreduce(value, (Operation<T>)op);

    /// <summary>
    /// Combines the arrays of each group, element by element, and gives the result to all of the other (MPI_Allreduce). Collective: every process of both
    /// groups must call this with the same length.
    /// </summary>
    /// <param name="values">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>What the other group's values combine to.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed, an object cannot be packed, or the library failed.</exception>
    [Pure]
    public T[] Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return AllreduceObjects<T>(values, op);
        var result = new T[values.Length];
        AllreduceRaw(values, op, result);
        return result;
    }

    /// <inheritdoc cref="Allreduce{T}(T[], Operation{T})"/>
    [Pure]
    public T[] Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op) => Allreduce(values, (Operation<T>)op);

    /// <inheritdoc cref="Allreduce{T}(T[], Operation{T})"/>
    /// <param name="inValues">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">What the other group's values combine to afterwards; made where it is null or has another length.</param>
    public void Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, ReductionOperation<T> op, [NotNull] ref T[]? outValues) =>
        Put(Allreduce(inValues, op), ref outValues);

    /// <summary>
    /// Combines the values of each group, element by element, and gives the result to all of the other (MPI_Allreduce). Collective: every process
    /// of both groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for what the other group's values combine to.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => AllreduceRaw(inValues, op, outValues);

    /// <inheritdoc cref="Allreduce{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => AllreduceRaw(inValues, op, outValues);

    /// <summary>
    /// Starts to combine the values of each group, element by element, and to give the result to all of the other (MPI_Iallreduce). Collective: every
    /// process of both groups must call this with the same length. The memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="Allreduce{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
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

    private void AllreduceRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AllreduceNative(input, inValues.Length, output, outValues.Length, op, null);
    }

    private void AllreduceNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request) => Combine(
        request == null ? "MPI_Allreduce" : "MPI_Iallreduce",
        MpiFunctions.Allreduce,
        MpiFunctions.Iallreduce,
        PartLayout.Some(input),
        length,
        PartLayout.SomeOther(output),
        room,
        op,
        request);
}
