using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI chapter 6.5 between two groups, gather of one value of each process and of arrays, with MPI.NET's forms for one role; objects travel packed.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Brings one value, or object, of every process of the other group to the root (MPI_Gather). Collective: every process of both groups must call this.</summary>
    /// <param name="value">In the other group this process's value; elsewhere unused.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>At the root the values in the order of remote ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, an object cannot be packed, or the library failed.</exception>
    public T[]? Gather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value, int root)
    {
        if (!Raw.Is<T>())
            return GatherObjects(new ReadOnlySpan<T>(in value), root);
        T[]? result = root == Root ? new T[RemoteSize] : null;
        GatherRaw(new ReadOnlySpan<T>(in value), root, result);
        return result;
    }

    /// <inheritdoc cref="Gather{T}(T, int)"/>
    /// <param name="inValue">In the other group this process's value; elsewhere unused.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root the values in the order of remote ranks afterwards, in a new array where it is null or has another length;
    /// elsewhere untouched.</param>
    public void Gather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T inValue, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (Gather(inValue, root) is { } got)
            Put(got, ref outValues);
    }

    /// <summary>
    /// Brings however many values, or objects, of the processes of the other group to the root (MPI_Gather for the counts, MPI_Gatherv). Collective: every
    /// process of both groups must call this or, as the root or beside it, one of the forms for that role.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be null.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>At the root all values in the order of remote ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, an object cannot be packed, or the library failed.</exception>
    public T[]? GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int root)
    {
        if (IsLeaf(root))
            ArgumentNullException.ThrowIfNull(inValues);
        return Raw.Is<T>() ? GatherRaw<T>(inValues, root) : GatherObjects<T>(inValues, root);
    }

    /// <inheritdoc cref="GatherFlattened{T}(T[], int)"/>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be null.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root all values in the order of remote ranks afterwards, in a new array where it is null or has another length;
    /// elsewhere untouched.</param>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (GatherFlattened(inValues, root) is { } got)
            Put(got, ref outValues);
    }

    /// <summary>Gets, as the root, equally many values, or objects, from every process of the other group (MPI_Gatherv): <see cref="GatherFlattened{T}(T[], int)"/> with <see cref="Root"/>.</summary>
    /// <param name="count">How many each remote rank gives.</param>
    /// <returns>All values in the order of remote ranks.</returns>
    /// <exception cref="MpiException">Others came than so many in all, an object cannot be packed, or the library failed.</exception>
    public T[] GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int count)
    {
        T[] got = GatherFlattened<T>(null, Root)!;
        CheckSame(got.Length, (long)count * RemoteSize, "values that came, by the count", "MPI_Gatherv");
        return got;
    }

    /// <inheritdoc cref="GatherFlattened{T}(int)"/>
    /// <param name="count">How many each remote rank gives.</param>
    /// <param name="outValues">All values in the order of remote ranks afterwards; made where it is null or has another length.</param>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int count, [NotNull] ref T[]? outValues) =>
        Put(GatherFlattened<T>(count), ref outValues);

    /// <summary>Gets, as the root, differently many values, or objects, from the processes of the other group (MPI_Gatherv): <see cref="GatherFlattened{T}(T[], int)"/> with <see cref="Root"/>.</summary>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <returns>All values in the order of remote ranks.</returns>
    /// <exception cref="MpiException">Others came than so many in all, an object cannot be packed, or the library failed.</exception>
    public T[] GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int[] counts)
    {
        int total = PartLayout.Total(counts, RemoteSize, "MPI_Gatherv");
        T[] got = GatherFlattened<T>(null, Root)!;
        CheckSame(got.Length, total, "values that came, by the counts", "MPI_Gatherv");
        return got;
    }

    /// <inheritdoc cref="GatherFlattened{T}(int[])"/>
    /// <param name="counts">How many each remote rank gives.</param>
    /// <param name="outValues">All values in the order of remote ranks afterwards; made where it is null or has another length.</param>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int[] counts, [NotNull] ref T[]? outValues) =>
        Put(GatherFlattened<T>(counts), ref outValues);

    /// <summary>Takes no part, beside the root, in a gather of values or objects (MPI_Gatherv): <see cref="GatherFlattened{T}(T[], int)"/> with <see cref="Null"/>.</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void GatherFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>() => GatherFlattened<T>(null, Null);

    private T[]? GatherObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, int root)
    {
        Exception? failure = null;
        byte[] packet = IsLeaf(root) ? ObjectPacket.Pack(values, Rank, "MPI_Gather", ref failure) : [];
        int[]? counts = GatherLengths(packet.Length, root);
        byte[] all = counts is null ? [] : GC.AllocateUninitializedArray<byte>(PartLayout.Total(counts, RemoteSize, "MPI_Gatherv"));
        GatherRaw<byte>(packet, counts, root, all);
        if (failure is not null)
            throw failure;
        return counts is null ? null : Unpacked<T>(Parts(all, counts), "MPI_Gather");
    }

    private int[]? GatherLengths(int length, int root)
    {
        int[]? counts = root == Root ? new int[RemoteSize] : null;
        GatherRaw(new ReadOnlySpan<int>(in length), root, counts);
        return counts;
    }
}
