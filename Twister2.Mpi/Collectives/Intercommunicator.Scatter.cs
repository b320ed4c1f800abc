using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.6 between two groups, scatter of values as they lie in memory.
public sealed unsafe partial class Intercommunicator
{
    /// <summary>
    /// Gives each process of the other group its part of the root's values (MPI_Scatter). Collective: every process of both groups must call this.
    /// </summary>
    /// <param name="inValues">At the root a part for each remote rank, one after the other; elsewhere unused, may be empty.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group room, of the exact size, for the part; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the values cannot be split evenly, or the library failed.</exception>
    public void ScatterFromFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged => ScatterRaw(inValues, root, outValues);

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
        where T : unmanaged => ScatterRaw(inValues, counts, root, outValues);

    /// <summary>
    /// Gives each process of the other group its part, from whatever place, of the root's values (MPI_Scatterv). Collective: every process of both
    /// groups must call this.
    /// </summary>
    /// <param name="inValues">At the root the parts; elsewhere unused, may be empty.</param>
    /// <param name="counts">At the root how many values each remote rank gets; elsewhere unused, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="inValues"/> of each remote rank's first value; elsewhere unused.</param>
    /// <param name="root"><see cref="Root"/> at the root, <see cref="Null"/> beside it, its rank in the other group.</param>
    /// <param name="outValues">In the other group room for the part; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, or the library failed.</exception>
    public void ScatterFromFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Span<T> outValues)
        where T : unmanaged => ScatterRaw(inValues, counts, displacements, root, outValues);

    /// <summary>
    /// Starts to give each process of the other group its part of the root's values (MPI_Iscatter). Collective: every process of both groups must call
    /// this. Both memories must be left alone until the end.
    /// </summary>
    /// <inheritdoc cref="ScatterFromFlattened{T}(ReadOnlySpan{T}, int, Span{T})"/>
    public Request ImmediateScatterFromFlattened<T>(ReadOnlyMemory<T> inValues, int root, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        ScatterNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Iscatter", request);
    }

    /// <summary>
    /// Starts to give each process of the other group its part, of whatever length, of the root's values (MPI_Iscatterv). Collective: every process of
    /// both groups must call this. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <inheritdoc cref="ScatterFromFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, int, Span{T})"/>
    public Request ImmediateScatterFromFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, int root, Memory<T> outValues)
        where T : unmanaged =>
        ImmediateScatterFromFlattened(inValues, counts, root == Root ? PartLayout.Places(counts, RemoteSize, "MPI_Iscatterv") : [], root, outValues);

    /// <summary>
    /// Starts to give each process of the other group its part, from whatever place, of the root's values (MPI_Iscatterv). Collective: every process of
    /// both groups must call this. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <inheritdoc cref="ScatterFromFlattened{T}(ReadOnlySpan{T}, ReadOnlySpan{int}, ReadOnlySpan{int}, int, Span{T})"/>
    public Request ImmediateScatterFromFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Memory<T> outValues)
        where T : unmanaged
    {
        if (root == Root)
            PartLayout.CheckParts(counts, displacements, RemoteSize, inValues.Length, "the values to scatter", "MPI_Iscatterv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        ScatterNative<T>(call.Input, call.Keep(counts, displacements), call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Iscatterv", request);
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ScatterNative<T>(input, inValues.Length, output, outValues.Length, root, null);
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
    {
        Span<int> places = RemoteSize <= PartLayout.OnStack ? stackalloc int[RemoteSize] : new int[RemoteSize];
        if (root == Root)
            PartLayout.Fill(counts, places, "MPI_Scatterv");
        ScatterRaw(inValues, counts, places, root, outValues);
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int root, Span<T> outValues)
    {
        if (root == Root)
            PartLayout.CheckParts(counts, places, RemoteSize, inValues.Length, "the values to scatter", "MPI_Scatterv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            ScatterNative<T>(input, new Layout(sizes, starts), output, outValues.Length, root, null);
    }

    private void ScatterNative<T>(void* input, int length, void* output, int room, int root, nint* request)
    {
        string function = request == null ? "MPI_Scatter" : "MPI_Iscatter";
        nint comm = Handle;
        int nativeRoot = RootRank(root, function);
        nint sendType = Datatypes.For<T>(root == Root ? PartLayout.Even(length, RemoteSize, function) : 0, out int sendCount);
        nint recvType = Datatypes.For<T>(room, out int recvCount);
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Scatter(from, sendCount, sendType, to, recvCount, recvType, nativeRoot, comm)
            : MpiFunctions.Iscatter(from, sendCount, sendType, to, recvCount, recvType, nativeRoot, comm, request);
        Native.Check(code, function);
    }

    private void ScatterNative<T>(void* input, Layout layout, void* output, int room, int root, nint* request)
    {
        string function = request == null ? "MPI_Scatterv" : "MPI_Iscatterv";
        nint comm = Handle;
        int nativeRoot = RootRank(root, function);
        nint type = Datatypes.Unit<T>();
        void* from = PartLayout.Some(input);
        void* to = PartLayout.SomeOther(output);
        int code = request == null
            ? MpiFunctions.Scatterv(from, layout.Counts, layout.Places, type, to, room, type, nativeRoot, comm)
            : MpiFunctions.Iscatterv(from, layout.Counts, layout.Places, type, to, room, type, nativeRoot, comm, request);
        Native.Check(code, function);
    }
}
