using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.12, nonblocking gather to all.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Starts to bring the values of every process to all (MPI_Iallgather). Collective: every process must call this with the same length.
    /// Both memories must be left alone until the end.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="outValues">Room for Size times as many.</param>
    /// <exception cref="MpiException">The room is too small, lengths differ, or the library failed.</exception>
    public Request ImmediateAllgatherFlattened<T>(ReadOnlyMemory<T> inValues, Memory<T> outValues)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AllgatherNative<T>(call.Input, inValues.Length, call.Output, outValues.Length, &request);
        return call.Started("MPI_Iallgather", request);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes to all, one after the other in the order of ranks (MPI_Iallgatherv).
    /// Collective: every process must call this with the same counts. The memories must be left alone until the end; the counts are copied.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateAllgatherFlattened<T>(ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, Memory<T> outValues)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        FillPlaces(counts, places, "MPI_Iallgatherv");
        return ImmediateAllgatherFlattened(inValues, counts, places, outValues);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes to all, each rank's to its own place (MPI_Iallgatherv). Collective: every process
    /// must call this with the same counts. The memories must be left alone until the end; counts and places are copied.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="displacements">The index in <paramref name="outValues"/> of each rank's first value. Parts must not overlap.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts or places are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateAllgatherFlattened<T>(
        ReadOnlyMemory<T> inValues, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, Memory<T> outValues)
        where T : unmanaged
    {
        CheckGather(inValues.Length, counts, displacements, outValues.Length, "MPI_Iallgatherv");
        using var call = CollectiveCall.Of(inValues, outValues);
        nint request = 0;
        AllgatherNative<T>(call.Input, inValues.Length, call.Output, call.Keep(counts, displacements), &request);
        return call.Started("MPI_Iallgatherv", request);
    }

    /// <summary>
    /// Starts to bring the values of every process to all, where each one's own already lie in their place (MPI_Iallgather, MPI_IN_PLACE).
    /// Collective: every process must call this with the same length. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">Size parts of equal length, of which part Rank is given.</param>
    /// <exception cref="MpiException">The values are not Size parts, lengths differ, or the library failed.</exception>
    public Request ImmediateAllgatherInPlace<T>(Memory<T> values)
        where T : unmanaged
    {
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        AllgatherNative<T>(InPlace, EvenPart(values.Length, "MPI_Iallgather"), call.Output, values.Length, &request);
        return call.Started("MPI_Iallgather", request);
    }

    /// <summary>
    /// Starts to bring differently many values of the processes to all, where each one's own already lie in their place (MPI_Iallgatherv,
    /// MPI_IN_PLACE). Collective: every process must call this with the same counts. The memory must be left alone until the end.
    /// </summary>
    /// <param name="values">The parts, one after the other in the order of ranks, of which part Rank is given.</param>
    /// <param name="counts">How many values each part has.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public Request ImmediateAllgatherInPlace<T>(Memory<T> values, ReadOnlySpan<int> counts)
        where T : unmanaged
    {
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        CheckRoom(values.Length, FillPlaces(counts, places, "MPI_Iallgatherv"), "MPI_Iallgatherv");
        using var call = CollectiveCall.Of(values);
        nint request = 0;
        AllgatherNative<T>(InPlace, 0, call.Output, call.Keep(counts, places), &request);
        return call.Started("MPI_Iallgatherv", request);
    }
}
