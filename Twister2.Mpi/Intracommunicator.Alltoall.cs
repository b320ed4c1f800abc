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
        where T : unmanaged
    {
        CheckSame(values.Length, Size, "values, one for each rank", "MPI_Alltoall");
        var result = new T[Size];
        Alltoall(values, result);
        return result;
    }

    /// <summary>
    /// Gives part i of the values to rank i, and gets as long a part from each rank (MPI_Alltoall). Collective: every process must call this
    /// with the same length.
    /// </summary>
    /// <param name="inValues">Size parts of equal length, one after the other.</param>
    /// <param name="outValues">Room for as many values.</param>
    /// <exception cref="MpiException">The values cannot be split evenly, the room is too small, or the library failed.</exception>
    public void Alltoall<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        if (inValues.Length % Size != 0)
            throw new MpiException(ErrorClass.Count, "MPI_Alltoall", $"{inValues.Length} values cannot be split evenly over {Size} ranks");
        CheckRoom(outValues.Length, inValues.Length, "MPI_Alltoall");
        nint type = Datatypes.For<T>(inValues.Length / Size, out int count);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Alltoall(input, count, type, output, count, type, comm), "MPI_Alltoall");
    }

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
        where T : unmanaged
    {
        nint comm = Handle;
        Span<int> sendPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        Span<int> recvPlaces = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        int sent = FillPlaces(sendCounts, sendPlaces, "MPI_Alltoallv");
        if (inValues.Length < sent)
            CheckSame(inValues.Length, sent, "values to send", "MPI_Alltoallv");
        CheckRoom(outValues.Length, FillPlaces(recvCounts, recvPlaces, "MPI_Alltoallv"), "MPI_Alltoallv");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sendSizes = sendCounts, sendStarts = sendPlaces, recvSizes = recvCounts, recvStarts = recvPlaces)
        {
            int code = MpiFunctions.Alltoallv(input, sendSizes, sendStarts, type, output, recvSizes, recvStarts, type, comm);
            Native.Check(code, "MPI_Alltoallv");
        }
    }

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
        where T : unmanaged
    {
        recvCounts = Alltoall(sendCounts);
        var result = new T[Total(recvCounts, "MPI_Alltoallv")];
        AlltoallFlattened(inValues, sendCounts, recvCounts, result);
        return result;
    }
}
