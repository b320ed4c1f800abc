using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI chapter 6.6 between two groups, scatter of one value for each process and of arrays, with MPI.NET's forms for one role; objects travel packed.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>
    /// Gives each process of the other group one of the root's values, or objects (MPI_Scatter). Collective: every process of both groups must call this,
    /// or the form for its role.
    /// </summary>
    /// <param name="values">At the root one value for each remote rank; elsewhere unused, may be null.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>In the other group this process's value; the default value elsewhere.</returns>
    /// <exception cref="MpiException">No such root, not one value for each remote rank, an object cannot be packed, or the library failed.</exception>
    public T Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, int root)
    {
        if (!Raw.Is<T>())
        {
            int[]? counts = null;
            if (root == Root)
                Array.Fill(counts = new int[RemoteSize], 1);
            return ScatterObjects(values, counts, root) is [var got] ? got : default!;
        }

        if (root == Root)
            CheckSame(values?.Length ?? 0, RemoteSize, "values, one for each remote rank", "MPI_Scatter");
        T result = default!;
        ScatterRaw(values, root, new Span<T>(ref result));
        return result;
    }

    /// <summary>Gives, as the root, each process of the other group one of the values, or objects (MPI_Scatter): <see cref="Scatter{T}(T[], int)"/> with <see cref="Root"/>.</summary>
    /// <param name="values">One value for each remote rank.</param>
    /// <exception cref="MpiException">Not one value for each remote rank, an object cannot be packed, or the library failed.</exception>
    public void Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values) => Scatter(values, Root);

    /// <summary>Gets one of the values, or objects, of a root in the other group (MPI_Scatter): <see cref="Scatter{T}(T[], int)"/> without values.</summary>
    /// <param name="root">The root's rank in the other group.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public T Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int root) => Scatter<T>(null, root);

    /// <summary>Takes no part, beside the root, in a scatter of values or objects (MPI_Scatter): <see cref="Scatter{T}(T[], int)"/> with <see cref="Null"/>.</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Scatter<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>() => Scatter<T>(null, Null);

    /// <summary>
    /// Gives each process of the other group equally many of the root's values, or objects (MPI_Scatterv). Collective: every process of both groups must
    /// call this, or the form for its role.
    /// </summary>
    /// <param name="inValues">At the root the values, one part after the other; elsewhere unused, may be null.</param>
    /// <param name="count">How many each process gets.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>In the other group this process's part; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, not as many values as needed, an object cannot be packed, or the library failed.</exception>
    public T[]? ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int count, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] counts = new int[root == Root ? RemoteSize : Size];
        Array.Fill(counts, count);
        return ScatterFromFlattened(inValues, counts, root);
    }

    /// <summary>
    /// Gives each process of the other group its part, of whatever length, of the root's values, or objects (MPI_Scatterv). Collective: every process of
    /// both groups must call this, or the form for its role.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other; elsewhere unused, may be null.</param>
    /// <param name="counts">How many each process of the other group gets: at the root for each remote rank; in the other group at least this process's own,
    /// at index Rank; beside the root unused.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>In the other group this process's part; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, counts are wrong, not as many values as needed, an object cannot be packed, or the library
    /// failed.</exception>
    public T[]? ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int[] counts, int root)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (!Raw.Is<T>())
            return ScatterObjects(inValues, counts, root);
        if (IsLeaf(root) && counts.Length <= Rank)
            CheckSame(counts.Length, Size, "counts, one for each rank", "MPI_Scatterv");
        T[]? result = IsLeaf(root) ? new T[counts[Rank]] : null;
        ScatterRaw(inValues, root == Root ? counts : [], root, result);
        return result;
    }

    /// <inheritdoc cref="ScatterFromFlattened{T}(T[], int, int)"/>
    /// <param name="inValues">At the root the values, one part after the other; elsewhere unused, may be null.</param>
    /// <param name="count">How many each process gets.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group this process's part afterwards, in a new array where it is null or has another length; elsewhere
    /// untouched.</param>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int count, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (ScatterFromFlattened(inValues, count, root) is { } got)
            Put(got, ref outValues);
    }

    /// <inheritdoc cref="ScatterFromFlattened{T}(T[], int[], int)"/>
    /// <param name="inValues">At the root the parts, one after the other; elsewhere unused, may be null.</param>
    /// <param name="counts">How many each process of the other group gets: at the root for each remote rank; in the other group at least this process's own,
    /// at index Rank; beside the root unused.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group this process's part afterwards, in a new array where it is null or has another length; elsewhere
    /// untouched.</param>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? inValues, int[] counts, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues)
    {
        if (ScatterFromFlattened(inValues, counts, root) is { } got)
            Put(got, ref outValues);
    }

    /// <summary>Gives, as the root, each process of the other group equally many values, or objects (MPI_Scatterv): <see cref="ScatterFromFlattened{T}(T[], int, int)"/> with <see cref="Root"/>.</summary>
    /// <param name="inValues">The values, one part after the other.</param>
    /// <param name="count">How many each process gets.</param>
    /// <exception cref="MpiException">Not as many values as needed, an object cannot be packed, or the library failed.</exception>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int count) =>
        ScatterFromFlattened(inValues, count, Root);

    /// <summary>Gives, as the root, each process of the other group its part, of whatever length (MPI_Scatterv): <see cref="ScatterFromFlattened{T}(T[], int[], int)"/> with <see cref="Root"/>.</summary>
    /// <param name="inValues">The parts, one after the other.</param>
    /// <param name="counts">How many values, or objects, each remote rank gets.</param>
    /// <exception cref="MpiException">Counts are wrong, not as many values as needed, an object cannot be packed, or the library failed.</exception>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] inValues, int[] counts) =>
        ScatterFromFlattened(inValues, counts, Root);

    /// <summary>Gets as many values, or objects, as every process of this group from a root in the other (MPI_Scatterv): <see cref="ScatterFromFlattened{T}(T[], int, int)"/> without values.</summary>
    /// <param name="count">How many each process gets.</param>
    /// <param name="root">The root's rank in the other group.</param>
    /// <param name="outValues">This process's part afterwards; made where it is null or has another length.</param>
    /// <exception cref="MpiException">No such root, the count is another one than the root's, or the library failed.</exception>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int count, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues) =>
        ScatterFromFlattened(null, count, root, ref outValues);

    /// <summary>Gets a part, of whatever length, of the values, or objects, of a root in the other group (MPI_Scatterv): <see cref="ScatterFromFlattened{T}(T[], int[], int)"/> without values.</summary>
    /// <param name="counts">How many each process of this group gets: this process's own at index Rank.</param>
    /// <param name="root">The root's rank in the other group.</param>
    /// <param name="outValues">This process's part afterwards; made where it is null or has another length.</param>
    /// <exception cref="MpiException">No such root, the count is another one than the root's, or the library failed.</exception>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(int[] counts, int root, [NotNullIfNotNull(nameof(outValues))] ref T[]? outValues) =>
        ScatterFromFlattened(null, counts, root, ref outValues);

    /// <summary>Takes no part, beside the root, in a scatter of parts (MPI_Scatterv): <see cref="ScatterFromFlattened{T}(T[], int, int)"/> with <see cref="Null"/>.</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void ScatterFromFlattened<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>() => ScatterFromFlattened<T>(null, [], Null);

    /// <summary>This process's objects in the other group; null in the root's own.</summary>
    private T[]? ScatterObjects<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[]? values, int[]? counts, int root)
    {
        Exception? failure = null;
        byte[][] packets = root == Root ? PackParts(values, counts!, RemoteSize, "MPI_Scatter", ref failure) : [];
        int[] lengths = Array.ConvertAll(packets, p => p.Length);
        byte[] all = Joined(packets, root == Root ? PartLayout.Total(lengths, RemoteSize, "MPI_Scatterv") : 0);
        int length = 0;
        ScatterRaw<int>(lengths, root, new Span<int>(ref length));
        byte[] mine = GC.AllocateUninitializedArray<byte>(length);
        ScatterRaw<byte>(all, lengths, root, mine);
        if (failure is not null)
            throw failure;
        return IsLeaf(root) ? ObjectPacket.Unpack<T>(mine, "MPI_Scatter") : null;
    }
}
