using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.8, all to all with parts of different lengths.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Gives each rank its part, of whatever length, and gets one from each (MPI_Alltoallv). Collective: every process must call this, and what
    /// one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of ranks.</param>
    /// <param name="sendCounts">How many values go to each rank.</param>
    /// <param name="recvCounts">How many values come from each rank.</param>
    /// <param name="outValues">Room for all that come, which lie one after the other in the order of ranks.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AlltoallFlattened<T>(
        ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, sendCounts, recvCounts, outValues);

    /// <summary>
    /// Gives each rank its part, from whatever place, and gets one from each to whatever place (MPI_Alltoallv). Collective: every process must
    /// call this, and what one sends another must expect.
    /// </summary>
    /// <param name="inValues">The parts to send.</param>
    /// <param name="sendCounts">How many values go to each rank.</param>
    /// <param name="sendDisplacements">The index in <paramref name="inValues"/> of the first value for each rank.</param>
    /// <param name="recvCounts">How many values come from each rank.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of the first value from each rank. Parts must not overlap.</param>
    /// <param name="outValues">Room for all that come.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public void AlltoallFlattened<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Span<T> outValues)
        where T : unmanaged => AlltoallRaw(inValues, sendCounts, sendDisplacements, recvCounts, recvDisplacements, outValues);

    /// <summary>
    /// Gives each rank its part, and gets one from each, asking for the counts first (MPI_Alltoall, MPI_Alltoallv). Collective: every process
    /// must call this.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of ranks.</param>
    /// <param name="sendCounts">How many values go to each rank.</param>
    /// <param name="recvCounts">How many values came from each rank.</param>
    /// <returns>All that came, in the order of ranks.</returns>
    /// <exception cref="MpiException">Counts are wrong, more comes than an array can hold, or the library failed.</exception>
    public T[] AlltoallFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, out int[] recvCounts)
        where T : unmanaged => AlltoallRaw(inValues, sendCounts, out recvCounts);

    /// <summary>
    /// Gives each rank its part, and puts what that rank gives, which must be as long, there (MPI_Alltoallv, MPI_IN_PLACE). Collective: every
    /// process must call this, and the counts of each two ranks for each other must be the same.
    /// </summary>
    /// <param name="values">The parts, one after the other in the order of ranks.</param>
    /// <param name="counts">How many values go to, and come from, each rank.</param>
    /// <exception cref="MpiException">Counts are wrong, too few values, or the library failed.</exception>
    public void AlltoallInPlace<T>(Span<T> values, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Alltoallv"), "MPI_Alltoallv");
        fixed (byte* data = &Raw.First<T>(values))
        fixed (int* sizes = counts, starts = places)
            AlltoallNative<T>(InPlace, new Layout(sizes, starts), data, new Layout(sizes, starts), null);
    }

    /// <summary>
    /// Starts to give each rank its part, of whatever length, and to get one from each (MPI_Ialltoallv). Collective: every process must call
    /// this. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <param name="inValues">The parts, one after the other in the order of ranks.</param>
    /// <param name="sendCounts">How many values go to each rank.</param>
    /// <param name="recvCounts">How many values come from each rank.</param>
    /// <param name="outValues">Room for all that come, which lie one after the other in the order of ranks.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Memory<T> outValues)
        where T : unmanaged
    {
        Span<int> sendPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        Span<int> recvPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        FillPlaces(sendCounts, sendPlaces, "MPI_Ialltoallv");
        FillPlaces(recvCounts, recvPlaces, "MPI_Ialltoallv");
        return ImmediateAlltoallFlattened(inValues, sendCounts, sendPlaces, recvCounts, recvPlaces, outValues);
    }

    /// <summary>
    /// Starts to give each rank its part, from whatever place, and to get one from each to whatever place (MPI_Ialltoallv). Collective: every
    /// process must call this. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <param name="inValues">The parts to send.</param>
    /// <param name="sendCounts">How many values go to each rank.</param>
    /// <param name="sendDisplacements">The index in <paramref name="inValues"/> of the first value for each rank.</param>
    /// <param name="recvCounts">How many values come from each rank.</param>
    /// <param name="recvDisplacements">The index in <paramref name="outValues"/> of the first value from each rank. Parts must not overlap.</param>
    /// <param name="outValues">Room for all that come.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateAlltoallFlattened<T>(
        ReadOnlyMemory<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendDisplacements,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvDisplacements,
        Memory<T> outValues)
        where T : unmanaged
    {
        CheckParts(sendCounts, sendDisplacements, inValues.Length, "the values to send", "MPI_Ialltoallv");
        CheckParts(recvCounts, recvDisplacements, outValues.Length, "the rooms for the result", "MPI_Ialltoallv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AlltoallNative<T>(
            call.Input, call.Keep(sendCounts, sendDisplacements), call.Output, call.Keep(recvCounts, recvDisplacements), &request);
        return call.Started("MPI_Ialltoallv", request);
    }

    /// <summary>
    /// Starts to give each rank its part, and to put what that rank gives, which must be as long, there (MPI_Ialltoallv, out of
    /// a copy). Collective: every process must call this. The memory must be left alone until the end; the counts are copied.
    /// </summary>
    /// <param name="values">The parts, one after the other in the order of ranks.</param>
    /// <param name="counts">How many values go to, and come from, each rank.</param>
    /// <exception cref="MpiException">Counts are wrong, too few values, or the library failed.</exception>
    public Request ImmediateAlltoallInPlace<T>(Memory<T> values, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        // Not MPI_IN_PLACE: Open MPI 4.1.4 then leaves at once on a rank whose counts are all 0, without using up a tag as the other ranks
        // do, and the next nonblocking collectives of the communicator meet each other's messages.
        CheckRoom(values.Length, Total(counts, "MPI_Ialltoallv"), "MPI_Ialltoallv");
        return ImmediateAlltoallFlattened<T>(values.ToArray(), counts, counts, values);
    }

    private T[] AlltoallRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, out int[] recvCounts)
    {
        recvCounts = AlltoallRaw(sendCounts);
        var result = new T[Total(recvCounts, "MPI_Alltoallv")];
        AlltoallRaw(inValues, sendCounts, recvCounts, result);
        return result;
    }

    private void AlltoallRaw<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> sendCounts, ReadOnlySpan<int> recvCounts, Span<T> outValues)
    {
        Span<int> sendPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        Span<int> recvPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        FillPlaces(sendCounts, sendPlaces, "MPI_Alltoallv");
        FillPlaces(recvCounts, recvPlaces, "MPI_Alltoallv");
        AlltoallRaw(inValues, sendCounts, sendPlaces, recvCounts, recvPlaces, outValues);
    }

    private void AlltoallRaw<T>(
        ReadOnlySpan<T> inValues,
        ReadOnlySpan<int> sendCounts,
        ReadOnlySpan<int> sendPlaces,
        ReadOnlySpan<int> recvCounts,
        ReadOnlySpan<int> recvPlaces,
        Span<T> outValues)
    {
        CheckParts(sendCounts, sendPlaces, inValues.Length, "the values to send", "MPI_Alltoallv");
        CheckParts(recvCounts, recvPlaces, outValues.Length, "the rooms for the result", "MPI_Alltoallv");
        fixed (byte* input = &Raw.First(inValues), output = &Raw.First<T>(outValues))
        fixed (int* sendSizes = sendCounts, sendStarts = sendPlaces, recvSizes = recvCounts, recvStarts = recvPlaces)
            AlltoallNative<T>(input, new Layout(sendSizes, sendStarts), output, new Layout(recvSizes, recvStarts), null);
    }

    private void AlltoallNative<T>(void* input, Layout send, void* output, Layout receive, nint* request)
    {
        string function = request == null ? "MPI_Alltoallv" : "MPI_Ialltoallv";
        nint comm = Handle;
        nint type = Datatypes.Unit<T>();
        int code = request == null
            ? MpiFunctions.Alltoallv(input, send.Counts, send.Places, type, output, receive.Counts, receive.Places, type, comm)
            : MpiFunctions.Ialltoallv(input, send.Counts, send.Places, type, output, receive.Counts, receive.Places, type, comm, request);
        Native.Check(code, function);
    }
}
