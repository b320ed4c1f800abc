using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>
/// Messages of a process to itself. A send copies its message unless a receive waits for it, so that a standard send never blocks; a
/// receive without a message waits for another thread to send one, as it would in any MPI.
/// </summary>
internal static unsafe class PointToPointCalls
{
    [UnmanagedCallersOnly]
    public static int Send(void* data, int count, nint type, int dest, int tag, nint comm)
    {
        lock (ProcessState.Gate)
            return StartSend(data, count, type, dest, tag, comm, sender: null);
    }

    [UnmanagedCallersOnly]
    public static int SynchronousSend(void* data, int count, nint type, int dest, int tag, nint comm)
    {
        lock (ProcessState.Gate)
        {
            var sender = new PendingOperation();
            int error = StartSend(data, count, type, dest, tag, comm, sender);
            return error != 0 ? error : CompletionCalls.Await(sender);
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateSend(void* data, int count, nint type, int dest, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = StartSend(data, count, type, dest, tag, comm, sender: null);
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateSynchronousSend(void* data, int count, nint type, int dest, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            var sender = new PendingOperation { Mailbox = ProcessState.Communicator(comm)?.Mailbox };
            int error = StartSend(data, count, type, dest, tag, comm, sender);
            if (error == 0)
                *request = ProcessState.Add(sender);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int Receive(void* data, int count, nint type, int source, int tag, nint comm, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = StartReceive(data, count, type, source, tag, comm, out var receive);
            if (error != 0)
                return error;
            error = CompletionCalls.Await(receive);
            Arguments.Put(status, receive.Status);
            return ErrorCalls.Raise(comm, error);
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateReceive(void* data, int count, nint type, int source, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = StartReceive(data, count, type, source, tag, comm, out var receive);
            if (error == 0)
                *request = ProcessState.Add(receive);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetCount(void* status, nint type, int* count)
    {
        if (ProcessState.Datatype(type) is not { Size: var size })
            return (int)ErrorClass.Type;
        long bytes = ((SingleStatus*)status)->Bytes;
        bool whole = size == 0 ? bytes == 0 : bytes % size == 0 && bytes / size <= int.MaxValue;
        *count = !whole ? Interop.MpiAbi.Undefined : size == 0 ? 0 : (int)(bytes / size);
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int SetElements(void* status, nint type, long count)
    {
        if (ProcessState.Datatype(type) is not { Size: var size })
            return (int)ErrorClass.Type;
        ((SingleStatus*)status)->Bytes = count * size;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int TestCancelled(void* status, int* flag)
    {
        *flag = ((SingleStatus*)status)->Cancelled;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int SetCancelled(void* status, int flag)
    {
        ((SingleStatus*)status)->Cancelled = flag;
        return Abi.Success;
    }

    public static int StartSend(void* data, int count, nint type, int dest, int tag, nint comm, PendingOperation? sender)
    {
        int error = Arguments.First(
            Arguments.Buffer(count, type, out long bytes), Arguments.Peer(comm, dest, anyAllowed: false, out var mailbox), Arguments.Tag(tag, false));
        if (error != 0)
            return error;
        if (bytes > Array.MaxLength)
            return (int)ErrorClass.NoMemory;
        if (dest == Abi.ProcNull)
        {
            sender?.Finish(SingleStatus.Empty, Abi.Success);
            return Abi.Success;
        }

        mailbox.Deliver(TypeMap.Packed(data, count, type, bytes), tag, sender);
        Monitor.PulseAll(ProcessState.Gate);
        return Abi.Success;
    }

    public static int StartReceive(
        void* data, int count, nint type, int source, int tag, nint comm, out PendingOperation receive)
    {
        receive = null!;
        int error = Arguments.First(
            Arguments.Buffer(count, type, out long bytes), Arguments.Peer(comm, source, anyAllowed: true, out var mailbox), Arguments.Tag(tag, true));
        if (error != 0)
            return error;
        if (source == Abi.ProcNull)
        {
            receive = PendingOperation.FromNobody;
            return Abi.Success;
        }

        receive = new PendingOperation { Mailbox = mailbox, WantedTag = tag, Buffer = (byte*)data, Capacity = bytes, Layout = ProcessState.Datatype(type) };
        mailbox.Receive(receive);
        Monitor.PulseAll(ProcessState.Gate);
        return Abi.Success;
    }
}
