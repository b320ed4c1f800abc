using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 6.9, reductions. The predefined operations run inside the library.
public unsafe partial class Intracommunicator
{
    /// <summary>Combines every process's value at the root (MPI_Reduce). Collective: every process must call this with the same root.</summary>
    /// <returns>The result at the root; this process's own value elsewhere.</returns>
    /// <exception cref="MpiException">No such root, MPI cannot reduce the type, or the library failed.</exception>
    public T Reduce<T>(T value, Operation<T> op, int root)
        where T : unmanaged
    {
        T result = value;
        Reduce(new ReadOnlySpan<T>(in value), op, root, new Span<T>(ref result));
        return result;
    }

    /// <summary>
    /// Combines the processes' values, element by element, at the root (MPI_Reduce). Collective: every process must call this with the same
    /// root and length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <param name="outValues">At the root room for the result, apart from <paramref name="inValues"/>; elsewhere untouched, may be empty.</param>
    /// <exception cref="MpiException">No such root, the room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void Reduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, int root, Span<T> outValues)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckRoot(root, "MPI_Reduce");
        if (Rank == root)
            CheckRoom(outValues.Length, inValues.Length, "MPI_Reduce");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Reduce(input, output, inValues.Length, type, op.Handle, root, comm), "MPI_Reduce");
    }

    /// <summary>Combines every process's value, and gives the result to all (MPI_Allreduce). Collective: every process must call this.</summary>
    /// <exception cref="MpiException">MPI cannot reduce the type, or the library failed.</exception>
    public T Allreduce<T>(T value, Operation<T> op)
        where T : unmanaged
    {
        Allreduce(new Span<T>(ref value), op);
        return value;
    }

    /// <summary>
    /// Combines the processes' values, element by element, and gives the result to all (MPI_Allreduce). Collective: every process must
    /// call this with the same length.
    /// </summary>
    /// <param name="inValues">This process's values.</param>
    /// <param name="op">How to combine them.</param>
    /// <param name="outValues">Room for the result, apart from <paramref name="inValues"/>.</param>
    /// <exception cref="MpiException">The room is too small, MPI cannot reduce the type, or the library failed.</exception>
    public void Allreduce<T>(ReadOnlySpan<T> inValues, Operation<T> op, Span<T> outValues)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        CheckRoom(outValues.Length, inValues.Length, "MPI_Allreduce");
        nint type = Datatypes.Unit<T>();
        fixed (T* input = inValues, output = outValues)
            Native.Check(MpiFunctions.Allreduce(input, output, inValues.Length, type, op.Handle, comm), "MPI_Allreduce");
    }

    /// <summary>
    /// Combines the processes' values, element by element, in place (MPI_Allreduce, MPI_IN_PLACE). Collective: every process must call this
    /// with the same length.
    /// </summary>
    /// <param name="values">This process's values; the result afterwards.</param>
    /// <param name="op">How to combine them.</param>
    /// <exception cref="MpiException">MPI cannot reduce the type, or the library failed.</exception>
    public void Allreduce<T>(Span<T> values, Operation<T> op)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        nint type = Datatypes.Unit<T>();
        fixed (T* data = values)
        {
            Native.Check(
                MpiFunctions.Allreduce((void*)Native.Abi.InPlace, data, values.Length, type, op.Handle, comm), "MPI_Allreduce");
        }
    }
}
