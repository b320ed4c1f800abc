using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>One-sided operations as the library takes them, for windows of one type and for those that memory is attached to.</summary>
internal static unsafe class WindowOperations
{
    public static void Put<T>(void* origin, int length, int rank, nint place, nint window)
        where T : unmanaged
    {
        nint type = Datatypes.For<T>(length, out int count);
        Native.Check(MpiFunctions.Put(origin, count, type, rank, place, count, type, window), "MPI_Put");
    }

    public static void Get<T>(void* origin, int length, int rank, nint place, nint window)
        where T : unmanaged
    {
        nint type = Datatypes.For<T>(length, out int count);
        Native.Check(MpiFunctions.Get(origin, count, type, rank, place, count, type, window), "MPI_Get");
    }

    public static void Accumulate<T>(void* origin, int length, int rank, nint place, Operation<T> op, nint window)
        where T : unmanaged
    {
        nint type = TypeFor(op, length, out int count);
        VectorRegisters.Clean();
        Native.Check(MpiFunctions.Accumulate(origin, count, type, rank, place, count, type, op.Handle, window), "MPI_Accumulate");
    }

    public static void GetAccumulate<T>(void* origin, void* room, int length, int rank, nint place, Operation<T> op, nint window)
        where T : unmanaged
    {
        nint type = TypeFor(op, length, out int count);
        VectorRegisters.Clean();
        int code = MpiFunctions.GetAccumulate(origin, count, type, room, count, type, rank, place, count, type, op.Handle, window);
        Native.Check(code, "MPI_Get_accumulate");
    }

    /// <summary>Where the library is wrong about the type, the general form does the same.</summary>
    public static void Fetch<T>(void* origin, void* result, nint type, int rank, nint place, nint operation, nint window)
        where T : unmanaged
    {
        int code = IsRight(Datatypes.KindOf<T>())
            ? MpiFunctions.FetchAndOp(origin, result, type, rank, place, operation, window)
            : MpiFunctions.GetAccumulate(origin, 1, type, result, 1, type, rank, place, 1, type, operation, window);
        Native.Check(code, "MPI_Fetch_and_op");
    }

    /// <summary>Writes the first of two values if the second is what is there.</summary>
    public static void Swap<T>(T* values, void* result, nint type, int rank, nint place, nint window)
        where T : unmanaged =>
        Native.Check(MpiFunctions.CompareAndSwap(values, values + 1, result, type, rank, place, window), "MPI_Compare_and_swap");

    public static WindowRequest Start<T>(
        delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int> start,
        string function,
        ReadOnlyMemory<T> values,
        int target,
        nint place,
        Window window)
        where T : unmanaged
    {
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        var pin = values.Pin();
        int code = start(pin.Pointer, count, type, target, place, count, type, window.Handle, &request);
        Communicator.ReleaseOnError(code, ref pin, function);
        return new WindowRequest(function, request, window, pin);
    }

    public static WindowRequest Raccumulate<T>(ReadOnlyMemory<T> values, int target, nint place, Operation<T> op, Window window)
        where T : unmanaged
    {
        const string Function = "MPI_Raccumulate";
        nint operation = op.Handle;
        nint type = TypeFor(op, values.Length, out int count);
        nint request = 0;
        var pin = values.Pin();
        VectorRegisters.Clean();
        int code = MpiFunctions.Raccumulate(pin.Pointer, count, type, target, place, count, type, operation, window.Handle, &request);
        Communicator.ReleaseOnError(code, ref pin, Function);
        return new WindowRequest(Function, request, window, pin);
    }

    public static WindowRequest RgetAccumulate<T>(
        ReadOnlyMemory<T> values, Memory<T> results, int target, nint place, Operation<T> op, Window window)
        where T : unmanaged
    {
        const string Function = "MPI_Rget_accumulate";
        nint operation = op.Handle;
        nint type = TypeFor(op, results.Length, out int count);
        nint request = 0;
        var pin = values.Pin();
        var room = CollectiveCall.PinAfter(pin, results);
        VectorRegisters.Clean();
        int code = MpiFunctions.RgetAccumulate(
            pin.Pointer, count, type, room.Pointer, count, type, target, place, count, type, operation, window.Handle, &request);
        if (code != 0)
            room.Dispose();
        Communicator.ReleaseOnError(code, ref pin, Function);
        return new WindowRequest(Function, request, window, pin, room);
    }

    /// <summary>Refuses what MPI cannot run where the memory is; returns the library's operation.</summary>
    public static nint Predefined<T>(Operation<T> op)
        where T : unmanaged
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

    /// <summary>The datatype of one element that is fetched.</summary>
    public static nint Fetchable<T>(string function)
        where T : unmanaged => Datatypes.KindOf<T>() is var kind && kind != DatatypeKind.Byte
        ? Native.Abi.Datatype(kind)
        : throw new MpiException(
            ErrorClass.Type, function, $"MPI does this with its own types only, and {typeof(T).Name} is none; GetAccumulate takes structs");

    /// <summary>The datatype of one element that is compared.</summary>
    public static nint Comparable<T>(string function)
        where T : unmanaged
    {
        var kind = Datatypes.KindOf<T>();
        if (kind is DatatypeKind.Byte or DatatypeKind.Float or DatatypeKind.Double or DatatypeKind.DoubleComplex)
        {
            throw new MpiException(
                ErrorClass.Type, function, $"MPI compares integers only, and {typeof(T).Name} is none; make a window of integers of the same size");
        }

        if (!IsRight(kind))
        {
            throw new MpiException(
                ErrorClass.Type, function, $"{Native.Abi.Name} does this wrongly with less than 4 bytes; make a window of int or long");
        }

        return Native.Abi.Datatype(kind);
    }

    public static void CheckRoom(int length, string function)
    {
        if (length < 1)
            throw new MpiException(ErrorClass.Buffer, function, "there is no room for the result");
    }

    public static void CheckResults<T>(ReadOnlySpan<T> values, Span<T> results, string function)
    {
        CheckResults(values.Length, results.Length, function);
        if (values.Overlaps(results))
            throw new MpiException(ErrorClass.Buffer, function, "the values and the room for the results overlap; MPI needs them apart");
    }

    public static void CheckResults(int values, int results, string function)
    {
        if (values != results)
            throw new MpiException(ErrorClass.Count, function, $"there are {values} values and room for {results} results; MPI needs as many");
    }

    /// <summary>What MPI calls the elements: its pairs where they are compared as such, bytes where structs are only replaced or read.</summary>
    private static nint TypeFor<T>(Operation<T> op, int length, out int count)
        where T : unmanaged
    {
        if (Datatypes.KindOf<T>() != DatatypeKind.Byte || !op.IsCommutative)
            return Datatypes.For<T>(length, out count);
        count = length;
        return op.Datatype;
    }

    private static bool IsRight(DatatypeKind kind) => !Native.Abi.AtomicsOnWordsOnly
        || kind is DatatypeKind.Int32 or DatatypeKind.UInt32 or DatatypeKind.Int64 or DatatypeKind.UInt64 or DatatypeKind.Aint;
}
