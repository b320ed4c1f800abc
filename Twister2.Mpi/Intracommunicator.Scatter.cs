using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.6, scatter.
public unsafe partial class Intracommunicator
{
    /// <summary>Gives each process one of the root's values (MPI_Scatter). Collective: every process must call this with the same root.</summary>
    /// <param name="values">At the root one value for each rank; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>The value for this process.</returns>
    /// <exception cref="MpiException">No such root, too few values, or the library failed.</exception>
    public T Scatter<T>(ReadOnlySpan<T> values, int root)
        where T : unmanaged
    {
        T result = default;
        ScatterFlattened(values, root, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Gives each process its part of the root's values (MPI_Scatter). Collective: every process must call this with the same root and
    /// length of <paramref name="outValues"/>.
    /// </summary>
    /// <param name="inValues">At the root Size times as many values as each process gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for this process's part.</param>
    /// <exception cref="MpiException">No such root, too few values, lengths differ, or the library failed.</exception>
    public void ScatterFlattened<T>(ReadOnlySpan<T> inValues, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Scatter");
        if (Rank == root && inValues.Length < (long)outValues.Length * Size)
            CheckSame(inValues.Length, checked(outValues.Length * Size), "values to scatter", "MPI_Scatter");
        nint type = Datatypes.For<T>(outValues.Length, out int count);
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Scatter(input, count, type, output, count, type, root, comm), "MPI_Scatter");
    }

    /// <summary>
    /// Gives each process its part, of whatever length, of the root's values (MPI_Scatterv). Collective: every process must call this with
    /// the same root.
    /// </summary>
    /// <param name="inValues">At the root the parts, one after the other in the order of ranks; elsewhere ignored, may be empty.</param>
    /// <param name="counts">At the root how many values each rank gets; elsewhere ignored, may be empty.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <param name="outValues">Room for exactly this process's part.</param>
    /// <exception cref="MpiException">No such root, counts are wrong, too few values, or the library failed.</exception>
    public void ScatterFlattened<T>(ReadOnlySpan<T> inValues, ReadOnlySpan<int> counts, int root, Span<T> outValues)
        where T : unmanaged
    {
        nint comm = Handle;
        CheckRoot(root, "MPI_Scatterv");
        Span<int> places = Size <= StackRanks ? stackalloc int[Size] : new int[Size];
        if (Rank == root)
        {
            int sum = FillPlaces(counts, places, "MPI_Scatterv");
            if (inValues.Length < sum)
                CheckSame(inValues.Length, sum, "values to scatter", "MPI_Scatterv");
            CheckSame(outValues.Length, counts[Rank], "the root's own part", "MPI_Scatterv");
        }

        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
        fixed (int* sizes = counts, starts = places)
        {
            Native.Check(
                MpiFunctions.Scatterv(input, sizes, starts, type, output, outValues.Length, type, root, comm), "MPI_Scatterv");
        }
    }
}
