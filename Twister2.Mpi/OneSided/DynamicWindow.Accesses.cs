namespace Twister2.Mpi;

// MPI chapter 12.3 on attached memory: put, get, and what is combined atomically, element by element.
public sealed unsafe partial class DynamicWindow
{
    /// <summary>Writes values into a rank's attached memory; they must not change until the synchronisation (MPI_Put).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank that gets them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, no epoch is open for it, the library failed, or this process has no such memory attached.</exception>
    public void Put<T>(ReadOnlyMemory<T> values, int rank, nint address)
        where T : unmanaged
    {
        nint window = Handle;
        if (Begin(rank, address, Bytes<T>(values.Length), "MPI_Put"))
            WindowOperations.Put<T>(Buffers.Pin(values, rank), values.Length, rank, address, window);
    }

    /// <inheritdoc cref="Put{T}(ReadOnlyMemory{T}, int, nint)"/>
    public void Put<T>(Memory<T> values, int rank, nint address)
        where T : unmanaged => Put((ReadOnlyMemory<T>)values, rank, address);

    /// <summary>Writes a copy of values, which can be used again at once, into a rank's attached memory (MPI_Put).</summary>
    /// <inheritdoc cref="Put{T}(ReadOnlyMemory{T}, int, nint)"/>
    public void Put<T>(ReadOnlySpan<T> values, int rank, nint address)
        where T : unmanaged
    {
        nint window = Handle;
        if (Begin(rank, address, Bytes<T>(values.Length), "MPI_Put"))
            WindowOperations.Put<T>(Copy(values, rank), values.Length, rank, address, window);
    }

    /// <summary>Writes a value into a rank's attached memory (MPI_Put).</summary>
    /// <inheritdoc cref="Put{T}(ReadOnlyMemory{T}, int, nint)"/>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank that gets it, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank.</param>
    public void Put<T>(T value, int rank, nint address)
        where T : unmanaged => Put(new ReadOnlySpan<T>(in value), rank, address);

    /// <summary>Reads elements of a rank's attached memory; they are there after the synchronisation, and the room must be left alone until then (MPI_Get).</summary>
    /// <param name="values">Room for the elements; its length says how many.</param>
    /// <param name="rank">The rank that has them, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, no epoch is open for it, the library failed, or this process has no such memory attached.</exception>
    public void Get<T>(Memory<T> values, int rank, nint address)
        where T : unmanaged
    {
        nint window = Handle;
        if (Begin(rank, address, Bytes<T>(values.Length), "MPI_Get"))
            WindowOperations.Get<T>(Buffers.Pin<T>(values, rank), values.Length, rank, address, window);
    }

    /// <summary>Reads an element of a rank's attached memory; complete when it returns (MPI_Get, MPI_Win_flush).</summary>
    /// <param name="rank">The rank that has it, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, the library failed, or this process has no such memory attached.</exception>
    public T Get<T>(int rank, nint address)
        where T : unmanaged
    {
        nint window = Handle;
        if (!Begin(rank, address, sizeof(T), "MPI_Get"))
            return default;
        CheckPassive(rank, "MPI_Get");
        T* value = (T*)Buffers.Reserve(sizeof(T), rank);
        WindowOperations.Get<T>(value, 1, rank, address, window);
        CompleteNow(rank);
        return *value;
    }

    /// <summary>
    /// Combines values with elements of a rank's attached memory, each atomically; the values must not change until the synchronisation (MPI_Accumulate).
    /// </summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank, no epoch is open for it, MPI cannot reduce the type, the library failed, or this process has no such
    /// memory attached.</exception>
    public void Accumulate<T>(ReadOnlyMemory<T> values, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        if (Begin(rank, address, Bytes<T>(values.Length), "MPI_Accumulate"))
            WindowOperations.Accumulate(Buffers.Pin(values, rank), values.Length, rank, address, op, window);
    }

    /// <inheritdoc cref="Accumulate{T}(ReadOnlyMemory{T}, int, nint, Operation{T})"/>
    public void Accumulate<T>(Memory<T> values, int rank, nint address, Operation<T> op)
        where T : unmanaged => Accumulate((ReadOnlyMemory<T>)values, rank, address, op);

    /// <summary>Combines a copy of values with elements of a rank's attached memory, each atomically (MPI_Accumulate).</summary>
    /// <inheritdoc cref="Accumulate{T}(ReadOnlyMemory{T}, int, nint, Operation{T})"/>
    public void Accumulate<T>(ReadOnlySpan<T> values, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        if (Begin(rank, address, Bytes<T>(values.Length), "MPI_Accumulate"))
            WindowOperations.Accumulate(Copy(values, rank), values.Length, rank, address, op, window);
    }

    /// <summary>Combines a value with an element of a rank's attached memory, atomically (MPI_Accumulate).</summary>
    /// <inheritdoc cref="Accumulate{T}(ReadOnlyMemory{T}, int, nint, Operation{T})"/>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank whose element changes, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    public void Accumulate<T>(T value, int rank, nint address, Operation<T> op)
        where T : unmanaged => Accumulate(new ReadOnlySpan<T>(in value), rank, address, op);

    /// <summary>
    /// Combines values with elements of a rank's attached memory and reads what those were before, each atomically (MPI_Get_accumulate). Both memories must
    /// be left alone until the synchronisation.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="results">Room for the old elements, as many as values, apart from them.</param>
    /// <param name="rank">The rank whose elements change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">The lengths differ, the memories overlap, no such rank, no epoch is open for it, MPI cannot reduce the type, the
    /// library failed, or this process has no such memory attached.</exception>
    public void GetAccumulate<T>(ReadOnlyMemory<T> values, Memory<T> results, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        nint window = Handle;
        WindowOperations.Predefined(op);
        WindowOperations.CheckResults(values.Span, results.Span, "MPI_Get_accumulate");
        if (Begin(rank, address, Bytes<T>(results.Length), "MPI_Get_accumulate"))
            WindowOperations.GetAccumulate(Buffers.Pin(values, rank), Buffers.Pin<T>(results, rank), results.Length, rank, address, op, window);
    }

    /// <summary>
    /// Combines a value with an element of a rank's attached memory, atomically, and returns what that was before; complete when it returns
    /// (MPI_Fetch_and_op, MPI_Win_flush).
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="rank">The rank whose element changes, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, MPI cannot reduce the type, the library failed, or this process has no such memory
    /// attached.</exception>
    public T FetchAndOp<T>(T value, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        const string Function = "MPI_Fetch_and_op";
        nint window = Handle;
        nint operation = WindowOperations.Predefined(op);
        nint type = WindowOperations.Fetchable<T>(Function);
        if (!Begin(rank, address, sizeof(T), Function))
            return default;
        CheckPassive(rank, Function);
        T* places = (T*)Buffers.Reserve(2 * sizeof(T), rank);
        places[0] = value;
        WindowOperations.Fetch<T>(places, places + 1, type, rank, address, operation, window);
        CompleteNow(rank);
        return places[1];
    }

    /// <summary>
    /// Combines a value with an element of a rank's attached memory, atomically; what that was before is there after the synchronisation
    /// (MPI_Fetch_and_op).
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="result">Room for the old element, at the front; to be left alone until the synchronisation.</param>
    /// <param name="rank">The rank whose element changes, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">There is no room, no such rank, no epoch is open for it, MPI cannot reduce the type, the library failed, or this
    /// process has no such memory attached.</exception>
    public void FetchAndOp<T>(T value, Memory<T> result, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        const string Function = "MPI_Fetch_and_op";
        nint window = Handle;
        nint operation = WindowOperations.Predefined(op);
        nint type = WindowOperations.Fetchable<T>(Function);
        WindowOperations.CheckRoom(result.Length, Function);
        if (!Begin(rank, address, sizeof(T), Function))
            return;
        void* origin = Copy(new ReadOnlySpan<T>(in value), rank);
        WindowOperations.Fetch<T>(origin, Buffers.Pin<T>(result, rank), type, rank, address, operation, window);
    }

    /// <summary>
    /// Writes a value into an element of a rank's attached memory if that is equal to another, atomically, and returns what it was before; complete when it
    /// returns (MPI_Compare_and_swap, MPI_Win_flush).
    /// </summary>
    /// <param name="value">What is written.</param>
    /// <param name="comparand">What the element must be for that.</param>
    /// <param name="rank">The rank whose element may change, and is locked; for <see cref="Communicator.procNull"/> the result is 0.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, the type is no integer, the library failed, or this process has no such memory
    /// attached.</exception>
    public T CompareAndSwap<T>(T value, T comparand, int rank, nint address)
        where T : unmanaged
    {
        const string Function = "MPI_Compare_and_swap";
        nint window = Handle;
        nint type = WindowOperations.Comparable<T>(Function);
        if (!Begin(rank, address, sizeof(T), Function))
            return default;
        CheckPassive(rank, Function);
        T* places = (T*)Buffers.Reserve(3 * sizeof(T), rank);
        places[0] = value;
        places[1] = comparand;
        WindowOperations.Swap(places, places + 2, type, rank, address, window);
        CompleteNow(rank);
        return places[2];
    }

    /// <summary>
    /// Writes a value into an element of a rank's attached memory if that is equal to another, atomically; what it was before is there after the
    /// synchronisation (MPI_Compare_and_swap).
    /// </summary>
    /// <param name="value">What is written.</param>
    /// <param name="comparand">What the element must be for that.</param>
    /// <param name="result">Room for the old element, at the front; to be left alone until the synchronisation.</param>
    /// <param name="rank">The rank whose element may change, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">There is no room, no such rank, no epoch is open for it, the type is no integer, the library failed, or this process
    /// has no such memory attached.</exception>
    public void CompareAndSwap<T>(T value, T comparand, Memory<T> result, int rank, nint address)
        where T : unmanaged
    {
        const string Function = "MPI_Compare_and_swap";
        nint window = Handle;
        nint type = WindowOperations.Comparable<T>(Function);
        WindowOperations.CheckRoom(result.Length, Function);
        if (!Begin(rank, address, sizeof(T), Function))
            return;
        T* places = (T*)Copy([value, comparand], rank);
        WindowOperations.Swap(places, Buffers.Pin<T>(result, rank), type, rank, address, window);
    }

    /// <summary>Like <see cref="Put{T}(ReadOnlyMemory{T}, int, nint)"/>, with a request for the moment from which on the values may change again (MPI_Rput).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank that gets them, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, the library failed, or this process has no such memory attached.</exception>
    public Request Rput<T>(ReadOnlyMemory<T> values, int rank, nint address)
        where T : unmanaged
    {
        int target = BeginRequest(rank, address, Bytes<T>(values.Length), "MPI_Rput");
        if (Interop.Native.Abi.DynamicWindowsOfOnePiece)
            return PutNow(values, target, address);
        return WindowOperations.Start(Interop.MpiFunctions.Rput, "MPI_Rput", values, target, address, this);
    }

    /// <summary>Like <see cref="Get{T}(Memory{T}, int, nint)"/>, with a request whose end says that the elements are there (MPI_Rget).</summary>
    /// <param name="values">Room for the elements; its length says how many.</param>
    /// <param name="rank">The rank that has them, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, the library failed, or this process has no such memory attached.</exception>
    public Request Rget<T>(Memory<T> values, int rank, nint address)
        where T : unmanaged
    {
        int target = BeginRequest(rank, address, Bytes<T>(values.Length), "MPI_Rget");
        if (Interop.Native.Abi.DynamicWindowsOfOnePiece)
            return GetNow(values, target, address);
        return WindowOperations.Start<T>(Interop.MpiFunctions.Rget, "MPI_Rget", values, target, address, this);
    }

    /// <summary>Like <see cref="Accumulate{T}(ReadOnlyMemory{T}, int, nint, Operation{T})"/>, with a request for the moment from which on the values may
    /// change again (MPI_Raccumulate).</summary>
    /// <param name="values">The values; may be empty.</param>
    /// <param name="rank">The rank whose elements change, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">No such rank, it is not locked, MPI cannot reduce the type, the library failed, or this process has no such memory
    /// attached.</exception>
    public Request Raccumulate<T>(ReadOnlyMemory<T> values, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        WindowOperations.Predefined(op);
        int target = BeginRequest(rank, address, Bytes<T>(values.Length), "MPI_Raccumulate");
        return WindowOperations.Raccumulate(values, target, address, op, this);
    }

    /// <summary>Like <see cref="GetAccumulate"/>, with a request whose end says that the results are there (MPI_Rget_accumulate).</summary>
    /// <param name="values">The values.</param>
    /// <param name="results">Room for the old elements, as many as values, apart from them.</param>
    /// <param name="rank">The rank whose elements change, and is locked, or <see cref="Communicator.procNull"/>.</param>
    /// <param name="address">Where, by the addresses of that rank: what its <see cref="Attach{T}(Memory{T})"/> returned, and bytes added to it.</param>
    /// <param name="op">How to combine them; a predefined operation.</param>
    /// <exception cref="MpiException">The lengths differ, the memories overlap, no such rank, it is not locked, MPI cannot reduce the type, the library
    /// failed, or this process has no such memory attached.</exception>
    public Request RgetAccumulate<T>(ReadOnlyMemory<T> values, Memory<T> results, int rank, nint address, Operation<T> op)
        where T : unmanaged
    {
        const string Function = "MPI_Rget_accumulate";
        WindowOperations.Predefined(op);
        WindowOperations.CheckResults(values.Span, results.Span, Function);
        int target = BeginRequest(rank, address, Bytes<T>(results.Length), Function);
        return WindowOperations.RgetAccumulate(values, results, target, address, op, this);
    }

    // For a library that ends the process in MPI_Rput and MPI_Rget: done here, and what is returned is complete.
    private WindowRequest PutNow<T>(ReadOnlyMemory<T> values, int rank, nint address)
        where T : unmanaged
    {
        using var pin = values.Pin();
        WindowOperations.Put<T>(pin.Pointer, values.Length, rank, address, Handle);
        return Completed(rank, "MPI_Rput");
    }

    private WindowRequest GetNow<T>(Memory<T> values, int rank, nint address)
        where T : unmanaged
    {
        using var pin = values.Pin();
        WindowOperations.Get<T>(pin.Pointer, values.Length, rank, address, Handle);
        return Completed(rank, "MPI_Rget");
    }

    private WindowRequest Completed(int rank, string function)
    {
        if (rank >= 0)
            CompleteNow(rank);
        var request = new WindowRequest(function, Interop.Native.Abi.RequestNull, this, default);
        request.WaitForEnd();
        return request;
    }

    private static long Bytes<T>(int length)
        where T : unmanaged => (long)length * sizeof(T);
}
