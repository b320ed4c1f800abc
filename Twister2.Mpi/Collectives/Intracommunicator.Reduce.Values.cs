// Whoever drops the new array meant the overload with a span, which is in place: [Pure] lets the analyzers say so (CA1806). Without this symbol the
// compiler leaves the attribute out.
#define CONTRACTS_FULL

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Contracts;

namespace Twister2.Mpi;

// MPI chapters 6.9 to 6.11, reductions of one value of each process and of arrays; objects are combined here, in the order of ranks.
public unsafe partial class Intracommunicator
{
    /// <summary>Combines every process's value at the root (MPI_Reduce). Collective: every process must call this with the same root.</summary>
    /// <param name="value">This process's value, or object.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <returns>The result at the root; this process's own value elsewhere.</returns>
    /// <exception cref="MpiException">No such root. The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
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

    /// <summary>Combines the processes' arrays, element by element, at the root (MPI_Reduce). Collective: every process must call this with the same root and length.</summary>
    /// <param name="values">This process's values, or objects; they stay as they are. A span instead of an array is reduced in place.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <returns>The result at the root; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root. The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    public T[]? Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op, int root)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ReduceObjects<T>(values, op, root);
        T[]? result = Rank == root ? new T[values.Length] : null;
        ReduceRaw(values, op, root, result);
        return result;
    }

    /// <inheritdoc cref="Reduce{T}(T[], Operation{T}, int)"/>
    public T[]? Reduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op, int root) => Reduce(values, (Operation<T>)op, root);

    /// <summary>Combines every process's value, and gives the result to all (MPI_Allreduce). Collective: every process must call this.</summary>
    /// <param name="value">This process's value, or object.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    public T Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return AllreduceObjects(new ReadOnlySpan<T>(in value), op)[0];
        T result = value;
        AllreduceRaw(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return result;
    }

    /// <inheritdoc cref="Allreduce{T}(T, Operation{T})"/>
    public T Allreduce<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, ReductionOperation<T> op) => Allreduce(value, (Operation<T>)op);

    /// <summary>Combines the processes' arrays, element by element, and gives the result to all (MPI_Allreduce). Collective: every process must call this with the same length.</summary>
    /// <param name="values">This process's values, or objects; they stay as they are. A span instead of an array is reduced in place.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
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

    /// <summary>Combines the values of the ranks from 0 up to this one (MPI_Scan). Collective: every process must call this.</summary>
    /// <param name="value">This process's value, or object.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    public T Scan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ScanObjects(new ReadOnlySpan<T>(in value), op, exclusive: false)[0];
        T result = value;
        ScanRaw(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return result;
    }

    /// <inheritdoc cref="Scan{T}(T, Operation{T})"/>
    public T Scan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, ReductionOperation<T> op) => Scan(value, (Operation<T>)op);

    /// <summary>Combines the arrays, element by element, of the ranks from 0 up to this one (MPI_Scan). Collective: every process must call this with the same length.</summary>
    /// <param name="values">This process's values, or objects; they stay as they are. A span instead of an array is reduced in place.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    [Pure]
    public T[] Scan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ScanObjects<T>(values, op, exclusive: false);
        var result = new T[values.Length];
        ScanRaw(values, op, result);
        return result;
    }

    /// <inheritdoc cref="Scan{T}(T[], Operation{T})"/>
    [Pure]
    public T[] Scan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op) => Scan(values, (Operation<T>)op);

    /// <summary>Combines the values of the ranks before this one (MPI_Exscan). Collective: every process must call this.</summary>
    /// <param name="value">This process's value, or object.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result; on rank 0, which has none before it, the default of <typeparamref name="T"/>.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    public T ExclusiveScan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ScanObjects(new ReadOnlySpan<T>(in value), op, exclusive: true)[0];
        T result = value;
        ExclusiveScanRaw(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return Rank == 0 ? default! : result;
    }

    /// <inheritdoc cref="ExclusiveScan{T}(T, Operation{T})"/>
    public T ExclusiveScan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, ReductionOperation<T> op) => ExclusiveScan(value, (Operation<T>)op);

    /// <summary>Combines the arrays, element by element, of the ranks before this one (MPI_Exscan). Collective: every process must call this with the same length.</summary>
    /// <param name="values">This process's values, or objects; they stay as they are. A span instead of an array is reduced in place.</param>
    /// <param name="op">How to combine them.</param>
    /// <returns>The result; on rank 0, which has none before it, defaults of <typeparamref name="T"/>.</returns>
    /// <exception cref="MpiException">The operation does not fit the type or failed on another rank, an object cannot be packed, or the library failed.</exception>
    [Pure]
    public T[] ExclusiveScan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        if (!Raw.Is<T>())
            return ScanObjects<T>(values, op, exclusive: true);
        var result = new T[values.Length];
        ExclusiveScanRaw(values, op, result);
        return Rank == 0 ? new T[values.Length] : result;
    }

    /// <inheritdoc cref="ExclusiveScan{T}(T[], Operation{T})"/>
    [Pure]
    public T[] ExclusiveScan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op) => ExclusiveScan(values, (Operation<T>)op);

    /// <summary>
    /// Combines the processes' arrays, element by element, and gives each rank its part of the result (MPI_Reduce_scatter). Collective: every
    /// process must call this with the same length and counts.
    /// </summary>
    /// <param name="values">This process's values, or objects, as many as the counts add up to; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="counts">How many elements of the result each rank gets.</param>
    /// <returns>This rank's part of the result.</returns>
    /// <exception cref="MpiException">Counts are wrong, the operation does not fit the type or failed on another rank, an object cannot be
    /// packed, or the library failed.</exception>
    [Pure]
    public T[] ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, Operation<T> op, int[] counts)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(counts);
        CheckSame(values.Length, Total(counts, "MPI_Reduce_scatter"), "values, the sum of the counts", "MPI_Reduce_scatter");
        if (!Raw.Is<T>())
            return ReduceScatterObjects(values, op, counts);
        var result = new T[counts[Rank]];
        ReduceScatterRaw(values, op, counts, result);
        return result;
    }

    /// <inheritdoc cref="ReduceScatter{T}(T[], Operation{T}, int[])"/>
    [Pure]
    public T[] ReduceScatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, ReductionOperation<T> op, int[] counts) =>
        ReduceScatter(values, (Operation<T>)op, counts);
}
