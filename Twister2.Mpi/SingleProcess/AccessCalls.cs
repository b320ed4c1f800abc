using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>One-sided operations of a process on itself: done at once, one at a time under the lock.</summary>
internal static unsafe class AccessCalls
{
    [UnmanagedCallersOnly]
    public static int Put(void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint window) =>
        Transfer(origin, count, type, rank, place, targetCount, targetType, window, isPut: true);

    [UnmanagedCallersOnly]
    public static int Get(void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint window) =>
        Transfer(origin, count, type, rank, place, targetCount, targetType, window, isPut: false);

    [UnmanagedCallersOnly]
    public static int Accumulate(
        void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint op, nint window) =>
        Combine(origin, count, type, null, rank, place, targetCount, targetType, op, window);

    [UnmanagedCallersOnly]
    public static int GetAccumulate(
        void* origin, int count, nint type, void* result, int resultCount, nint resultType,
        int rank, nint place, int targetCount, nint targetType, nint op, nint window) =>
        Combine(origin, count, type, result, rank, place, targetCount, targetType, op, window);

    [UnmanagedCallersOnly]
    public static int FetchAndOp(void* origin, void* result, nint type, int rank, nint place, nint op, nint window) =>
        Combine(origin, 1, type, result, rank, place, 1, type, op, window);

    [UnmanagedCallersOnly]
    public static int CompareAndSwap(void* origin, void* compare, void* result, nint type, int rank, nint place, nint window)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(rank, place, 1, type, window, out byte* target, out long bytes);
            if (error != 0 || target == null)
                return error;
            int length = (int)bytes;
            new Span<byte>(target, length).CopyTo(new Span<byte>(result, length));
            if (new Span<byte>(target, length).SequenceEqual(new Span<byte>(compare, length)))
                new Span<byte>(origin, length).CopyTo(new Span<byte>(target, length));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int RequestPut(
        void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint window, nint* request) =>
        WithRequest(Transfer(origin, count, type, rank, place, targetCount, targetType, window, isPut: true), request);

    [UnmanagedCallersOnly]
    public static int RequestGet(
        void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint window, nint* request) =>
        WithRequest(Transfer(origin, count, type, rank, place, targetCount, targetType, window, isPut: false), request);

    [UnmanagedCallersOnly]
    public static int RequestAccumulate(
        void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint op, nint window, nint* request) =>
        WithRequest(Combine(origin, count, type, null, rank, place, targetCount, targetType, op, window), request);

    [UnmanagedCallersOnly]
    public static int RequestGetAccumulate(
        void* origin, int count, nint type, void* result, int resultCount, nint resultType,
        int rank, nint place, int targetCount, nint targetType, nint op, nint window, nint* request) =>
        WithRequest(Combine(origin, count, type, result, rank, place, targetCount, targetType, op, window), request);

    private static int Transfer(
        void* origin, int count, nint type, int rank, nint place, int targetCount, nint targetType, nint window, bool isPut)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.First(
                Arguments.Buffer(count, type, out long bytes),
                Find(rank, place, targetCount, targetType, window, out byte* target, out long room));
            if (error != 0 || target == null)
                return error;
            if (bytes != room)
                return (int)ErrorClass.Count;
            if (isPut)
                TypeMap.Copy(origin, count, type, target, targetType, bytes);
            else
                TypeMap.Copy(target, targetCount, targetType, origin, type, bytes);
            return Abi.Success;
        }
    }

    private static int Combine(
        void* origin, int count, nint type, void* result, int rank, nint place, int targetCount, nint targetType, nint op, nint window)
    {
        lock (ProcessState.Gate)
        {
            int error = Find(rank, place, targetCount, targetType, window, out byte* target, out long bytes);
            if (error != 0 || target == null)
                return error;
            if (count != targetCount || type != targetType)
                return (int)ErrorClass.Count;
            if (result != null)
                Buffer.MemoryCopy(target, result, bytes, bytes);
            return Reduce(origin, target, count, bytes, type, op);
        }
    }

    /// <summary>Replacing, and doing nothing, need no arithmetic and so take every type.</summary>
    private static int Reduce(void* origin, void* target, int count, long bytes, nint type, nint op)
    {
        if (op == Abi.Table.Operation(OperationKind.NoOperation))
            return Abi.Success;
        if (op == Abi.Table.Operation(OperationKind.Replace))
        {
            Buffer.MemoryCopy(origin, target, bytes, bytes);
            return Abi.Success;
        }

        int kind = Array.IndexOf(Abi.Table.Datatypes, type);
        int operation = Array.IndexOf(Abi.Table.Operations, op);
        return kind >= 0 && operation >= 0 && LocalReduction.Apply((DatatypeKind)kind, (OperationKind)operation, origin, target, count)
            ? Abi.Success
            : (int)ErrorClass.Operation;
    }

    /// <summary>Where a range lies; null, without error, for no process.</summary>
    private static int Find(int rank, nint place, int count, nint type, nint window, out byte* target, out long bytes)
    {
        target = null;
        bytes = 0;
        if (SingleWindow.Find(window) is not { } known)
            return (int)ErrorClass.Window;
        if (rank == Abi.ProcNull)
            return Abi.Success;
        if (rank != 0)
            return (int)ErrorClass.Rank;
        int error = Arguments.Buffer(count, type, out long size);
        if (error != 0)
            return error;
        if (!known.Has(place, size, out target))
            return (int)ErrorClass.RmaRange;
        bytes = size;
        return Abi.Success;
    }

    private static int WithRequest(int error, nint* request)
    {
        lock (ProcessState.Gate)
        {
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }
}
