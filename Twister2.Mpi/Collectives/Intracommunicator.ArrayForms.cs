using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// The rest of MPI.NET's calls on arrays of numbers or objects: with a count, with counts, and into an array of the caller.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Brings equally many values, or objects, of every process to all (MPI_Allgather). Collective: every process must call this with the same
    /// count.
    /// </summary>
    /// <param name="inValues">This process's values; the first <paramref name="count"/> of them are sent.</param>
    /// <param name="count">How many each rank gives.</param>
    /// <returns>All values in the order of ranks.</returns>
    /// <exception cref="MpiException">There are fewer than <paramref name="count"/>, an object cannot be packed, or the library failed.</exception>
    public T[] AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count) =>
        AllgatherCounted(inValues, SameForAll(count));

    /// <inheritdoc cref="AllgatherFlattened{T}(T[], int)"/>
    /// <param name="inValues">This process's values; the first <paramref name="count"/> of them are sent.</param>
    /// <param name="count">How many each rank gives.</param>
    /// <param name="outValues">All values in the order of ranks afterwards; made where it is null or has another length.</param>
    public void AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count, [NotNull] ref T[]? outValues) =>
        Put(AllgatherFlattened(inValues, count), ref outValues);

    /// <summary>
    /// Brings differently many values, or objects, of the processes to all (MPI_Allgatherv). Collective: every process must call this with the
    /// same counts.
    /// </summary>
    /// <param name="inValues">This process's values; the first ones of them where its count is less.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="outValues">All values in the order of ranks afterwards; made where it is null or has another length.</param>
    /// <exception cref="MpiException">Counts are wrong, an object cannot be packed, or the library failed.</exception>
    public void AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts, [NotNull] ref T[]? outValues) =>
        Put(AllgatherCounted(inValues, counts), ref outValues);

    /// <summary>Gives equally many values, or objects, to each rank (MPI_Alltoallv). Collective: every process must call this with the same count.</summary>
    /// <param name="inValues">The values for rank 0, for rank 1, and so on.</param>
    /// <param name="count">How many each rank gives to each.</param>
    /// <returns>The values from rank 0, from rank 1, and so on.</returns>
    /// <exception cref="MpiException">There are too few values, an object cannot be packed, or the library failed.</exception>
    public T[] AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count) =>
        AlltoallFlattened(inValues, SameForAll(count), SameForAll(count));

    /// <inheritdoc cref="AlltoallFlattened{T}(T[], int)"/>
    /// <param name="inValues">The values for rank 0, for rank 1, and so on.</param>
    /// <param name="count">How many each rank gives to each.</param>
    /// <param name="outValues">The values from rank 0, from rank 1, and so on afterwards; made where it is null or has another length.</param>
    public void AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count, [NotNull] ref T[]? outValues) =>
        Put(AlltoallFlattened(inValues, count), ref outValues);

    /// <summary>Gives differently many values, or objects, to each rank (MPI_Alltoallv). Collective: every process must call this.</summary>
    /// <param name="inValues">The values for rank 0, for rank 1, and so on.</param>
    /// <param name="sendCounts">How many go to each rank.</param>
    /// <param name="recvCounts">How many come from each rank.</param>
    /// <returns>The values from rank 0, from rank 1, and so on.</returns>
    /// <exception cref="MpiException">Counts are wrong, there are too few values, an object cannot be packed, or the library failed.</exception>
    public T[] AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] sendCounts, int[] recvCounts)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        ArgumentNullException.ThrowIfNull(sendCounts);
        int total = Total(recvCounts, "MPI_Alltoallv");
        if (Raw.Is<T>())
        {
            var result = new T[total];
            AlltoallRaw<T>(inValues, sendCounts, recvCounts, result);
            return result;
        }

        Exception? failure = null;
        var came = AlltoallPackets(PackParts(inValues, sendCounts, Size, "MPI_Alltoallv", ref failure));
        if (failure is not null)
            throw failure;
        T[] values = Unpacked<T>(came, "MPI_Alltoallv");
        CheckSame(values.Length, total, "objects that came, by the counts", "MPI_Alltoallv");
        return values;
    }

    /// <inheritdoc cref="AlltoallFlattened{T}(T[], int[], int[])"/>
    /// <param name="inValues">The values for rank 0, for rank 1, and so on.</param>
    /// <param name="sendCounts">How many go to each rank.</param>
    /// <param name="recvCounts">How many come from each rank.</param>
    /// <param name="outValues">The values from rank 0, from rank 1, and so on afterwards; made where it is null or has another length.</param>
    public void AlltoallFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[] inValues, int[] sendCounts, int[] recvCounts, [NotNull] ref T[]? outValues) =>
        Put(AlltoallFlattened(inValues, sendCounts, recvCounts), ref outValues);

    /// <inheritdoc cref="GatherFlattened{T}(T[], int)"/>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root all values in the order of ranks afterwards; elsewhere untouched.</param>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (GatherFlattened(inValues, root) is { } got)
            Put(got, ref outValues);
    }

    /// <inheritdoc cref="GatherFlattened{T}(T[], int[], int)"/>
    /// <param name="inValues">This process's values; the first ones of them where its count is less.</param>
    /// <param name="counts">How many each rank sends.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root all values in the order of ranks afterwards; elsewhere untouched.</param>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (GatherFlattened(inValues, counts, root) is { } got)
            Put(got, ref outValues);
    }

    /// <inheritdoc cref="ScatterFromFlattened{T}(T[], int, int)"/>
    /// <param name="inValues">At the root the values, one part after the other; elsewhere ignored.</param>
    /// <param name="count">How many each rank gets.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">This process's part afterwards; made where it is null or has another length.</param>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[]? inValues, int count, int root, [NotNull] ref T[]? outValues) => Put(ScatterFromFlattened(inValues, count, root), ref outValues);

    /// <inheritdoc cref="ScatterFromFlattened{T}(T[], int[], int)"/>
    /// <param name="inValues">At the root the values, one part after the other; elsewhere ignored.</param>
    /// <param name="counts">How many each rank gets.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">This process's part afterwards; made where it is null or has another length.</param>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[]? inValues, int[] counts, int root, [NotNull] ref T[]? outValues) => Put(ScatterFromFlattened(inValues, counts, root), ref outValues);

    /// <inheritdoc cref="ExclusiveScan{T}(T[], Operation{T})"/>
    /// <param name="inValues">This process's values, or objects; they stay as they are.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">The result afterwards.</param>
    public void ExclusiveScan<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, ReductionOperation<T> op, [NotNull] ref T[]? outValues) =>
        Put(ExclusiveScan(inValues, op), ref outValues);

    private T[] AllgatherCounted<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts)
    {
        var mine = Counted(inValues, counts, "MPI_Allgatherv");
        if (!Raw.Is<T>())
            return AllgatherObjects(mine);
        var result = new T[Total(counts, "MPI_Allgatherv")];
        AllgatherRaw(mine, counts, result);
        return result;
    }

    private int[] SameForAll(int count)
    {
        int[] counts = new int[Size];
        Array.Fill(counts, count);
        return counts;
    }
}
