using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.5 between two groups, gather of values as they lie in memory.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>
    /// Brings the values of every process of the other group to the root (MPI_Gather). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room, of the exact size, for as many of each remote rank; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room cannot be split evenly, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged => GatherRaw(inValues, root, outValues);

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
        where T : unmanaged => GatherRaw(inValues, counts, root, outValues);

    /// <summary>
    /// Brings differently many values of the processes of the other group to the root, each rank's to its own place (MPI_Gatherv). Collective: every
    /// process of both groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be empty.</param>
    /// <param name="counts">At the root how many each remote rank gives; elsewhere unused, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="outValues"/> of each remote rank's first value; elsewhere unused. Parts must
    /// not overlap.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">At the root room for all of them; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, the room is too small, or the library failed.</exception>
    public void GatherFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Span<T> outValues)
        where T : unmanaged => GatherRaw(inValues, counts, displacements, root, outValues);

    /// <summary>
    /// Brings however many values of the processes of the other group to the root, which asks for their counts first (MPI_Gather, MPI_Gatherv).
    /// Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">In the other group the values to give; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <returns>At the root all values in the order of remote ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, there are more values than an array can hold, or the library failed.</exception>
    public T[]? GatherFlattened<T>(ReadOnlySpan<T> inValues, int root)
        where T : unmanaged => GatherRaw(inValues, root);

    /// <summary>
    /// Starts to bring the values of every process of the other group to the root (MPI_Igather). Collective: every process of both groups must call
    /// this. Both memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="GatherFlattened{T}(ReadOnlySpan{T}, int, Span{T})"/>
    public Request ImmediateGatherFlattened<T>(ReadOnlyMemory<T> inValues, int root, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        GatherNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Igather", request);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes of the other group to the root (MPI_Igatherv). Collective: every process of both groups
    /// must call this. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <inheritdoc cref="GatherFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, int, Span{T})"/>
    public Request ImmediateGatherFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, int root, Memory<T> outValues)
        where T : unmanaged => ImmediateGatherFlattened(inValues, counts, root == Root ? PartLayout.Places(counts, RemoteSize, "MPI_Igatherv") : [], root, outValues);

    /// <summary>
    /// Starts to bring differently many values of the processes of the other group to the root, each rank's to its own place (MPI_Igatherv). Collective:
    /// every process of both groups must call this. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <inheritdoc cref="GatherFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, ReadOnlySpan{int}, int, Span{T})"/>
    public Request ImmediateGatherFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Memory<T> outValues)
        where T : unmanaged
    {
        if (root == Root)
            PartLayout.CheckParts(counts, displacements, RemoteSize, outValues.Length, "the rooms for the result", "MPI_Igatherv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        GatherNative<T>(call.Input, inValues.Length, call.Output, call.Keep(counts, displacements), root, &request);
        return call.Started("MPI_Igatherv", request);
    }

    private T[]? GatherRaw<T>(ReadOnlySpan<T> inValues, int root)
    {
        int[]? counts = GatherLengths(inValues.Length, root);
        T[]? result = counts is null ? null : new T[PartLayout.Total(counts, RemoteSize, "MPI_Gatherv")];
        GatherRaw(inValues, counts, root, result);
        return result;
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            GatherNative<T>(input, inValues.Length, output, outValues.Length, root, null);
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
    {
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        if (root == Root)
            PartLayout.Fill(counts, places, "MPI_Gatherv");
        GatherRaw(inValues, counts, places, root, outValues);
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int root, Span<T> outValues)
    {
        if (root == Root)
            PartLayout.CheckParts(counts, places, RemoteSize, outValues.Length, "the rooms for the result", "MPI_Gatherv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            GatherNative<T>(input, inValues.Length, output, new Layout(sizes, starts), root, null);
    }

    private void GatherNative<T>(void* input, int length, void* output, int room, int root, nint* request)
    {
        string function = request == null ? "MPI_Gather" : "MPI_Igather";
        nint comm = Handle;
        int nativeRoot = RootRank(root, function);
        nint sendType = Datatypes.For<T>(length, out int sendCount);
        nint recvType = Datatypes.For<T>(root == Root ? PartLayout.Even(room, RemoteSize, function) : 0, out int recvCount);
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Gather(from, sendCount, sendType, to, recvCount, recvType, nativeRoot, comm)
            : MpiFunctions.Igather(from, sendCount, sendType, to, recvCount, recvType, nativeRoot, comm, request);
        Native.Check(code, function);
    }

    private void GatherNative<T>(void* input, int length, void* output, Layout layout, int root, nint* request)
    {
        string function = request == null ? "MPI_Gatherv" : "MPI_Igatherv";
        nint comm = Handle;
        int nativeRoot = RootRank(root, function);
        nint type = Datatypes.Unit<T>();
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Gatherv(from, length, type, to, layout.Counts, layout.Places, type, nativeRoot, comm)
            : MpiFunctions.Igatherv(from, length, type, to, layout.Counts, layout.Places, type, nativeRoot, comm, request);
        Native.Check(code, function);
    }
}
