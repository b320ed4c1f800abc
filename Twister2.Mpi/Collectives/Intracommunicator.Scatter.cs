using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.6, scatter of equally many values.
public unsafe partial class Intracommunicator
{
    /// <summary>Gives each process one of the root's values (MPI_Scatter). Collective: every process must call this with the same root.</summary>
    /// <param name="values">At the root one value for each rank; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>The value for this process.</returns>
    /// <exception cref="MpiException">No such root, not one value for each rank, or the library failed.</exception>
    public T Scatter<T>(ReadOnlySpan<T> values, int root)
        where T : unmanaged => ScatterRaw(values, root);

    /// <summary>
    /// Gives each process its part of the root's values (MPI_Scatter). Collective: every process must call this with the same root and
    /// length of <paramref name="outValues"/>.
    /// </summary>
    /// <param name="inValues">At the root Size times as many values as each process gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for this process's part.</param>
    /// <exception cref="MpiException">No such root, too few values, lengths differ, or the library failed.</exception>
    public void ScatterFromFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged => ScatterRaw(inValues, root, outValues);

    /// <summary>
    /// Gives each process its part of the root's values; the root's own stays where it is (MPI_Scatter, MPI_IN_PLACE). Collective: every process
    /// must call this with the same root.
    /// </summary>
    /// <param name="values">At the root Size parts of equal length; elsewhere room for this process's part.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, the root's values are not Size parts, lengths differ, or the library failed.</exception>
    public void ScatterInPlace<T>(Span<T> values, int root)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            ScatterInPlaceNative<T>(data, values.Length, root, null);
    }

    /// <summary>
    /// Starts to give each process its part of the root's values (MPI_Iscatter). Collective: every process must call this with the same root
    /// and length of <paramref name="outValues"/>. Both memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">At the root Size times as many values as each process gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for this process's part.</param>
    /// <exception cref="MpiException">No such root, too few values, lengths differ, or the library failed.</exception>
    public Request ImmediateScatterFromFlattened<T>(ReadOnlyMemory<T> inValues, int root, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        ScatterNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, root, &request);
        return call.Started("MPI_Iscatter", request);
    }

    /// <summary>
    /// Starts to give each process its part of the root's values; the root's own stays where it is (MPI_Iscatter, MPI_IN_PLACE). Collective:
    /// every process must call this with the same root. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">At the root Size parts of equal length; elsewhere room for this process's part.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <exception cref="MpiException">No such root, the root's values are not Size parts, lengths differ, or the library failed.</exception>
    public Request ImmediateScatterInPlace<T>(Memory<T> values, int root)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        ScatterInPlaceNative<T>(call.Output, values.Length, root, &request);
        return call.Started("MPI_Iscatter", request);
    }

    private T ScatterRaw<T>(ReadOnlySpan<T> values, int root)
    {
        CheckRoot(root, "MPI_Scatter");
        if (Rank == root)
            CheckSame(values.Length, Size, "values, one for each rank", "MPI_Scatter");
        T result = default!;
        ScatterRaw(values, root, new Span<T>(ref result));
        return result;
    }

    private void ScatterRaw<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            ScatterNative<T>(input, inValues.Length, output, outValues.Length, root, null);
    }

    private void ScatterInPlaceNative<T>(void* data, int length, int root, nint* request)
    {
        if (Rank == root)
            ScatterNative<T>(data, length, InPlace, EvenPart(length, "MPI_Scatter"), root, request);
        else
            ScatterNative<T>(null, 0, data, length, root, request);
    }

    private void ScatterNative<T>(void* input, int given, void* output, int length, int root, nint* request)
    {
        string function = request == null ? "MPI_Scatter" : "MPI_Iscatter";
        nint comm = Handle;
        CheckRoot(root, function);
        if (Rank == root && given < (long)length * Size)
            throw new MpiException(ErrorClass.Count, function, $"values to scatter: {given} were given, {(long)length * Size} are needed");
        nint type = Datatypes.For<T>(length, out int count);
        int code = request == null
            ? MpiFunctions.Scatter(input, count, type, output, count, type, root, comm)
            : MpiFunctions.Iscatter(input, count, type, output, count, type, root, comm, request);
        Native.Check(code, function);
    }
}
