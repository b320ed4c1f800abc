using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.11, prefix reductions.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines, element by element, the values of the ranks from 0 up to this one (MPI_Scan). Collective: every process must call
    /// this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void Scan<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => ScanRaw(inValues, op, outValues);

    /// <inheritdoc cref="Scan{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void Scan<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => ScanRaw(inValues, op, outValues);

    /// <summary>
    /// Combines, element by element, the values of the ranks from 0 up to this one, in place (MPI_Scan, MPI_IN_PLACE). Collective:
    /// every process must call this with the same length.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void Scan<T>(Span<T> values, Operation<T> op)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            ScanNative(InPlace, values.Length, data, values.Length, op, null);
    }

    /// <inheritdoc cref="Scan{T}(Span{T}, Operation{T})"/>
    [OverloadResolutionPriority(-1)]
    public void Scan<T>(Span<T> values, ReductionOperation<T> op)
        where T : unmanaged => Scan(values, (Operation<T>)op);

    /// <summary>
    /// Starts to combine, element by element, the values of the ranks from 0 up to this one (MPI_Iscan). Collective: every process
    /// must call this with the same length. The memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateScan<T>(ReadOnlyMemory<T> inValues, Operation<T> op, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ScanNative(call.Input, inValues.Length, call.Output, outValues.Length, op, &request);
        return call.Started("MPI_Iscan", request);
    }

    /// <inheritdoc cref="ImmediateScan{T}(ReadOnlyMemory{T}, Operation{T}, Memory{T})"/>
    public Request ImmediateScan<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, Memory<T> outValues)
        where T : unmanaged => ImmediateScan(inValues, (Operation<T>)op, outValues);

    /// <summary>
    /// Starts to combine, element by element, the values of the ranks from 0 up to this one, in place (MPI_Iscan, MPI_IN_PLACE).
    /// Collective: every process must call this with the same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateScan<T>(Memory<T> values, Operation<T> op)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        ScanNative(InPlace, values.Length, call.Output, values.Length, op, &request);
        return call.Started("MPI_Iscan", request);
    }

    /// <inheritdoc cref="ImmediateScan{T}(Memory{T}, Operation{T})"/>
    public Request ImmediateScan<T>(Memory<T> values, ReductionOperation<T> op)
        where T : unmanaged => ImmediateScan(values, (Operation<T>)op);

    private void ScanRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ScanNative(input, inValues.Length, output, outValues.Length, op, null);
    }

    private void ScanNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request) =>
        Combine(request == null ? "MPI_Scan" : "MPI_Iscan", MpiFunctions.Scan, MpiFunctions.Iscan, input, length, output, room, op, request);
}
