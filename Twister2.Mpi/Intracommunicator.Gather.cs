using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.5, gather.
public unsafe partial class Intracommunicator
{
    /// <summary>Brings one value of every process to the root (MPI_Gather). Collective: every process must call this with the same root.</summary>
    /// <returns>At the root the values in the order of ranks; null elsewhere.</returns>
    /// <exception cref="MpiException">No such root, or the library failed.</exception>
    public T[]? Gather<T>(T value, int root)
        where T : unmanaged
    {
        T[]? result = Rank == root ? new T[Size] : null;
        GatherFlattened(new ReadOnlySpan<T>(in value), root, result);
        return result;
    }

    /// <summary>
    /// Brings the values of every process to the root, one after the other in the order of ranks (MPI_Gather). Collective: every process
    /// must call this with the same root and length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="root">The rank that gets them all.</param>
    /// <param name="outValues">At the root room for Size times as many; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, lengths differ, or the library failed.</exception>
    public void GatherFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Gather");
        if (Rank == root)
            CheckRoom(outValues.Length, (long)inValues.Length * Size, "MPI_Gather");
        nint type = Datatypes.For<T>(inValues.Length, out int count);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Gather(input, count, type, output, count, type, root, comm), "MPI_Gather");
    }

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
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Gatherv");
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
        {
            CheckRoom(outValues.Length, FillPlaces(counts, places, "MPI_Gatherv"), "MPI_Gatherv");
            CheckSame(inValues.Length, counts[Rank], "the root's own values", "MPI_Gatherv");
        }

        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
        {
            Native.Check(
                MpiFunctions.Gatherv(input, inValues.Length, type, output, sizes, starts, type, root, comm), "MPI_Gatherv");
        }
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
        where T : unmanaged
    {
        int[]? counts = Gather(inValues.Length, root);
        T[]? result = counts is null ? null : new T[Total(counts, "MPI_Gatherv")];
        GatherFlattened(inValues, counts, root, result);
        return result;
    }

    private int Total(ReadOnlySpan<int> counts, string function) => FillPlaces(counts, new int[counts.Length], function);
}
