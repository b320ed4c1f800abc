using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.10, reductions that leave each rank an equal part.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Combines the processes' values, element by element, and gives each rank its part of the result: rank i gets part i of Size
    /// equal parts (MPI_Reduce_scatter_block). Collective: every process must call this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for this rank's part, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The values are not Size parts, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => ReduceScatterBlockRaw(inValues, op, outValues);

    /// <inheritdoc cref="ReduceScatterBlock{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => ReduceScatterBlockRaw(inValues, op, outValues);

    /// <summary>
    /// Combines the processes' values, element by element, and gives each rank its part of the result: rank i gets part i of Size
    /// equal parts, in place (MPI_Reduce_scatter_block, MPI_IN_PLACE). Collective: every process must call this with the same
    /// length.
    /// </summary>
    /// <param name="values">Size parts of equal length; their first part is this rank's part of the result afterwards, and the rest has no meaning.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The values are not Size parts, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    [OverloadResolutionPriority(-1)]
    public void ReduceScatterBlock<T>(Span<T> values, Operation<T> op)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            ReduceScatterBlockNative(InPlace, EvenPart(values.Length, "MPI_Reduce_scatter_block"), data, values.Length, op, null);
    }

    /// <inheritdoc cref="ReduceScatterBlock{T}(Span{T}, Operation{T})"/>
    [OverloadResolutionPriority(-1)]
    public void ReduceScatterBlock<T>(Span<T> values, ReductionOperation<T> op)
        where T : unmanaged => ReduceScatterBlock(values, (Operation<T>)op);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give each rank its part of the result: rank i gets part i
    /// of Size equal parts (MPI_Ireduce_scatter_block). Collective: every process must call this with the same length. The memories
    /// must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for this rank's part, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The values are not Size parts, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateReduceScatterBlock<T>(ReadOnlyMemory<T> inValues, Operation<T> op, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ReduceScatterBlockNative(
            call.Input, EvenPart(inValues.Length, "MPI_Ireduce_scatter_block"), call.Output, outValues.Length, op, &request);
        return call.Started("MPI_Ireduce_scatter_block", request);
    }

    /// <inheritdoc cref="ImmediateReduceScatterBlock{T}(ReadOnlyMemory{T}, Operation{T}, Memory{T})"/>
    public Request ImmediateReduceScatterBlock<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, Memory<T> outValues)
        where T : unmanaged => ImmediateReduceScatterBlock(inValues, (Operation<T>)op, outValues);

    /// <summary>
    /// Starts to combine the processes' values, element by element, and to give each rank its part of the result: rank i gets part i
    /// of Size equal parts, in place (MPI_Ireduce_scatter_block, MPI_IN_PLACE). Collective: every process must call this with the
    /// same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">Size parts of equal length; their first part is this rank's part of the result afterwards, and the rest has no meaning.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">The values are not Size parts, the room is too small, MPI cannot reduce the type, the operation failed, or the library failed.</exception>
    public Request ImmediateReduceScatterBlock<T>(Memory<T> values, Operation<T> op)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values).With(op);
        nint request = 0;
        ReduceScatterBlockNative(InPlace, EvenPart(values.Length, "MPI_Reduce_scatter_block"), call.Output, values.Length, op, &request);
        return call.Started("MPI_Ireduce_scatter_block", request);
    }

    /// <inheritdoc cref="ImmediateReduceScatterBlock{T}(Memory{T}, Operation{T})"/>
    public Request ImmediateReduceScatterBlock<T>(Memory<T> values, ReductionOperation<T> op)
        where T : unmanaged => ImmediateReduceScatterBlock(values, (Operation<T>)op);

    private void ReduceScatterBlockRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ReduceScatterBlockNative(input, EvenPart(inValues.Length, "MPI_Reduce_scatter_block"), output, outValues.Length, op, null);
    }

    private void ReduceScatterBlockNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request) =>
        Combine(request == null ? "MPI_Reduce_scatter_block" : "MPI_Ireduce_scatter_block", MpiFunctions.ReduceScatterBlock, MpiFunctions.IreduceScatterBlock, input, length, output, room, op, request);
}
