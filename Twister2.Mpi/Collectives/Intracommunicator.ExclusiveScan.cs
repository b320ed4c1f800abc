using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.11, prefix reductions without this rank.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines, element by element, the values of the ranks before this one (MPI_Exscan). Collective: every process must call this
    /// with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>; on rank 0, which has none before it, its content has no meaning afterwards.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void ExclusiveScan<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => ExclusiveScanRaw(inValues, op, outValues);

    /// <inheritdoc cref="ExclusiveScan{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void ExclusiveScan<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => ExclusiveScanRaw(inValues, op, outValues);

    /// <summary>
    /// Combines, element by element, the values of the ranks before this one, in place (MPI_Exscan, MPI_IN_PLACE). Collective: every
    /// process must call this with the same length.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards. Rank 0 has none before it: its values have no meaning afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void ExclusiveScan<T>(Span<T> values, Operation<T> op)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            ExclusiveScanNative(InPlace, values.Length, data, values.Length, op, null);
    }

    /// <inheritdoc cref="ExclusiveScan{T}(Span{T}, Operation{T})"/>
    [OverloadResolutionPriority(-1)]
    public void ExclusiveScan<T>(Span<T> values, ReductionOperation<T> op)
        where T : unmanaged => ExclusiveScan(values, (Operation<T>)op);

    /// <summary>
    /// Starts to combine, element by element, the values of the ranks before this one (MPI_Iexscan). Collective: every process must
    /// call this with the same length. The memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>; on rank 0, which has none before it, its content has no meaning afterwards.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateExclusiveScan<T>(ReadOnlyMemory<T> inValues, Operation<T> op, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ExclusiveScanNative(call.Input, inValues.Length, call.Output, outValues.Length, op, &request);
        return call.Started("MPI_Iexscan", request);
    }

    /// <inheritdoc cref="ImmediateExclusiveScan{T}(ReadOnlyMemory{T}, Operation{T}, Memory{T})"/>
    public Request ImmediateExclusiveScan<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, Memory<T> outValues)
        where T : unmanaged => ImmediateExclusiveScan(inValues, (Operation<T>)op, outValues);

    /// <summary>
    /// Starts to combine, element by element, the values of the ranks before this one, in place (MPI_Iexscan, MPI_IN_PLACE).
    /// Collective: every process must call this with the same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards. Rank 0 has none before it: its values have no meaning afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateExclusiveScan<T>(Memory<T> values, Operation<T> op)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        ExclusiveScanNative(InPlace, values.Length, call.Output, values.Length, op, &request);
        return call.Started("MPI_Iexscan", request);
    }

    /// <inheritdoc cref="ImmediateExclusiveScan{T}(Memory{T}, Operation{T})"/>
    public Request ImmediateExclusiveScan<T>(Memory<T> values, ReductionOperation<T> op)
        where T : unmanaged => ImmediateExclusiveScan(values, (Operation<T>)op);

    private void ExclusiveScanRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ExclusiveScanNative(input, inValues.Length, output, outValues.Length, op, null);
    }

    private void ExclusiveScanNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request) =>
        Combine(request == null ? "MPI_Exscan" : "MPI_Iexscan", MpiFunctions.Exscan, MpiFunctions.Iexscan, input, length, output, room, op, request);
}
