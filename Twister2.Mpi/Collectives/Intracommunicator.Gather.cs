using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.5, gather of equally many values.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Brings the values of every process to the root, one after the other in the order of ranks (MPI_Gather). Collective: every process
    /// must call this with the same root and length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for Size times as many; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, lengths differ, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged => GatherRaw(inValues, root, outValues);

    /// <summary>
    /// Brings the values of every process to the root, where its own already lie in their place (MPI_Gather, MPI_IN_PLACE). Collective:
    /// every process must call this with the same root.
    /// </summary>
    /// <param name="values">At the root Size parts of equal length, of which its own is given; elsewhere this process's part.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <exception cref="MpiException">No such root, the root's values are not Size parts, lengths differ, or the library failed.</exception>
    public void GatherInPlace<T>(Span<T> values, int root)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            GatherInPlaceNative<T>(data, values.Length, root, null);
    }

    /// <summary>
    /// Starts to bring the values of every process to the root (MPI_Igather). Collective: every process must call this with the same root
    /// and length. Both memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for Size times as many; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, lengths differ, or the library failed.</exception>
    public Request ImmediateGatherFlattened<T>(ReadOnlyMemory<T> inValues, int root, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        GatherNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Igather", request);
    }

    /// <summary>
    /// Starts to bring the values of every process to the root, where its own already lie in their place (MPI_Igather, MPI_IN_PLACE).
    /// Collective: every process must call this with the same root. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">At the root Size parts of equal length, of which its own is given; elsewhere this process's part.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <exception cref="MpiException">No such root, the root's values are not Size parts, lengths differ, or the library failed.</exception>
    public Request ImmediateGatherInPlace<T>(Memory<T> values, int root)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        GatherInPlaceNative<T>(call.Output, values.Length, root, &request);
        return call.Started("MPI_Igather", request);
    }

    private void GatherRaw<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            GatherNative<T>(input, inValues.Length, output, outValues.Length, root, null);
    }

    private void GatherInPlaceNative<T>(void* data, int length, int root, nint* request)
    {
        if (Rank == root)
            GatherNative<T>(InPlace, EvenPart(length, "MPI_Gather"), data, length, root, request);
        else
            GatherNative<T>(data, length, null, 0, root, request);
    }

    private void GatherNative<T>(void* input, int length, void* output, int room, int root, nint* request)
    {
        string function = request == null ? "MPI_Gather" : "MPI_Igather";
        nint comm = Handle;
        CheckRoot(root, function);
        if (Rank == root)
            CheckRoom(room, (long)length * Size, function);
        nint type = Datatypes.For<T>(length, out int count);
        int code = request == null
            ? MpiFunctions.Gather(input, count, type, output, count, type, root, comm)
            : MpiFunctions.Igather(input, count, type, output, count, type, root, comm, request);
        Native.Check(code, function);
    }
}
