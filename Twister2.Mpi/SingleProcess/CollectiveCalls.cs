using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Blocking collectives of one process.</summary>
internal static unsafe class CollectiveCalls
{
    [UnmanagedCallersOnly]
    public static int Barrier(nint comm) =>
        LocalCollectives.Barrier(comm);

    [UnmanagedCallersOnly]
    public static int Broadcast(void* data, int count, nint type, int root, nint comm) =>
        LocalCollectives.Broadcast(count, type, root, comm);

    [UnmanagedCallersOnly]
    public static int Reduce(void* input, void* output, int count, nint type, nint op, int root, nint comm) =>
        LocalCollectives.Reduce(input, output, count, type, op, root, comm);

    [UnmanagedCallersOnly]
    public static int ReduceToAll(void* input, void* output, int count, nint type, nint op, nint comm) =>
        LocalCollectives.Reduce(input, output, count, type, op, 0, comm);

    [UnmanagedCallersOnly]
    public static int ReduceScatter(void* input, void* output, int* counts, nint type, nint op, nint comm) =>
        LocalCollectives.Reduce(input, output, *counts, type, op, 0, comm);

    [UnmanagedCallersOnly]
    public static int ExclusiveScan(void* input, void* output, int count, nint type, nint op, nint comm) =>
        LocalCollectives.ExclusiveScan(count, type, op, comm);

    [UnmanagedCallersOnly]
    public static int Gather(void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm) =>
        LocalCollectives.Gather(input, sendCount, sendType, output, recvCount, recvType, root, comm);

    [UnmanagedCallersOnly]
    public static int GatherToAll(void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm) =>
        LocalCollectives.Gather(input, sendCount, sendType, output, recvCount, recvType, 0, comm);

    [UnmanagedCallersOnly]
    public static int GatherVarying(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, int root, nint comm) =>
        LocalCollectives.GatherVarying(input, sendCount, sendType, output, recvCounts, places, recvType, root, comm);

    [UnmanagedCallersOnly]
    public static int GatherVaryingToAll(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, nint comm) =>
        LocalCollectives.GatherVarying(input, sendCount, sendType, output, recvCounts, places, recvType, 0, comm);

    [UnmanagedCallersOnly]
    public static int ScatterVarying(
        void* input, int* sendCounts, int* places, nint sendType, void* output, int recvCount, nint recvType, int root, nint comm) =>
        LocalCollectives.ScatterVarying(input, sendCounts, places, sendType, output, recvCount, recvType, root, comm);

    [UnmanagedCallersOnly]
    public static int AllToAllVarying(
        void* input, int* sendCounts, int* sendPlaces, nint sendType, void* output, int* recvCounts, int* recvPlaces, nint recvType, nint comm) =>
        LocalCollectives.AllToAllVarying(input, sendCounts, sendPlaces, sendType, output, recvCounts, recvPlaces, recvType, comm);
}
