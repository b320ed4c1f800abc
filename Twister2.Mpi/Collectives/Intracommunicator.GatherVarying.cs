using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.5, gather of differently many values.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Brings differently many values of the processes to the root, one after the other in the order of ranks (MPI_Gatherv). Collective:
    /// every process must call this with the same root.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for all of them; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, the room is too small, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
        where T : unmanaged => GatherRaw(inValues, counts, root, outValues);

    /// <summary>
    /// Brings differently many values of the processes to the root, each rank's to its own place (MPI_Gatherv). Collective: every process
    /// must call this with the same root.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="outValues"/> of each rank's first value; elsewhere ignored.
    /// Parts must not overlap.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for all of them; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, the room is too small, or the library failed.</exception>
    public void GatherFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Span<T> outValues)
        where T : unmanaged => GatherRaw(inValues, counts, displacements, root, outValues);

    /// <summary>
    /// Brings differently many values of the processes to the root, where its own already lie in their place (MPI_Gatherv, MPI_IN_PLACE).
    /// Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="values">At the root the parts, one after the other in the order of ranks, of which its own is given; elsewhere this
    /// process's part.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, the room is too small, or the library failed.</exception>
    public void GatherInPlace<T>(Span<T> values, ReadOnlySpan<int> counts, int root)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Gatherv"), "MPI_Gatherv");
        fixed (byte* data = &Raw.First<T>(values))
        fixed (int* sizes = counts, starts = places)
            GatherInPlaceNative<T>(data, values.Length, new Layout(sizes, starts), root, null);
    }

    /// <summary>
    /// Brings however many values of the processes to the root, whose counts it asks for first (MPI_Gather, MPI_Gatherv). Collective:
    /// every process must call this with the same root.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <returns>At the root all values in the order of ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, there are more values than an array can hold, or the library failed.</exception>
    public T[]? GatherFlattened<T>(ReadOnlySpan<T> inValues, int root)
        where T : unmanaged => GatherRaw(inValues, root);

    /// <summary>
    /// Starts to bring differently many values of the processes to the root, one after the other in the order of ranks (MPI_Igatherv).
    /// Collective: every process must call this with the same root. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for all of them; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateGatherFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, int root, Memory<T> outValues)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            FillPlaces(counts, places, "MPI_Igatherv");
        return ImmediateGatherFlattened(inValues, counts, places, root, outValues);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes to the root, each rank's to its own place (MPI_Igatherv). Collective: every
    /// process must call this with the same root. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="displacements">At the root the index in <paramref name="outValues"/> of each rank's first value; elsewhere ignored.
    /// Parts must not overlap.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for all of them; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, counts or places are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateGatherFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root, Memory<T> outValues)
        where T : unmanaged
    {
        if (Rank == root)
            CheckGather(inValues.Length, counts, displacements, outValues.Length, "MPI_Igatherv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        GatherNative<T>(call.Input, inValues.Length, call.Output, call.Keep(counts, displacements), root, &request);
        return call.Started("MPI_Igatherv", request);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes to the root, where its own already lie in their place (MPI_Igatherv,
    /// MPI_IN_PLACE). Collective: every process must call this with the same root. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">At the root the parts, one after the other in the order of ranks, of which its own is given; elsewhere this
    /// process's part.</param>
    /// <param name="counts">At the root how many each rank sends; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateGatherInPlace<T>(Memory<T> values, ReadOnlySpan<int> counts, int root)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Igatherv"), "MPI_Igatherv");
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        GatherInPlaceNative<T>(call.Output, values.Length, call.Keep(counts, places), root, &request);
        return call.Started("MPI_Igatherv", request);
    }

    private T[]? GatherRaw<T>(ReadOnlySpan<T> inValues, int root)
    {
        int[]? counts = Gather(inValues.Length, root);
        T[]? result = counts is null ? null : new T[Total(counts, "MPI_Gatherv")];
        GatherRaw(inValues, counts, root, result);
        return result;
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
            FillPlaces(counts, places, "MPI_Gatherv");
        GatherRaw(inValues, counts, places, root, outValues);
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int root, Span<T> outValues)
    {
        if (Rank == root)
            CheckGather(inValues.Length, counts, places, outValues.Length, "MPI_Gatherv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            GatherNative<T>(input, inValues.Length, output, new Layout(sizes, starts), root, null);
    }

    private void CheckGather(int length, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int room, string function)
    {
        CheckParts(counts, places, room, "the rooms for the result", function);
        CheckSame(length, counts[Rank], "this rank's values", function);
    }

    private void GatherInPlaceNative<T>(void* data, int length, Layout layout, int root, nint* request)
    {
        if (Rank == root)
            GatherNative<T>(InPlace, 0, data, layout, root, request);
        else
            GatherNative<T>(data, length, null, layout, root, request);
    }

    private void GatherNative<T>(void* input, int length, void* output, Layout layout, int root, nint* request)
    {
        string function = request == null ? "MPI_Gatherv" : "MPI_Igatherv";
        nint comm = Handle;
        CheckRoot(root, function);
        nint type = Datatypes.Unit<T>();
        int code = request == null
            ? MpiFunctions.Gatherv(input, length, type, output, layout.Counts, layout.Places, type, root, comm)
            : MpiFunctions.Igatherv(input, length, type, output, layout.Counts, layout.Places, type, root, comm, request);
        Native.Check(code, function);
    }
}
