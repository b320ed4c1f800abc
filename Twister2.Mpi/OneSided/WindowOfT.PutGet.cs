using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 12.3: put and get.
public sealed unsafe partial class Window<T>
{
    /// <summary>Writes values into a rank's part; they must not change until the synchronisation (MPI_Put).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank that gets them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be written.</param>
    /// <exception cref="MpiException">No such rank or elements, no epoch is open for it, or the library failed.</exception>
    public void Put(ReadOnlyMemory<T> values, int rank, long offset)
    {
        nint window = Handle;
        if (Begin(rank, offset, values.Length, "MPI_Put"))
            WindowOperations.Put<T>(Buffers.Pin(values, rank), values.Length, rank, Place(rank, offset), window);
    }

    /// <summary>Writes a copy of values into a rank's part (MPI_Put).</summary>
    /// <param name="values">The values, which can be used again at once; may be empty.</param>
    /// <param name="rank">The rank that gets them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be written.</param>
    /// <exception cref="MpiException">No such rank or elements, no epoch is open for it, or the library failed.</exception>
    public void Put(ReadOnlySpan<T> values, int rank, long offset)
    {
        nint window = Handle;
        if (Begin(rank, offset, values.Length, "MPI_Put"))
            WindowOperations.Put<T>(Copy(values, rank), values.Length, rank, Place(rank, offset), window);
    }

    /// <summary>Writes a value into a rank's part (MPI_Put).</summary>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank that gets it, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part to be written.</param>
    /// <exception cref="MpiException">No such rank or element, no epoch is open for it, or the library failed.</exception>
    public void Put(T value, int rank, long offset) => Put(new ReadOnlySpan<T>(in value), rank, offset);

    /// <summary>Reads a rank's elements; they are there after the synchronisation, and the room must be left alone until then (MPI_Get).</summary>
    /// <param name="values">Room for the elements; its length says how many.</param>
    /// <param name="rank">The rank that has them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be read.</param>
    /// <exception cref="MpiException">No such rank or elements, no epoch is open for it, or the library failed.</exception>
    public void Get(Memory<T> values, int rank, long offset)
    {
        nint window = Handle;
        if (Begin(rank, offset, values.Length, "MPI_Get"))
            WindowOperations.Get<T>(Buffers.Pin<T>(values, rank), values.Length, rank, Place(rank, offset), window);
    }

    /// <summary>Reads one of a rank's elements; complete when it returns (MPI_Get, MPI_Win_flush).</summary>
    /// <param name="rank">The rank that has it, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="offset">The element of its part to be read.</param>
    /// <exception cref="MpiException">No such rank or element, it is not locked, or the library failed.</exception>
    public T Get(int rank, long offset)
    {
        nint window = Handle;
        if (!Begin(rank, offset, 1, "MPI_Get"))
            return default;
        CheckPassive(rank, "MPI_Get");
        T* value = (T*)Buffers.Reserve(sizeof(T), rank);
        WindowOperations.Get<T>(value, 1, rank, Place(rank, offset), window);
        CompleteNow(rank);
        return *value;
    }

    /// <summary>Like <see cref="Put(ReadOnlyMemory{T}, int, long)"/>, with a request for the moment from which on the values may change again (MPI_Rput).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank that gets them, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be written.</param>
    /// <exception cref="MpiException">No such rank or elements, it is not locked, or the library failed.</exception>
    public Request Rput(ReadOnlyMemory<T> values, int rank, long offset) =>
        Transfer(MpiFunctions.Rput, "MPI_Rput", values, rank, offset);

    /// <summary>Like <see cref="Get(Memory{T}, int, long)"/>, with a request whose end says that the elements are there (MPI_Rget).</summary>
    /// <param name="values">Room for the elements; its length says how many.</param>
    /// <param name="rank">The rank that has them, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The first element of its part to be read.</param>
    /// <exception cref="MpiException">No such rank or elements, it is not locked, or the library failed.</exception>
    public Request Rget(Memory<T> values, int rank, long offset) => Transfer(MpiFunctions.Rget, "MPI_Rget", values, rank, offset);

    private WindowRequest Transfer(
        delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int> start,
        string function,
        ReadOnlyMemory<T> values,
        int rank,
        long offset)
    {
        _ = Handle;
        int target = BeginRequest(rank, offset, values.Length, function);
        return WindowOperations.Start(start, function, values, target, Place(rank, offset), this);
    }

    /// <summary>Checks what an operation with a request needs; returns the library's number of the target.</summary>
    private int BeginRequest(int rank, long offset, int length, string function)
    {
        if (!Begin(rank, offset, length, function))
            return Native.Abi.ProcNull;
        CheckPassive(rank, function);
        return rank;
    }
}
