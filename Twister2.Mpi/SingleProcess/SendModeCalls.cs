using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Buffered and ready sends of a process to itself, and a send with a receive in one call.</summary>
internal static unsafe class SendModeCalls
{
    private static void* _buffer;
    private static int _size;

    [UnmanagedCallersOnly]
    public static int Attach(void* buffer, int size)
    {
        lock (ProcessState.Gate)
        {
            if (_buffer != null)
                return (int)ErrorClass.Buffer;
            _buffer = buffer;
            _size = size;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Detach(void* buffer, int* size)
    {
        lock (ProcessState.Gate)
        {
            *(void**)buffer = _buffer;
            *size = _size;
            _buffer = null;
            _size = 0;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int PackSize(int count, nint type, nint comm, int* size)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.First(Arguments.Buffer(count, type, out long bytes), Arguments.Communicator(comm));
            *size = bytes <= int.MaxValue ? (int)bytes : Interop.MpiAbi.Undefined;
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int BufferedSend(void* data, int count, nint type, int dest, int tag, nint comm)
    {
        lock (ProcessState.Gate)
            return StartBufferedSend(data, count, type, dest, tag, comm);
    }

    [UnmanagedCallersOnly]
    public static int ImmediateBufferedSend(void* data, int count, nint type, int dest, int tag, nint comm, nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = StartBufferedSend(data, count, type, dest, tag, comm);
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int SendReceive(
        void* data, int count, nint type, int dest, int sendTag, void* room, int roomCount, nint roomType, int source, int recvTag, nint comm, void* status)
    {
        lock (ProcessState.Gate)
            return Exchange(data, count, type, dest, sendTag, room, roomCount, roomType, source, recvTag, comm, status);
    }

    [UnmanagedCallersOnly]
    public static int SendReceiveReplace(
        void* data, int count, nint type, int dest, int sendTag, int source, int recvTag, nint comm, void* status)
    {
        lock (ProcessState.Gate)
        {
            if (Arguments.Buffer(count, type, out long bytes) is var error && error != 0)
                return error;
            if (bytes > Array.MaxLength)
                return (int)ErrorClass.NoMemory;
            byte[] copy = new ReadOnlySpan<byte>(data, (int)bytes).ToArray();
            fixed (byte* sent = copy)
                return Exchange(sent, count, type, dest, sendTag, data, count, type, source, recvTag, comm, status);
        }
    }

    /// <summary>A send that needs the attached buffer, although messages are copied elsewhere; called under the lock.</summary>
    public static int StartBufferedSend(void* data, int count, nint type, int dest, int tag, nint comm)
    {
        int error = Arguments.Buffer(count, type, out long bytes);
        if (error == 0 && (_buffer == null || bytes + Abi.Table.BsendOverhead > _size))
            error = (int)ErrorClass.Buffer;
        return error != 0 ? error : PointToPointCalls.StartSend(data, count, type, dest, tag, comm, sender: null);
    }

    private static int Exchange(
        void* data, int count, nint type, int dest, int sendTag, void* room, int roomCount, nint roomType, int source, int recvTag, nint comm, void* status)
    {
        int error = Arguments.First(
            Arguments.Buffer(count, type, out _), Arguments.Peer(comm, dest, anyAllowed: false, out _), Arguments.Tag(sendTag, false));
        PendingOperation receive = PendingOperation.FromNobody;
        if (error == 0)
            error = PointToPointCalls.StartReceive(room, roomCount, roomType, source, recvTag, comm, out receive);
        if (error == 0)
            error = PointToPointCalls.StartSend(data, count, type, dest, sendTag, comm, sender: null);
        if (error != 0)
            return error;
        error = CompletionCalls.Await(receive);
        Arguments.Put(status, receive.Status);
        return error;
    }
}
