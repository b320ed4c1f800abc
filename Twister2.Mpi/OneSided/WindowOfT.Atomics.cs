namespace Twister2.Mpi;

// MPI chapter 12.3: atomic operations on one element, which networks do in hardware.
public sealed unsafe partial class Window<T>
{
    /// <summary>
    /// Combines a value with one of a rank's elements, atomically, and returns what that was before; complete when it returns (MPI_Fetch_and_op,
    /// MPI_Win_flush).
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank whose element changes, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="offset">The element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank or element, it is not locked, MPI cannot reduce the type, or the library failed.</exception>
    public T FetchAndOp(T value, int rank, long offset, Operation<T> op)
    {
        const string Function = "MPI_Fetch_and_op";
        nint window = Handle;
        nint operation = WindowOperations.Predefined(op);
        nint type = WindowOperations.Fetchable<T>(Function);
        if (!Begin(rank, offset, 1, Function))
            return default;
        CheckPassive(rank, Function);
        T* places = (T*)Buffers.Reserve(2 * sizeof(T), rank);
        places[0] = value;
        WindowOperations.Fetch<T>(places, places + 1, type, rank, Place(rank, offset), operation, window);
        CompleteNow(rank);
        return places[1];
    }

    /// <summary>
    /// Combines a value with one of a rank's elements, atomically; what that was before is there after the synchronisation (MPI_Fetch_and_op).
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="result">Room for the old element, at the front; to be left alone until the synchronisation.</param>
    /// <param name="rank">The rank whose element changes, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part to be changed.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">There is no room, no such rank or element, no epoch is open for it, MPI cannot reduce the type, or the library
    /// failed.</exception>
    public void FetchAndOp(T value, Memory<T> result, int rank, long offset, Operation<T> op)
    {
        const string Function = "MPI_Fetch_and_op";
        nint window = Handle;
        nint operation = WindowOperations.Predefined(op);
        nint type = WindowOperations.Fetchable<T>(Function);
        WindowOperations.CheckRoom(result.Length, Function);
        if (!Begin(rank, offset, 1, Function))
            return;
        void* origin = Copy(new ReadOnlySpan<T>(in value), rank);
        void* room = Buffers.Pin<T>(result, rank);
        WindowOperations.Fetch<T>(origin, room, type, rank, Place(rank, offset), operation, window);
    }

    /// <summary>
    /// Writes a value into one of a rank's elements if that is equal to another, atomically, and returns what it was before; complete when it
    /// returns (MPI_Compare_and_swap, MPI_Win_flush).
    /// </summary>
    /// <param name="value">What is written.</param>
    /// <param name="comparand">What the element must be for that.</param>
    /// <param name="rank">The rank whose element may change, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="offset">The element of its part.</param>
    /// <exception cref="MpiException">No such rank or element, it is not locked, the type is no integer, or the library failed.</exception>
    public T CompareAndSwap(T value, T comparand, int rank, long offset)
    {
        const string Function = "MPI_Compare_and_swap";
        nint window = Handle;
        nint type = WindowOperations.Comparable<T>(Function);
        if (!Begin(rank, offset, 1, Function))
            return default;
        CheckPassive(rank, Function);
        T* places = (T*)Buffers.Reserve(3 * sizeof(T), rank);
        places[0] = value;
        places[1] = comparand;
        WindowOperations.Swap(places, places + 2, type, rank, Place(rank, offset), window);
        CompleteNow(rank);
        return places[2];
    }

    /// <summary>
    /// Writes a value into one of a rank's elements if that is equal to another, atomically; what it was before is there after the synchronisation
    /// (MPI_Compare_and_swap).
    /// </summary>
    /// <param name="value">What is written.</param>
    /// <param name="comparand">What the element must be for that.</param>
    /// <param name="result">Room for the old element, at the front; to be left alone until the synchronisation.</param>
    /// <param name="rank">The rank whose element may change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="offset">The element of its part.</param>
    /// <exception cref="MpiException">There is no room, no such rank or element, no epoch is open for it, the type is no integer, or the library
    /// failed.</exception>
    public void CompareAndSwap(T value, T comparand, Memory<T> result, int rank, long offset)
    {
        const string Function = "MPI_Compare_and_swap";
        nint window = Handle;
        nint type = WindowOperations.Comparable<T>(Function);
        WindowOperations.CheckRoom(result.Length, Function);
        if (!Begin(rank, offset, 1, Function))
            return;
        T* places = (T*)Copy([value, comparand], rank);
        void* room = Buffers.Pin<T>(result, rank);
        WindowOperations.Swap(places, room, type, rank, Place(rank, offset), window);
    }
}
