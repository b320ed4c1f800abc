using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.7, gather to all.
public unsafe partial class Intracommunicator
{
    /// <summary>Brings one value of every process to all (MPI_Allgather). Collective: every process must call this.</summary>
    /// <returns>The values in the order of ranks.</returns>
    /// <exception cref="MpiException">The library failed.</exception>
    public T[] Allgather<T>(T value)
        where T : unmanaged
    {
        var result = new T[Size];
        AllgatherFlattened(new ReadOnlySpan<T>(in value), result);
        return result;
    }

    /// <summary>
    /// Brings the values of every process to all, one after the other in the order of ranks (MPI_Allgather). Collective: every process must
    /// call this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="outValues">Room for Size times as many.</param>
    /// <exception cref="MpiException">The room is too small, lengths differ, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoom(outValues.Length, (long)inValues.Length * Size, "MPI_Allgather");
        nint type = Datatypes.For<T>(inValues.Length, out int count);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Allgather(input, count, type, output, count, type, comm), "MPI_Allgather");
    }

    /// <summary>
    /// Brings differently many values of the processes to all, one after the other in the order of ranks (MPI_Allgatherv). Collective:
    /// every process must call this with the same counts.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="counts">How many each rank gives.</param>
    /// <param name="outValues">Room for all of them.</param>
    /// <exception cref="MpiException">Counts are wrong, the room is too small, or the library failed.</exception>
    public void AllgatherFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        CheckRoom(outValues.Length, FillPlaces(counts, places, "MPI_Allgatherv"), "MPI_Allgatherv");
        CheckSame(inValues.Length, counts[Rank], "this rank's values", "MPI_Allgatherv");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
        {
            Native.Check(
                MpiFunctions.Allgatherv(input, inValues.Length, type, output, sizes, starts, type, comm), "MPI_Allgatherv");
        }
    }

    /// <summary>
    /// Brings however many values of the processes to all, asking for their counts first (MPI_Allgather, MPI_Allgatherv). Collective: every
    /// process must call this.
    /// </summary>
    /// <returns>All values in the order of ranks.</returns>
    /// <exception cref="MpiException">There are more values than an array can hold, or the library failed.</exception>
    public T[] AllgatherFlattened<T>(ReadOnlySpan<T> inValues)
        where T : unmanaged
    {
        int[] counts = Allgather(inValues.Length);
        var result = new T[Total(counts, "MPI_Allgatherv")];
        AllgatherFlattened(inValues, counts, result);
        return result;
    }
}
