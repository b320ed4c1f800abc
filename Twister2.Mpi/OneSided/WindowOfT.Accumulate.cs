namespace Twister2.Mpi;

// MPI chapter 12.3, accumulates: atomic for each element, and in the order of the calls.
public sealed unsafe partial class Window<T>
{
    /// <summary>
    /// Combines values with a rank's elements, each atomically; the values must not change until the synchronisation (MPI_Accumulate).
    /// </summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank or elements, no epoch is open for it, MPI cannot reduce the type, or the library failed.</exception>
    public void Accumulate(ReadOnlyMemory<T> values, int rank, long offset, Operation<T> op)
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        if (Begin(rank, offset, values.Length, "MPI_Accumulate"))
            WindowOperations.Accumulate(Buffers.Pin(values, rank), values.Length, rank, Place(rank, offset), op, window);
    }

    /// <summary>Combines a copy of values with a rank's elements, each atomically (MPI_Accumulate).</summary>
    /// <param name="values">The values, which can be used again at once; may be empty.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank or elements, no epoch is open for it, MPI cannot reduce the type, or the library failed.</exception>
    public void Accumulate(ReadOnlySpan<T> values, int rank, long offset, Operation<T> op)
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        if (Begin(rank, offset, values.Length, "MPI_Accumulate"))
            WindowOperations.Accumulate(Copy(values, rank), values.Length, rank, Place(rank, offset), op, window);
    }

    /// <summary>Combines a value with one of a rank's elements, atomically (MPI_Accumulate).</summary>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank whose element changes, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank or element, no epoch is open for it, MPI cannot reduce the type, or the library failed.</exception>
    public void Accumulate(T value, int rank, long offset, Operation<T> op) => Accumulate(new ReadOnlySpan<T>(in value), rank, offset, op);

    /// <summary>
    /// Combines values with a rank's elements and reads what those were before, each atomically (MPI_Get_accumulate). Both memories must be left
    /// alone until the synchronisation.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="results">Room for the old elements, as many as values, apart from them.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">The lengths differ, the memories overlap, no such rank or elements, no epoch is open for it, MPI cannot reduce
    /// the type, or the library failed.</exception>
    public void GetAccumulate(ReadOnlyMemory<T> values, Memory<T> results, int rank, long offset, Operation<T> op)
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        WindowOperations.CheckResults(values.Span, results.Span, "MPI_Get_accumulate");
        if (Begin(rank, offset, results.Length, "MPI_Get_accumulate"))
            WindowOperations.GetAccumulate(Buffers.Pin(values, rank), Buffers.Pin<T>(results, rank), results.Length, rank, Place(rank, offset), op, window);
    }

    /// <summary>
    /// Combines a copy of values with a rank's elements and reads what those were before, each atomically (MPI_Get_accumulate). The results are there
    /// after the synchronisation.
    /// </summary>
    /// <param name="values">The values, which can be used again at once.</param>
    /// <param name="results">Room for the old elements, as many as values.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">The lengths differ, no such rank or elements, no epoch is open for it, MPI cannot reduce the type, or the
    /// library failed.</exception>
    public void GetAccumulate(ReadOnlySpan<T> values, Memory<T> results, int rank, long offset, Operation<T> op)
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        WindowOperations.CheckResults(values.Length, results.Length, "MPI_Get_accumulate");
        if (Begin(rank, offset, results.Length, "MPI_Get_accumulate"))
            WindowOperations.GetAccumulate(Copy(values, rank), Buffers.Pin<T>(results, rank), results.Length, rank, Place(rank, offset), op, window);
    }

    /// <summary>Like <see cref="Accumulate(ReadOnlyMemory{T}, int, long, Operation{T})"/>, with a request for the moment from which on the values may
    /// change again (MPI_Raccumulate).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank whose elements change, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank or elements, it is not locked, MPI cannot reduce the type, or the library failed.</exception>
    public Request Raccumulate(ReadOnlyMemory<T> values, int rank, long offset, Operation<T> op)
    {
        _ = Handle;
        WindowOperations.Predefined(op);
        int target = BeginRequest(rank, offset, values.Length, "MPI_Raccumulate");
        return WindowOperations.Raccumulate(values, target, Place(rank, offset), op, this);
    }

    /// <summary>Like <see cref="GetAccumulate(ReadOnlyMemory{T}, Memory{T}, int, long, Operation{T})"/>, with a request whose end says that the results are
    /// there (MPI_Rget_accumulate).</summary>
    /// <param name="values">The values.</param>
    /// <param name="results">Room for the old elements, as many as values, apart from them.</param>
    /// <param name="rank">The rank whose elements change, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">The lengths differ, the memories overlap, no such rank or elements, it is not locked, MPI cannot reduce the type,
    /// or the library failed.</exception>
    public Request RgetAccumulate(ReadOnlyMemory<T> values, Memory<T> results, int rank, long offset, Operation<T> op)
    {
        const string Function = "MPI_Rget_accumulate";
        _ = Handle;
        WindowOperations.Predefined(op);
        WindowOperations.CheckResults(values.Span, results.Span, Function);
        int target = BeginRequest(rank, offset, results.Length, Function);
        return WindowOperations.RgetAccumulate(values, results, target, Place(rank, offset), op, this);
    }
}
