using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6 between two groups: collectives with a root. The root gives Root, the others of its group Null, and the other
// group the root's rank.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>Gives the root's value to every process of the other group (MPI_Bcast). Collective: every process of both groups must call this.</summary>
    /// <param name="value">At the root the value to give; in the other group it is overwritten; elsewhere untouched.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public void Broadcast<T>(ref T value, int root)
        where T : unmanaged => Broadcast(new Span<T>(ref value), root);

    /// <summary>Gives the root's values to every process of the other group (MPI_Bcast). Collective: every process of both groups must call this.</summary>
    /// <param name="values">At the root the values to give; in the other group as many are overwritten; elsewhere untouched, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <exception cref="MpiException">No such root, lengths differ, or the library failed.</exception>
    public void Broadcast<T>(Span<T> values, int root)
        where T : unmanaged
    {
        nint comm = Handle;
        nint type = Datatypes.For<T>(values.Length, out int count);
        fixed (T* data = values)
            Native.Check(MpiFunctions.Bcast(data, count, type, RootRank(root, "MPI_Bcast"), comm), "MPI_Bcast");
    }

    /// <summary>Brings one value of every process of the other group to the root (MPI_Gather). Collective: every process of both groups must call this.</summary>
    /// <returns>At the root the values in the order of remote ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public T[]? Gather<T>(T value, int root)
        where T : unmanaged
    {
        T[]? result = root == Root ? new T[RemoteSize] : null;
        GatherFlattened(new ReadOnlySpan<T>(in value), root, result);
        return result;
    }

    /// <summary>
    /// Brings the values of every process of the other group to the root (MPI_Gather). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room, of the exact size, for as many of each remote rank; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room cannot be split evenly, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(inValues.Length, out int sendCount);
        nint recvType = Datatypes.For<T>(root == Root ? PartLayout.Even(outValues.Length, RemoteSize, "MPI_Gather") : 0, out int recvCount);
        fixed (T* input = inValues, output = outValues)
        {
            int code = MpiFunctions.Gather(
                PartLayout.Some(input), sendCount, sendType, PartLayout.Some(output), recvCount, recvType, RootRank(root, "MPI_Gather"), comm);
            Native.Check(code, "MPI_Gather");
        }
    }

    /// <summary>
    /// Brings differently many values of the processes of the other group to the root (MPI_Gatherv). Collective: every process of both groups must
    /// call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be empty.</param>
    /// <param name="counts">At the root how many each remote rank gives; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room for all of them, one part after the other; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, the room is too small, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        if (root == Root)
            PartLayout.CheckRoom(outValues.Length, PartLayout.Fill(counts, places, "MPI_Gatherv"), "MPI_Gatherv");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
        {
            int code = MpiFunctions.Gatherv(
                PartLayout.Some(input), inValues.Length, type, PartLayout.Some(output), sizes, starts, type, RootRank(root, "MPI_Gatherv"), comm);
            Native.Check(code, "MPI_Gatherv");
        }
    }

    /// <summary>
    /// Gives each process of the other group its value (MPI_Scatter). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="values">At the root one value for each remote rank; elsewhere unused, may be null.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>In the other group this process's value; the default value elsewhere.</returns>
    /// <exception cref="MpiException">No such root, not one value for each remote rank, or the library failed.</exception>
    public T Scatter<T>(T[]? values, int root)
        where T : unmanaged
    {
        T result = default;
        ScatterFromFlattened(values, root, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Gives each process of the other group its part of the root's values (MPI_Scatter). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">At the root a part for each remote rank, one after the other; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group room, of the exact size, for the part; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the values cannot be split evenly, or the library failed.</exception>
    public void ScatterFromFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        nint sendType = Datatypes.For<T>(root == Root ? PartLayout.Even(inValues.Length, RemoteSize, "MPI_Scatter") : 0, out int sendCount);
        nint recvType = Datatypes.For<T>(outValues.Length, out int recvCount);
        fixed (T* input = inValues, output = outValues)
        {
            int code = MpiFunctions.Scatter(
                PartLayout.Some(input), sendCount, sendType, PartLayout.Some(output), recvCount, recvType, RootRank(root, "MPI_Scatter"), comm);
            Native.Check(code, "MPI_Scatter");
        }
    }

    /// <summary>
    /// Gives each process of the other group its part, of whatever length, of the root's values (MPI_Scatterv). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other; elsewhere unused, may be empty.</param>
    /// <param name="counts">At the root how many values each remote rank gets; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group room for the part; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, or the library failed.</exception>
    public void ScatterFromFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        if (root == Root)
            PartLayout.CheckRoom(inValues.Length, PartLayout.Fill(counts, places, "MPI_Scatterv"), "MPI_Scatterv");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
        {
            int code = MpiFunctions.Scatterv(
                PartLayout.Some(input), sizes, starts, type, PartLayout.Some(output), outValues.Length, type, RootRank(root, "MPI_Scatterv"), comm);
            Native.Check(code, "MPI_Scatterv");
        }
    }

    /// <summary>
    /// Combines the values of the processes of the other group at the root (MPI_Reduce). Collective: every process of both groups must call this.
    /// </summary>
    /// <returns>The result at the root; this process's own value elsewhere.</returns>
    /// <exception cref="MpiException">No such root, MPI cannot reduce the type, or the library failed.</exception>
    public T Reduce<T>(T value, Operation<T> op, int root)
        where T : unmanaged
    {
        T result = value;
        Reduce(new ReadOnlySpan<T>(in value), op, root, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Combines the values of the processes of the other group, element by element, at the root (MPI_Reduce). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to combine; elsewhere unused, may be empty.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room, of the exact size, for the result; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, MPI cannot reduce the type, or the library failed.</exception>
    public void Reduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        int count = root == Root ? outValues.Length : inValues.Length;
        fixed (T* input = inValues, output = outValues)
        {
            int code = MpiFunctions.Reduce(PartLayout.Some(input), PartLayout.Some(output), count, Datatypes.Unit<T>(), op.Handle, RootRank(root, "MPI_Reduce"), comm);
            Native.Check(code, "MPI_Reduce");
        }
    }
}
