using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.7, gather to all.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Brings the values of every process to all, one after the other in the order of ranks (MPI_Allgather). Collective: every process must
    /// call this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="outValues">Room for Size times as many.</param>
    /// <exception cref="MpiException">The room is too small, lengths differ, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, outValues);

    /// <summary>
    /// Brings differently many values of the processes to all, one after the other in the order of ranks (MPI_Allgatherv). Collective:
    /// every process must call this with the same counts.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, counts, outValues);

    /// <summary>
    /// Brings differently many values of the processes to all, each rank's to its own place (MPI_Allgatherv). Collective: every process must
    /// call this with the same counts.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="displacements">The index in <paramref name="outValues"/> of each rank's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, Span<T> outValues)
        where T : unmanaged => AllgatherRaw(inValues, counts, displacements, outValues);

    /// <summary>
    /// Brings however many values of the processes to all, asking for their counts first (MPI_Allgather, MPI_Allgatherv). Collective: every
    /// process must call this.
    /// </summary>
    /// <returns>All values in the order of ranks.</returns>
    /// <exception cref="MpiException">There are more values than an array can hold, or the library failed.</exception>
    public T[] AllgatherFlattened<T>(ReadOnlySpan<T> inValues)
        where T : unmanaged => AllgatherRaw(inValues);

    /// <summary>
    /// Brings the values of every process to all, where each one's own already lie in their place (MPI_Allgather, MPI_IN_PLACE). Collective:
    /// every process must call this with the same length.
    /// </summary>
    /// <param name="values">Size parts of equal length, of which part Rank is given.</param>
    /// <exception cref="MpiException">The values are not Size parts, lengths differ, or the library failed.</exception>
    public void AllgatherInPlace<T>(Span<T> values)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            AllgatherNative<T>(InPlace, EvenPart(values.Length, "MPI_Allgather"), data, values.Length, null);
    }

    /// <summary>
    /// Brings differently many values of the processes to all, where each one's own already lie in their place (MPI_Allgatherv,
    /// MPI_IN_PLACE). Collective: every process must call this with the same counts.
    /// </summary>
    /// <param name="values">The parts, one after the other in the order of ranks, of which part Rank is given.</param>
    /// <param name="counts">How many values each part has.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherInPlace<T>(Span<T> values, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Allgatherv"), "MPI_Allgatherv");
        fixed (byte* data = &Raw.First<T>(values))
        fixed (int* sizes = counts, starts = places)
            AllgatherNative<T>(InPlace, 0, data, new Layout(sizes, starts), null);
    }

    private T[] AllgatherRaw<T>(ReadOnlySpan<T> inValues)
    {
        int[] counts = Allgather(inValues.Length);
        var result = new T[Total(counts, "MPI_Allgatherv")];
        AllgatherRaw(inValues, counts, result);
        return result;
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AllgatherNative<T>(input, inValues.Length, output, outValues.Length, null);
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        FillPlaces(counts, places, "MPI_Allgatherv");
        AllgatherRaw(inValues, counts, places, outValues);
    }

    private void AllgatherRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> places, Span<T> outValues)
    {
        CheckGather(inValues.Length, counts, places, outValues.Length, "MPI_Allgatherv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sizes = counts, starts = places)
            AllgatherNative<T>(input, inValues.Length, output, new Layout(sizes, starts), null);
    }

    private void AllgatherNative<T>(void* input, int length, void* output, int room, nint* request)
    {
        string function = request == null ? "MPI_Allgather" : "MPI_Iallgather";
        nint comm = Handle;
        CheckRoom(room, (long)length * Size, function);
        nint type = Datatypes.For<T>(length, out int count);
        int code = request == null
            ? MpiFunctions.Allgather(input, count, type, output, count, type, comm)
            : MpiFunctions.Iallgather(input, count, type, output, count, type, comm, request);
        Native.Check(code, function);
    }

    private void AllgatherNative<T>(void* input, int length, void* output, Layout layout, nint* request)
    {
        string function = request == null ? "MPI_Allgatherv" : "MPI_Iallgatherv";
        nint comm = Handle;
        nint type = Datatypes.Unit<T>();
        int code = request == null
            ? MpiFunctions.Allgatherv(input, length, type, output, layout.Counts, layout.Places, type, comm)
            : MpiFunctions.Iallgatherv(input, length, type, output, layout.Counts, layout.Places, type, comm, request);
        Native.Check(code, function);
    }
}
