using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI chapters 6.6 and 6.8, scatter and all to all of one value for each process and of arrays; objects travel packed.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives each process one of the root's values, or objects (MPI_Scatter). Collective: every process must call this, or
    /// <see cref="Scatter{T}(int)"/>, with the same root.
    /// </summary>
    /// <param name="values">At the root one value for each rank; elsewhere ignored, may be null.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>The value for this process.</returns>
    /// <exception cref="MpiException">No such root, not one value for each rank, an object cannot be packed, or the library failed.</exception>
    public T Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, int root)
    {
        if (Raw.Is<T>())
            return ScatterRaw<T>(values, root);
        int[]? counts = null;
        if (Rank == root)
            Array.Fill(counts = new int[Size], 1);
        return ScatterObjects(values, counts, root)[0];
    }

    /// <summary>Gets this process's value, or object, of the root's <see cref="Scatter{T}(T[], int)"/> (MPI_Scatter). For the other ranks.</summary>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, this is the root, or the library failed.</exception>
    public T Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int root) => Scatter<T>(values: null, root);

    /// <summary>Gives each process one of this process's values, or objects, which is the root (MPI_Scatter); the others name it.</summary>
    /// <param name="values">One value for each rank.</param>
    /// <returns>The value for this process.</returns>
    /// <exception cref="MpiException">Not one value for each rank, an object cannot be packed, or the library failed.</exception>
    public T Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values) => Scatter(values, Rank);

    /// <summary>
    /// Gives each process equally many of the root's values, or objects (MPI_Scatter). Collective: every process must call this with the same
    /// count and root.
    /// </summary>
    /// <param name="inValues">At the root Size times <paramref name="count"/> values; elsewhere ignored, may be null.</param>
    /// <param name="count">How many each process gets.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>This process's part.</returns>
    /// <exception cref="MpiException">No such root, too few values, an object cannot be packed, or the library failed.</exception>
    public T[] ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int count, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!Raw.Is<T>())
        {
            int[] counts = new int[Size];
            Array.Fill(counts, count);
            return ScatterObjects(inValues, counts, root);
        }

        var result = new T[count];
        ScatterRaw(inValues, root, result);
        return result;
    }

    /// <summary>
    /// Gives each process its part, of whatever length, of the root's values, or objects (MPI_Scatterv). Collective: every process must call this
    /// with the same root.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other in the order of ranks; elsewhere ignored, may be null.</param>
    /// <param name="counts">How many each rank gets; every process gives at least its own at index Rank, the root all.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>This process's part.</returns>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, an object cannot be packed, or the library failed.</exception>
    public T[] ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int[] counts, int root)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (!Raw.Is<T>())
            return ScatterObjects(inValues, counts, root);
        if (counts.Length <= Rank)
            CheckSame(counts.Length, Size, "counts, one for each rank", "MPI_Scatterv");
        var result = new T[counts[Rank]];
        ScatterRaw(inValues, counts, root, result);
        return result;
    }

    /// <summary>
    /// Gives value, or object, i to rank i, and gets one from each rank (MPI_Alltoall). Collective: every process must call this.
    /// </summary>
    /// <param name="values">One value for each rank.</param>
    /// <returns>The value of each rank for this one.</returns>
    /// <exception cref="MpiException">There is not one value for each rank, an object cannot be packed, or the library failed.</exception>
    public T[] Alltoall<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Raw.Is<T>())
            return AlltoallRaw<T>(values);
        CheckSame(values.Length, Size, "values, one for each rank", "MPI_Alltoall");
        Exception? failure = null;
        byte[][] packets = new byte[Size][];
        for (int i = 0; i < packets.Length; i++)
            packets[i] = ObjectPacket.Pack(new ReadOnlySpan<T>(in values[i]), Rank, "MPI_Alltoall", ref failure);
        var came = AlltoallPackets(packets);
        if (failure is not null)
            throw failure;
        return Unpacked<T>(came, "MPI_Alltoall");
    }

    private T[] ScatterObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, int[]? counts, int root)
    {
        Exception? failure = null;
        byte[] mine = ScatterPackets(Rank == root ? PackParts(values, counts!, Size, "MPI_Scatter", ref failure) : null, root);
        if (failure is not null)
            throw failure;
        return ObjectPacket.Unpack<T>(mine, "MPI_Scatter");
    }
}
