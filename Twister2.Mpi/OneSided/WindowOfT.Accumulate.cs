using System.Buffers;
using Twister2.Mpi.Interop;

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
        nint operation = Predefined(op);
        if (Begin(rank, offset, values.Length, "MPI_Accumulate"))
            Accumulate(Buffers.Pin(values, rank), values.Length, rank, offset, op, operation, window);
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
        nint operation = Predefined(op);
        if (Begin(rank, offset, values.Length, "MPI_Accumulate"))
            Accumulate(Copy(values, rank), values.Length, rank, offset, op, operation, window);
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
        nint operation = Predefined(op);
        CheckResults(values.Span, results.Span, "MPI_Get_accumulate");
        if (Begin(rank, offset, results.Length, "MPI_Get_accumulate"))
            GetAccumulate(Buffers.Pin(values, rank), results, rank, offset, op, operation, window);
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
        nint operation = Predefined(op);
        CheckResults(values.Length, results.Length, "MPI_Get_accumulate");
        if (Begin(rank, offset, results.Length, "MPI_Get_accumulate"))
            GetAccumulate(Copy(values, rank), results, rank, offset, op, operation, window);
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
        const string Function = "MPI_Raccumulate";
        nint window = Handle;
        nint operation = Predefined(op);
        int target = BeginRequest(rank, offset, values.Length, Function);
        nint type = TypeFor(op, values.Length, out int count);
        nint request = 0;
        var pin = values.Pin();
        int code = MpiFunctions.Raccumulate(pin.Pointer, count, type, target, Place(rank, offset), count, type, operation, window, &request);
        Communicator.ReleaseOnError(code, ref pin, Function);
        return new WindowRequest(Function, request, this, pin);
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
        nint window = Handle;
        nint operation = Predefined(op);
        CheckResults(values.Span, results.Span, Function);
        int target = BeginRequest(rank, offset, results.Length, Function);
        nint type = TypeFor(op, results.Length, out int count);
        nint request = 0;
        var pin = values.Pin();
        MemoryHandle room = results.Pin();
        int code = MpiFunctions.RgetAccumulate(
            pin.Pointer, count, type, room.Pointer, count, type, target, Place(rank, offset), count, type, operation, window, &request);
        if (code != 0)
            room.Dispose();
        Communicator.ReleaseOnError(code, ref pin, Function);
        return new WindowRequest(Function, request, this, pin, room);
    }

    private void Accumulate(void* origin, int length, int rank, long offset, Operation<T> op, nint operation, nint window)
    {
        nint type = TypeFor(op, length, out int count);
        Native.Check(
            MpiFunctions.Accumulate(origin, count, type, rank, Place(rank, offset), count, type, operation, window), "MPI_Accumulate");
    }

    private void GetAccumulate(void* origin, Memory<T> results, int rank, long offset, Operation<T> op, nint operation, nint window)
    {
        nint type = TypeFor(op, results.Length, out int count);
        void* room = Buffers.Pin<T>(results, rank);
        int code = MpiFunctions.GetAccumulate(
            origin, count, type, room, count, type, rank, Place(rank, offset), count, type, operation, window);
        Native.Check(code, "MPI_Get_accumulate");
    }

    /// <summary>What MPI calls the elements: its pairs where they are compared as such, bytes where structs are only replaced or read.</summary>
    private static nint TypeFor(Operation<T> op, int length, out int count)
    {
        if (Datatypes.KindOf<T>() != DatatypeKind.Byte || !op.IsCommutative)
            return Datatypes.For<T>(length, out count);
        count = length;
        return op.Datatype;
    }

    private static nint Predefined(Operation<T> op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (op.Failures is not null)
        {
            throw new MpiException(
                ErrorClass.Operation,
                "MPI_Accumulate",
                "MPI runs an accumulate where the memory is, and so takes its own operations only; no function of the program, and nothing that runs in C#");
        }

        return op.Handle;
    }

    private static void CheckResults(ReadOnlySpan<T> values, Span<T> results, string function)
    {
        CheckResults(values.Length, results.Length, function);
        if (values.Overlaps(results))
            throw new MpiException(ErrorClass.Buffer, function, "the values and the room for the results overlap; MPI needs them apart");
    }

    private static void CheckResults(int values, int results, string function)
    {
        if (values != results)
            throw new MpiException(ErrorClass.Count, function, $"there are {values} values and room for {results} results; MPI needs as many");
    }
}
