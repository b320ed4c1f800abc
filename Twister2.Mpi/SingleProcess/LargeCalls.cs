using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Messages of more elements than an int counts. One array must hold a message, so that what fits is sent as bytes.</summary>
internal static unsafe class LargeCalls
{
    [UnmanagedCallersOnly]
    public static int Send(void* data, long count, nint type, int dest, int tag, nint comm)
    {
        lock (ProcessState.Gate)
            return ToBytes(ref count, ref type) is var error && error != 0
                ? error
                : PointToPointCalls.StartSend(data, (int)count, type, dest, tag, comm, sender: null);
    }

    [UnmanagedCallersOnly]
    public static int SynchronousSend(void* data, long count, nint type, int dest, int tag, nint comm)
    {
        lock (ProcessState.Gate)
        {
            if (ToBytes(ref count, ref type) is var error && error != 0)
                return error;
            var sender = new PendingOperation();
            error = PointToPointCalls.StartSend(data, (int)count, type, dest, tag, comm, sender);
            return error != 0 ? error : CompletionCalls.Await(sender);
        }
    }

    [UnmanagedCallersOnly]
    public static int Receive(void* data, long count, nint type, int source, int tag, nint comm, void* status)
    {
        lock (ProcessState.Gate)
        {
            if (ToBytes(ref count, ref type) is var error && error != 0)
                return error;
            error = PointToPointCalls.StartReceive(data, (int)count, type, source, tag, comm, out var receive);
            if (error != 0)
                return error;
            error = CompletionCalls.Await(receive);
            Arguments.Put(status, receive.Status);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateSend(void* data, long count, nint type, int dest, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            if (ToBytes(ref count, ref type) is var error && error != 0)
                return error;
            error = PointToPointCalls.StartSend(data, (int)count, type, dest, tag, comm, sender: null);
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateReceive(void* data, long count, nint type, int source, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            if (ToBytes(ref count, ref type) is var error && error != 0)
                return error;
            error = PointToPointCalls.StartReceive(data, (int)count, type, source, tag, comm, out var receive);
            if (error == 0)
                *request = ProcessState.Add(receive);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Broadcast(void* data, long count, nint type, int root, nint comm)
    {
        lock (ProcessState.Gate)
            return Arguments.First(Arguments.Root(comm, root), count < 0 ? (int)ErrorClass.Count : Abi.Success);
    }

    [UnmanagedCallersOnly]
    public static int GetElements(void* status, nint type, long* count)
    {
        if (ProcessState.Datatype(type) is not { } map)
            return (int)ErrorClass.Type;
        long elements = map.ElementsIn(((SingleStatus*)status)->Bytes);
        *count = elements >= 0 ? elements : Interop.MpiAbi.Undefined;
        return Abi.Success;
    }

    private static int ToBytes(ref long count, ref nint type)
    {
        int size = ProcessState.SizeOf(type);
        if (size < 0)
            return (int)ErrorClass.Type;
        if (count > Array.MaxLength / Math.Max(1, size))
            return (int)ErrorClass.NoMemory;
        count *= size;
        type = Abi.Table.Datatype(Interop.DatatypeKind.Byte);
        return Abi.Success;
    }
}
