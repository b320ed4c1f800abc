using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Nonblocking collectives of one process: complete from the start.</summary>
internal static unsafe class ImmediateCollectiveCalls
{
    [UnmanagedCallersOnly]
    public static int Barrier(nint comm, nint* request) =>
        Done(LocalCollectives.Barrier(comm), request);

    [UnmanagedCallersOnly]
    public static int Broadcast(void* data, int count, nint type, int root, nint comm, nint* request) =>
        Done(LocalCollectives.Broadcast(count, type, root, comm), request);

    [UnmanagedCallersOnly]
    public static int Reduce(void* input, void* output, int count, nint type, nint op, int root, nint comm, nint* request) =>
        Done(LocalCollectives.Reduce(input, output, count, type, op, root, comm), request);

    [UnmanagedCallersOnly]
    public static int ReduceToAll(void* input, void* output, int count, nint type, nint op, nint comm, nint* request) =>
        Done(LocalCollectives.Reduce(input, output, count, type, op, 0, comm), request);

    [UnmanagedCallersOnly]
    public static int ReduceScatter(void* input, void* output, int* counts, nint type, nint op, nint comm, nint* request) =>
        Done(LocalCollectives.Reduce(input, output, *counts, type, op, 0, comm), request);

    [UnmanagedCallersOnly]
    public static int ExclusiveScan(void* input, void* output, int count, nint type, nint op, nint comm, nint* request) =>
        Done(LocalCollectives.ExclusiveScan(count, type, op, comm), request);

    [UnmanagedCallersOnly]
    public static int Gather(
        void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm, nint* request) =>
        Done(LocalCollectives.Gather(input, sendCount, sendType, output, recvCount, recvType, root, comm), request);

    [UnmanagedCallersOnly]
    public static int GatherToAll(void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm, nint* request) =>
        Done(LocalCollectives.Gather(input, sendCount, sendType, output, recvCount, recvType, 0, comm), request);

    [UnmanagedCallersOnly]
    public static int GatherVarying(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, int root, nint comm, nint* request) =>
        Done(LocalCollectives.GatherVarying(input, sendCount, sendType, output, recvCounts, places, recvType, root, comm), request);

    [UnmanagedCallersOnly]
    public static int GatherVaryingToAll(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, nint comm, nint* request) =>
        Done(LocalCollectives.GatherVarying(input, sendCount, sendType, output, recvCounts, places, recvType, 0, comm), request);

    [UnmanagedCallersOnly]
    public static int ScatterVarying(
        void* input, int* sendCounts, int* places, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm, nint* request) =>
        Done(LocalCollectives.ScatterVarying(input, sendCounts, places, sendType, output, recvCount, recvType, root, comm), request);

    [UnmanagedCallersOnly]
    public static int AllToAllVarying(
        void* input, int* sendCounts, int* sendPlaces, nint sendType, void* output, int* recvCounts, int* recvPlaces, nint recvType, nint comm, nint* request) =>
        Done(LocalCollectives.AllToAllVarying(input, sendCounts, sendPlaces, sendType, output, recvCounts, recvPlaces, recvType, comm), request);

    private static int Done(int error, nint* request)
    {
        lock (ProcessState.Gate)
        {
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }
}
