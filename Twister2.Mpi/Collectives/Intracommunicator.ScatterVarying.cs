using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.6, scatter of differently many values.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives each process its part, of whatever length, of the root's values (MPI_Scatterv). Collective: every process must call this with
    /// the same root.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other in the order of ranks; elsewhere ignored, may be empty.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for exactly this process's part.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, or the library failed.</exception>
    public void ScatterFromFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
        where T : unmanaged => ScatterRaw(inValues, counts, root, outValues);

    /// <summary>
    /// Gives each process its part, from whatever place, of the root's values (MPI_Scatterv). Collective: every process must call this with
    /// the same root.
    /// </summary>
    /// <param name="inValues">At the root the parts; elsewhere ignored, may be empty.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="inValues"/> of each rank's first value; elsewhere ignored.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for exactly this process's part.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, too few values, or the library failed.</exception>
    public void ScatterFromFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Span<T> outValues)
        where T : unmanaged => ScatterRaw(inValues, counts, displacements, root, outValues);

    /// <summary>
    /// Gives each process its part, of whatever length, of the root's values; the root's own stays where it is (MPI_Scatterv, MPI_IN_PLACE).
    /// Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="values">At the root the parts, one after the other in the order of ranks; elsewhere room for exactly this process's part.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, or the library failed.</exception>
    public void ScatterInPlace<T>(Span<T> values, ReadOnlySpan<int> counts, int root)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Scatterv"), "MPI_Scatterv");
        fixed (byte* data = &Raw.First<T>(values))
        fixed (int* sizes = counts, starts = places)
            ScatterInPlaceNative<T>(data, values.Length, new Layout(sizes, starts), root, null);
    }

    /// <summary>
    /// Starts to give each process its part, of whatever length, of the root's values (MPI_Iscatterv). Collective: every process must call
    /// this with the same root. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other in the order of ranks; elsewhere ignored, may be empty.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for exactly this process's part.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, or the library failed.</exception>
    public Request ImmediateScatterFromFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, int root, Memory<T> outValues)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            FillPlaces(counts, places, "MPI_Iscatterv");
        return ImmediateScatterFromFlattened(inValues, counts, places, root, outValues);
    }

    /// <summary>
    /// Starts to give each process its part, from whatever place, of the root's values (MPI_Iscatterv). Collective: every process must call
    /// this with the same root. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <param name="inValues">At the root the parts; elsewhere ignored, may be empty.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="inValues"/> of each rank's first value; elsewhere ignored.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for exactly this process's part.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, too few values, or the library failed.</exception>
    public Request ImmediateScatterFromFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Memory<T> outValues)
        where T : unmanaged
    {
        if (Rank == root)
            CheckScatter(inValues.Length, counts, displacements, outValues.Length, "MPI_Iscatterv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        ScatterNative<T>(call.Input, call.Keep(counts, displacements), call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Iscatterv", request);
    }

    /// <summary>
    /// Starts to give each process its part, of whatever length, of the root's values; the root's own stays where it is (MPI_Iscatterv,
    /// MPI_IN_PLACE). Collective: every process must call this with the same root. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">At the root the parts, one after the other in the order of ranks; elsewhere room for exactly this process's part.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, or the library failed.</exception>
    public Request ImmediateScatterInPlace<T>(Memory<T> values, ReadOnlySpan<int> counts, int root)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Iscatterv"), "MPI_Iscatterv");
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        ScatterInPlaceNative<T>(call.Output, values.Length, call.Keep(counts, places), root, &request);
        return call.Started("MPI_Iscatterv", request);
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            FillPlaces(counts, places, "MPI_Scatterv");
        ScatterRaw(inValues, counts, places, root, outValues);
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int root, Span<T> outValues)
    {
        if (Rank == root)
            CheckScatter(inValues.Length, counts, places, outValues.Length, "MPI_Scatterv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            ScatterNative<T>(input, new Layout(sizes, starts), output, outValues.Length, root, null);
    }

    private void CheckScatter(int given, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int length, string function)
    {
        CheckParts(counts, places, given, "the values to scatter", function);
        CheckSame(length, counts[Rank], "the root's own part", function);
    }

    private void ScatterInPlaceNative<T>(void* data, int length, Layout layout, int root, nint* request)
    {
        if (Rank == root)
            ScatterNative<T>(data, layout, InPlace, 0, root, request);
        else
            ScatterNative<T>(null, layout, data, length, root, request);
    }

    private void ScatterNative<T>(void* input, Layout layout, void* output, int length, int root, nint* request)
    {
        string function = request == null ? "MPI_Scatterv" : "MPI_Iscatterv";
        nint comm = Handle;
        CheckRoot(root, function);
        nint type = Datatypes.Unit<T>();
        int code = request == null
            ? MpiFunctions.Scatterv(input, layout.Counts, layout.Places, type, output, length, type, root, comm)
            : MpiFunctions.Iscatterv(input, layout.Counts, layout.Places, type, output, length, type, root, comm, request);
        Native.Check(code, function);
    }
}
