using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI.NET's calls that put their result into the caller's array, which is made where it is null or has another length.
public unsafe partial class Intracommunicator
{
    /// <inheritdoc cref="Reduce{T}(T[], Operation{T}, int)"/>
    /// <param name="inValues">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <param name="outValues">At the root the result afterwards; elsewhere untouched.</param>
    public void Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, ReductionOperation<T> op, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (Reduce(inValues, op, root) is { } result)
            Put(result, ref outValues);
    }

    /// <inheritdoc cref="Allreduce{T}(T[], Operation{T})"/>
    /// <param name="inValues">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">The result afterwards.</param>
    public void Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, ReductionOperation<T> op, [NotNull] ref T[]? outValues) =>
        Put(Allreduce(inValues, op), ref outValues);

    /// <inheritdoc cref="Scan{T}(T[], Operation{T})"/>
    /// <param name="inValues">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">The result afterwards.</param>
    public void Scan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, ReductionOperation<T> op, [NotNull] ref T[]? outValues) =>
        Put(Scan(inValues, op), ref outValues);

    /// <inheritdoc cref="ReduceScatter{T}(T[], Operation{T}, int[])"/>
    /// <param name="inValues">This process's values, or objects, as many as the counts add up to; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets.</param>
    /// <param name="outValues">This rank's part of the result afterwards.</param>
    public void ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, ReductionOperation<T> op, int[] counts, [NotNull] ref T[]? outValues) =>
        Put(ReduceScatter(inValues, op, counts), ref outValues);

    /// <inheritdoc cref="Alltoall{T}(T[])"/>
    /// <param name="inValues">One value for each rank.</param>
    /// <param name="outValues">The value of each rank for this one afterwards.</param>
    public void Alltoall<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, [NotNull] ref T[]? outValues) =>
        Put(Alltoall(inValues), ref outValues);
}
