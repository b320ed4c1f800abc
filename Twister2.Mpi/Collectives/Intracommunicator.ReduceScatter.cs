using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.10, reductions that leave each rank a part.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines the processes' values, element by element, and gives each rank its part of the result (MPI_Reduce_scatter).
    /// Collective: every process must call this with the same length and counts.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets; the same on every rank.</param>
    /// <param name="outValues">Room for this rank's part, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void ReduceScatter<T>(ReadOnlySpan<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => ReduceScatterRaw(inValues, op, counts, outValues);

    /// <inheritdoc cref="ReduceScatter{T}(ReadOnlySpan{T}, Operation{T}, ReadOnlySpan{int}, Span{T})"/>
    public void ReduceScatter<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => ReduceScatterRaw(inValues, op, counts, outValues);

    /// <summary>
    /// Combines the processes' values, element by element, and gives each rank its part of the result, in place (MPI_Reduce_scatter,
    /// MPI_IN_PLACE). Collective: every process must call this with the same length and counts.
    /// </summary>
    /// <param name="values">As many values as the counts add up to; the first ones are this rank's part of the result afterwards, and the rest has no meaning.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets; the same on every rank.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void ReduceScatter<T>(Span<T> values, Operation<T> op, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
        fixed (int* sizes = counts)
            ReduceScatterNative(InPlace, values.Length, data, counts, sizes, values.Length, op, null);
    }

    /// <inheritdoc cref="ReduceScatter{T}(Span{T}, Operation{T}, ReadOnlySpan{int})"/>
    [OverloadResolutionPriority(-1)]
    public void ReduceScatter<T>(Span<T> values, ReductionOperation<T> op, ReadOnlySpan<int> counts)
        where T : unmanaged => ReduceScatter(values, (Operation<T>)op, counts);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give each rank its part of the result
    /// (MPI_Ireduce_scatter). Collective: every process must call this with the same length and counts. The memories must be left
    /// alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets; the same on every rank.</param>
    /// <param name="outValues">Room for this rank's part, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateReduceScatter<T>(ReadOnlyMemory<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ReduceScatterNative(
            call.Input, inValues.Length, call.Output, counts, call.Keep(counts, default).Counts, outValues.Length, op, &request);
        return call.Started("MPI_Ireduce_scatter", request);
    }

    /// <inheritdoc cref="ImmediateReduceScatter{T}(ReadOnlyMemory{T}, Operation{T}, ReadOnlySpan{int}, Memory{T})"/>
    public Request ImmediateReduceScatter<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged => ImmediateReduceScatter(inValues, (Operation<T>)op, counts, outValues);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give each rank its part of the result, in place
    /// (MPI_Ireduce_scatter, MPI_IN_PLACE). Collective: every process must call this with the same length and counts. The memory
    /// must be left alone until the end.
    /// </summary>
    /// <param name="values">As many values as the counts add up to; the first ones are this rank's part of the result afterwards, and the rest has no meaning.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets; the same on every rank.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateReduceScatter<T>(Memory<T> values, Operation<T> op, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        ReduceScatterNative(InPlace, values.Length, call.Output, counts, call.Keep(counts, default).Counts, values.Length, op, &request);
        return call.Started("MPI_Ireduce_scatter", request);
    }

    /// <inheritdoc cref="ImmediateReduceScatter{T}(Memory{T}, Operation{T}, ReadOnlySpan{int})"/>
    public Request ImmediateReduceScatter<T>(Memory<T> values, ReductionOperation<T> op, ReadOnlySpan<int> counts)
        where T : unmanaged => ImmediateReduceScatter(values, (Operation<T>)op, counts);

    private void ReduceScatterRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts)
            ReduceScatterNative(input, inValues.Length, output, counts, sizes, outValues.Length, op, null);
    }

    private void ReduceScatterNative<T>(
        void* input, int length, void* output, ReadOnlySpan<int> counts, int* sizes, int room, Operation<T> op, nint* request)
    {
        string function = request == null ? "MPI_Reduce_scatter" : "MPI_Ireduce_scatter";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckSame(length, Total(counts, function), "values, the sum of the counts", function);
        CheckRoom(room, counts[Rank], function);
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        nint type = op.Datatype;
        VectorRegisters.Clean();
        int code = request == null
            ? MpiFunctions.ReduceScatter(input, output, sizes, type, handle, comm)
            : MpiFunctions.IreduceScatter(input, output, sizes, type, handle, comm, request);
        Finish(code, function, op, failures, request);
    }
}
