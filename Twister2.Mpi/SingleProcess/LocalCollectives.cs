namespace Twister2.Mpi.SingleProcess;

/// <summary>Collectives of one process: each is a copy, or nothing. Each returns an error class, 0 for none.</summary>
internal static unsafe class LocalCollectives
{
    public static int Barrier(nint comm) => Check(comm);

    public static int Broadcast(int count, nint type, int root, nint comm) =>
        Arguments.First(Check(comm, root), Arguments.Buffer(count, type, out _));

    public static int Reduce(void* input, void* output, int count, nint type, nint op, int root, nint comm) =>
        Copy(Arguments.First(Check(comm, root), OperationCalls.Check(op)), input, count, type, output, count, type, 0);

    public static int Gather(
        void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm) =>
        Copy(Check(comm, root), input, sendCount, sendType, output, recvCount, recvType, 0);

    public static int GatherVarying(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, int root, nint comm) =>
        Copy(Check(comm, root), input, sendCount, sendType, output, *recvCounts, recvType, *places);

    public static int ScatterVarying(
        void* input, int* sendCounts, int* places, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm) =>
        Copy(Check(comm, root), Shift(input, *places, sendType), *sendCounts, sendType, output, recvCount, recvType, 0);

    public static int AllToAllVarying(
        void* input, int* sendCounts, int* sendPlaces, nint sendType, void* output, int* recvCounts, int* recvPlaces, nint recvType, nint comm) =>
        Copy(Check(comm), Shift(input, *sendPlaces, sendType), *sendCounts, sendType, output, *recvCounts, recvType, *recvPlaces);

    // Rank 0 has no rank before it: MPI leaves its buffer as it is.
    public static int ExclusiveScan(int count, nint type, nint op, nint comm) =>
        Arguments.First(Check(comm), OperationCalls.Check(op), Arguments.Buffer(count, type, out _));

    private static int Check(nint comm, int root = 0)
    {
        lock (ProcessState.Gate)
            return Arguments.Root(comm, root);
    }

    private static void* Shift(void* buffer, int place, nint type) =>
        buffer == (void*)Abi.InPlace ? buffer : (byte*)buffer + (place * (ProcessState.Datatype(type)?.Extent ?? 0));

    private static int Copy(
        int error, void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, int place)
    {
        if (error != 0 || input == (void*)Abi.InPlace || output == (void*)Abi.InPlace)
            return error;
        error = Arguments.First(Arguments.Buffer(sendCount, sendType, out long sent), Arguments.Buffer(recvCount, recvType, out long room));
        if (error != 0)
            return error;
        TypeMap.Copy(input, sendCount, sendType, Shift(output, place, recvType), recvType, Math.Min(sent, room));
        return sent > room ? (int)ErrorClass.Truncate : Abi.Success;
    }
}
