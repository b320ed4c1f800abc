using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Persistent requests of a process with itself.</summary>
internal static unsafe class PersistentCalls
{
    [UnmanagedCallersOnly]
    public static int SendInit(void* data, int count, nint type, int dest, int tag, nint comm, nint* request) =>
        Create(data, count, type, dest, tag, comm, PersistentKind.Send, request);

    [UnmanagedCallersOnly]
    public static int BufferedSendInit(void* data, int count, nint type, int dest, int tag, nint comm, nint* request) =>
        Create(data, count, type, dest, tag, comm, PersistentKind.BufferedSend, request);

    [UnmanagedCallersOnly]
    public static int SynchronousSendInit(void* data, int count, nint type, int dest, int tag, nint comm, nint* request) =>
        Create(data, count, type, dest, tag, comm, PersistentKind.SynchronousSend, request);

    [UnmanagedCallersOnly]
    public static int ReceiveInit(void* data, int count, nint type, int source, int tag, nint comm, nint* request) =>
        Create(data, count, type, source, tag, comm, PersistentKind.Receive, request);

    [UnmanagedCallersOnly]
    public static int Start(nint* request)
    {
        lock (ProcessState.Gate)
            return StartOne(*request);
    }

    [UnmanagedCallersOnly]
    public static int StartAll(int count, void* requests)
    {
        lock (ProcessState.Gate)
        {
            for (int i = 0; i < count; i++)
            {
                if (StartOne(((nint*)requests)[i]) is var error && error != 0)
                    return error;
            }

            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Free(nint* request)
    {
        lock (ProcessState.Gate)
        {
            nint type = ProcessState.PersistentRequest(*request)?.Type ?? 0;
            if (!ProcessState.RemoveRequest(*request))
                return (int)ErrorClass.Request;
            if (IsDerived(type))
                ProcessState.RemoveDatatype(type);
            *request = Abi.Table.RequestNull;
            return Abi.Success;
        }
    }

    private static bool IsDerived(nint type) => type != 0 && Array.IndexOf(Abi.Table.Datatypes, type) < 0;

    private static int StartOne(nint handle) => ProcessState.PersistentRequest(handle)?.Start() ?? (int)ErrorClass.Request;

    private static int Create(
        void* data, int count, nint type, int peer, int tag, nint comm, PersistentKind kind, nint* request)
    {
        lock (ProcessState.Gate)
        {
            bool receives = kind == PersistentKind.Receive;
            int error = Arguments.First(
                Arguments.Buffer(count, type, out _), Arguments.Peer(comm, peer, receives, out _), Arguments.Tag(tag, receives));
            if (error == 0)
            {
                *request = ProcessState.Add(new PersistentOperation
                {
                    Data = data,
                    Count = count,
                    // One of the program's may be gone before the request is started.
                    Type = IsDerived(type) ? ProcessState.Add(ProcessState.Datatype(type)!.Duplicate()) : type,
                    Peer = peer,
                    Tag = tag,
                    Comm = comm,
                    Kind = kind,
                });
            }

            return error;
        }
    }
}
