using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.11, prefix reductions.
public unsafe partial class Intracommunicator
{
    /// <summary>Combines the values of the ranks from 0 up to this one (MPI_Scan). Collective: every process must call this.</summary>
    /// <exception cref="MpiException">MPI cannot reduce the type, or the library failed.</exception>
    public T Scan<T>(T value, Operation<T> op)
        where T : unmanaged
    {
        T result = default;
        Scan(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Combines, element by element, the values of the ranks from 0 up to this one (MPI_Scan). Collective: every process must call this with the
    /// same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void Scan<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => Prefix(MpiFunctions.Scan, "MPI_Scan", inValues, op, outValues);

    /// <summary>Combines the values of the ranks before this one (MPI_Exscan). Collective: every process must call this.</summary>
    /// <returns>The result; on rank 0, which has none before it, the default of <typeparamref name="T"/>.</returns>
    /// <exception cref="MpiException">MPI cannot reduce the type, or the library failed.</exception>
    public T ExclusiveScan<T>(T value, Operation<T> op)
        where T : unmanaged
    {
        T result = default;
        ExclusiveScan(new ReadOnlySpan<T>(in value), op, new Span<T>(ref result));
        return Rank == 0 ? default : result;
    }

    /// <summary>
    /// Combines, element by element, the values of the ranks before this one (MPI_Exscan). Collective: every process must call this with the
    /// same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>; its content on rank 0 has no meaning.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void ExclusiveScan<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged => Prefix(MpiFunctions.Exscan, "MPI_Exscan", inValues, op, outValues);

    private void Prefix<T>(
        delegate* unmanaged<void*, void*, int, nint, nint, nint, int> start,
        string function,
        ReadOnlySpan<T> inValues,
        Operation<T> op,
        Span<T> outValues)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckRoom(outValues.Length, inValues.Length, function);
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
            Native.Check(start(input, output, inValues.Length, type, op.Handle, comm), function);
    }
}
