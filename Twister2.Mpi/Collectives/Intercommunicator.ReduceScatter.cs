// Whoever drops the new array meant the overload with a span, which is in place: [Pure] lets the analyzers say so (CA1806). Without this symbol the
// compiler leaves the attribute out.
#define CONTRACTS_FULL

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Contracts;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.10 between two groups: what the one's values combine to is dealt out over the other.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>
    /// Combines the arrays of each group, element by element, and deals the result out over the other (MPI_Reduce_scatter). Collective: every process of
    /// both groups must call this with the same length.
    /// </summary>
    /// <param name="values">The values, or objects, to combine: as many as all counts of the own group, and of the other, add up to.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each process of the own group gets.</param>
    /// <returns>This process's part of what the other group's values combine to.</returns>
    /// <exception cref="MpiException">Counts are wrong, the operation does not fit the type or failed, an object cannot be packed, or the library
    /// failed.</exception>
    [Pure]
    public T[] ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op, int[] counts)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(counts);
        if (!Raw.Is<T>())
            return ReduceScatterObjects(values, op, counts);
        int part = CheckShares(values.Length, counts, "MPI_Reduce_scatter");
        var result = new T[part];
        ReduceScatterRaw(values, op, counts, result);
        return result;
    }

    /// <inheritdoc cref="ReduceScatter{T}(T[], Operation{T}, int[])"/>
    [Pure]
    public T[] ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op, int[] counts) =>
        ReduceScatter(values, (Operation<T>)op, counts);

    /// <inheritdoc cref="ReduceScatter{T}(T[], Operation{T}, int[])"/>
    /// <param name="inValues">The values, or objects, to combine: as many as all counts of the own group, and of the other, add up to.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each process of the own group gets.</param>
    /// <param name="outValues">This process's part afterwards; made where it is null or has another length.</param>
    public void ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, ReductionOperation<T> op, int[] counts, [NotNull] ref T[]? outValues) => Put(ReduceScatter(inValues, op, counts), ref outValues);

    /// <summary>
    /// Combines the values of each group, and deals the result out over the other (MPI_Reduce_scatter). Collective: every process of both
    /// groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine: as many as all counts of the own group, and of the other, add up to.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each process of the own group gets.</param>
    /// <param name="outValues">Room for this process's part of what the other group's values combine to.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, MPI cannot reduce the type, the operation failed, or the library
    /// failed.</exception>
    public void ReduceScatter<T>(ReadOnlySpan<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => ReduceScatterRaw(inValues, op, counts, outValues);

    /// <inheritdoc cref="ReduceScatter{T}(ReadOnlySpan{T}, Operation{T}, ReadOnlySpan{int}, Span{T})"/>
    public void ReduceScatter<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => ReduceScatterRaw(inValues, op, counts, outValues);

    /// <summary>
    /// Starts to combine the values of each group, and to deal the result out over the other (MPI_Ireduce_scatter). Collective: every process of both
    /// groups must call this with the same length. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <inheritdoc cref="ReduceScatter{T}(ReadOnlySpan{T}, Operation{T}, ReadOnlySpan{int}, Span{T})"/>
    public Request ImmediateReduceScatter<T>(ReadOnlyMemory<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged
    {
        const string Function = "MPI_Ireduce_scatter";
        PartLayout.CheckRoom(outValues.Length, CheckShares(inValues.Length, counts, Function), Function);
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ReduceScatterNative(call.Input, call.Output, call.Keep(counts, []).Counts, op, &request);
        return call.Started(Function, request);
    }

    /// <inheritdoc cref="ImmediateReduceScatter{T}(ReadOnlyMemory{T}, Operation{T}, ReadOnlySpan{int}, Memory{T})"/>
    public Request ImmediateReduceScatter<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged => ImmediateReduceScatter(inValues, (Operation<T>)op, counts, outValues);

    /// <summary>
    /// Combines the values of each group, and deals the result out in equal parts over the other (MPI_Reduce_scatter_block). Collective: every
    /// process of both groups must call this with the same length.
    /// </summary>
    /// <param name="inValues">The values to combine: as many for each process of the own group as it has room for.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for this process's part of what the other group's values combine to.</param>
    /// <exception cref="MpiException">There are not as many values as room in all, MPI cannot reduce the type, the operation failed, or the library
    /// failed.</exception>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ReduceScatterBlockNative(input, inValues.Length, output, outValues.Length, op, null);
    }

    /// <inheritdoc cref="ReduceScatterBlock{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> inValues, ReductionOperation<T> op, Span<T> outValues)
        where T : unmanaged => ReduceScatterBlock(inValues, (Operation<T>)op, outValues);

    /// <summary>
    /// Starts to combine the values of each group, and to deal the result out in equal parts over the other (MPI_Ireduce_scatter_block). Collective: every
    /// process of both groups must call this with the same length. The memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="ReduceScatterBlock{T}(ReadOnlySpan{T}, Operation{T}, Span{T})"/>
    public Request ImmediateReduceScatterBlock<T>(ReadOnlyMemory<T> inValues, Operation<T> op, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues).With(op);
        nint request = 0;
        ReduceScatterBlockNative(call.Input, inValues.Length, call.Output, outValues.Length, op, &request);
        return call.Started("MPI_Ireduce_scatter_block", request);
    }

    /// <inheritdoc cref="ImmediateReduceScatterBlock{T}(ReadOnlyMemory{T}, Operation{T}, Memory{T})"/>
    public Request ImmediateReduceScatterBlock<T>(ReadOnlyMemory<T> inValues, ReductionOperation<T> op, Memory<T> outValues)
        where T : unmanaged => ImmediateReduceScatterBlock(inValues, (Operation<T>)op, outValues);

    /// <summary>Checks that the counts of the own group add up to what there is; returns this process's.</summary>
    private int CheckShares(int length, ReadOnlySpan<int> counts, string function)
    {
        CheckSame(length, PartLayout.Total(counts, Size, function), "values, the sum of the counts", function);
        return counts[Rank];
    }

    private void ReduceScatterRaw<T>(ReadOnlySpan<T> inValues, Operation<T> op, ReadOnlySpan<int> counts, Span<T> outValues)
    {
        const string Function = "MPI_Reduce_scatter";
        PartLayout.CheckRoom(outValues.Length, CheckShares(inValues.Length, counts, Function), Function);
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts)
            ReduceScatterNative(input, output, sizes, op, null);
    }

    private void ReduceScatterNative<T>(void* input, void* output, int* counts, Operation<T> op, nint* request)
    {
        string function = request == null ? "MPI_Reduce_scatter" : "MPI_Ireduce_scatter";
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        nint type = op.Datatype;
        VectorRegisters.Clean();
        int code = request == null
            ? MpiFunctions.ReduceScatter(from, to, counts, type, handle, comm)
            : MpiFunctions.IreduceScatter(from, to, counts, type, handle, comm, request);
        Finish(code, function, op, failures, request);
    }

    private void ReduceScatterBlockNative<T>(void* input, int length, void* output, int room, Operation<T> op, nint* request)
    {
        string function = request == null ? "MPI_Reduce_scatter_block" : "MPI_Ireduce_scatter_block";
        ArgumentNullException.ThrowIfNull(op);
        CheckSame(length, (long)room * Size, "values, as many for each process of the own group as it has room for", function);
        Combine(
            function, MpiFunctions.ReduceScatterBlock, MpiFunctions.IreduceScatterBlock, PartLayout.Some(input), room, PartLayout.SomeOther(output), room, op, request);
    }
}
