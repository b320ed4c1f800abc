using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.8, all to all.
public unsafe partial class Intracommunicator
{
    /// <summary>Gives value i to rank i, and gets one value from each rank (MPI_Alltoall). Collective: every process must call this.</summary>
    /// <param name="values">One value for each rank.</param>
    /// <returns>The value of each rank for this one.</returns>
    /// <exception cref="MpiException">There is not one value for each rank, or the library failed.</exception>
    public T[] Alltoall<T>(ReadOnlySpan<T> values)
        where T : unmanaged => AlltoallRaw(values);

    /// <summary>
    /// Gives part i of the values to rank i, and gets as long a part from each rank (MPI_Alltoall). Collective: every process must call this
    /// with the same length.
    /// </summary>
    /// <param name="inValues">Size parts of equal length, one after the other.</param>
    /// <param name="outValues">Room for as many values.</param>
    /// <exception cref="MpiException">The values cannot be split evenly, the room is too small, or the library failed.</exception>
    public void Alltoall<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, outValues);

    /// <summary>
    /// Gives part i of the values to rank i, and puts what rank i gives there (MPI_Alltoall, MPI_IN_PLACE). Collective: every process must
    /// call this with the same length.
    /// </summary>
    /// <param name="values">Size parts of equal length, one after the other.</param>
    /// <exception cref="MpiException">The values cannot be split evenly, or the library failed.</exception>
    public void AlltoallInPlace<T>(Span<T> values)
        where T : unmanaged
    {
        fixed (byte* data = &Raw.First<T>(values))
            AlltoallNative<T>(InPlace, values.Length, data, values.Length, null);
    }

    /// <summary>
    /// Starts to give part i of the values to rank i, and to get as long a part from each rank (MPI_Ialltoall). Collective: every process
    /// must call this with the same length. Both memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">Size parts of equal length, one after the other.</param>
    /// <param name="outValues">Room for as many values.</param>
    /// <exception cref="MpiException">The values cannot be split evenly, the room is too small, or the library failed.</exception>
    public Request ImmediateAlltoall<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AlltoallNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, &request);
        return call.Started("MPI_Ialltoall", request);
    }

    /// <summary>
    /// Starts to give part i of the values to rank i, and to put what rank i gives there (MPI_Ialltoall, MPI_IN_PLACE). Collective: every
    /// process must call this with the same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">Size parts of equal length, one after the other.</param>
    /// <exception cref="MpiException">The values cannot be split evenly, or the library failed.</exception>
    public Request ImmediateAlltoallInPlace<T>(Memory<T> values)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        AlltoallNative<T>(InPlace, values.Length, call.Output, values.Length, &request);
        return call.Started("MPI_Ialltoall", request);
    }

    private T[] AlltoallRaw<T>(ReadOnlySpan<T> values)
    {
        CheckSame(values.Length, Size, "values, one for each rank", "MPI_Alltoall");
        var result = new T[Size];
        AlltoallRaw(values, result);
        return result;
    }

    private void AlltoallRaw<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
    {
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
            AlltoallNative<T>(input, inValues.Length, output, outValues.Length, null);
    }

    private void AlltoallNative<T>(void* input, int length, void* output, int room, nint* request)
    {
        string function = request == null ? "MPI_Alltoall" : "MPI_Ialltoall";
        nint comm = Handle;
        int part = EvenPart(length, function);
        CheckRoom(room, length, function);
        nint type = Datatypes.For<T>(part, out int count);
        int code = request == null
            ? MpiFunctions.Alltoall(input, count, type, output, count, type, comm)
            : MpiFunctions.Ialltoall(input, count, type, output, count, type, comm, request);
        Native.Check(code, function);
    }
}
