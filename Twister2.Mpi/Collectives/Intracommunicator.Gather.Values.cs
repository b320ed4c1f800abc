using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI chapters 6.5 and 6.7, gather of one value of each process and of arrays; objects travel packed.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Brings one value, or object, of every process to the root (MPI_Gather). Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="value">This process's value.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <returns>At the root the values in the order of ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, an object cannot be packed, or the library failed.</exception>
    public T[]? Gather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int root)
    {
        if (!Raw.Is<T>())
            return GatherObjects(new ReadOnlySpan<T>(in value), root);
        T[]? result = Rank == root ? new T[Size] : null;
        GatherRaw(new ReadOnlySpan<T>(in value), root, result);
        return result;
    }

    /// <summary>
    /// Brings one value, or object, of every process into the root's array, which is made where it is null or has another length (MPI_Gather).
    /// Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="inValue">This process's value.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root the values in the order of ranks afterwards; elsewhere untouched.</param>
    /// <exception cref="MpiException">No such root, an object cannot be packed, or the library failed.</exception>
    public void Gather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T inValue, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (Gather(inValue, root) is { } got)
            Put(got, ref outValues);
    }

    /// <summary>
    /// Brings however many values, or objects, of every process to the root (MPI_Gather for the counts, MPI_Gatherv). Collective: every process
    /// must call this with the same root.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <returns>At the root all values in the order of ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, an object cannot be packed, or the library failed.</exception>
    public T[]? GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int root)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        return Raw.Is<T>() ? GatherRaw<T>(inValues, root) : GatherObjects<T>(inValues, root);
    }

    /// <summary>
    /// Brings differently many values, or objects, of the processes to the root (MPI_Gatherv). Collective: every process must call this with
    /// the same root.
    /// </summary>
    /// <param name="inValues">This process's values; the first ones of them where its count is less.</param>
    /// <param name="counts">How many each rank sends; every process gives at least its own at index Rank, the root all.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <returns>At the root all values in the order of ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, counts are wrong, an object cannot be packed, or the library failed.</exception>
    public T[]? GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts, int root)
    {
        var mine = Counted(inValues, counts, "MPI_Gatherv");
        if (!Raw.Is<T>())
            return GatherObjects(mine, root);
        T[]? result = Rank == root ? new T[Total(counts, "MPI_Gatherv")] : null;
        GatherRaw(mine, counts, root, result);
        return result;
    }

    /// <summary>Brings one value, or object, of every process to all (MPI_Allgather). Collective: every process must call this.</summary>
    /// <returns>The values in the order of ranks.</returns>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public T[] Allgather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value)
    {
        if (!Raw.Is<T>())
            return AllgatherObjects(new ReadOnlySpan<T>(in value));
        var result = new T[Size];
        AllgatherRaw(new ReadOnlySpan<T>(in value), result);
        return result;
    }

    /// <summary>
    /// Brings one value, or object, of every process into everyone's array, which is made where it is null or has another length (MPI_Allgather).
    /// Collective: every process must call this.
    /// </summary>
    /// <param name="inValue">This process's value.</param>
    /// <param name="outValues">The values in the order of ranks afterwards.</param>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public void Allgather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T inValue, [NotNull] ref T[]? outValues) =>
        Put(Allgather(inValue), ref outValues);

    /// <summary>
    /// Brings however many values, or objects, of every process to all (MPI_Allgather for the counts, MPI_Allgatherv). Collective: every process
    /// must call this.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <returns>All values in the order of ranks.</returns>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public T[] AllgatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues)
    {
        ArgumentNullException.ThrowIfNull(inValues);
        return Raw.Is<T>() ? AllgatherRaw<T>(inValues) : AllgatherObjects<T>(inValues);
    }

    private ReadOnlySpan<T> Counted<T>(T[] values, int[] counts, string function)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Length <= Rank)
            CheckSame(counts.Length, Size, "counts, one for each rank", function);
        if ((uint)counts[Rank] > (uint)values.Length)
            CheckSame(values.Length, counts[Rank], "this rank's values", function);
        return values.AsSpan(0, counts[Rank]);
    }

    private T[]? GatherObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, int root)
    {
        CheckRoot(root, "MPI_Gather");
        Exception? failure = null;
        var packets = GatherPackets(ObjectPacket.Pack(values, Rank, "MPI_Gather", ref failure), root);
        if (failure is not null)
            throw failure;
        return packets is null ? null : Unpacked<T>(packets, "MPI_Gather");
    }

    private T[] AllgatherObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values)
    {
        Exception? failure = null;
        var packets = AllgatherPackets(ObjectPacket.Pack(values, Rank, "MPI_Allgather", ref failure));
        if (failure is not null)
            throw failure;
        return Unpacked<T>(packets, "MPI_Allgather");
    }
}
