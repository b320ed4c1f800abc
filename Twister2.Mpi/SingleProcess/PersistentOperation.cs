namespace Twister2.Mpi.SingleProcess;

/// <summary>The arguments of a persistent request, and the operation that its last start began.</summary>
internal sealed unsafe class PersistentOperation
{
    public required void* Data { get; init; }

    public required int Count { get; init; }

    public required nint Type { get; init; }

    public required int Peer { get; init; }

    public required int Tag { get; init; }

    public required nint Comm { get; init; }

    public required PersistentKind Kind { get; init; }

    /// <summary>What is under way; null before a start and after its end was seen.</summary>
    public PendingOperation? Current { get; set; }

    /// <summary>Starts it once more; returns an error class, 0 for none.</summary>
    public int Start()
    {
        if (Current is not null)
            return (int)ErrorClass.Request;
        int error;
        switch (Kind)
        {
            case PersistentKind.Receive:
                error = PointToPointCalls.StartReceive(Data, Count, Type, Peer, Tag, Comm, out var receive);
                Current = error == 0 ? receive : null;
                return error;
            case PersistentKind.SynchronousSend:
                var sender = new PendingOperation { Mailbox = ProcessState.Communicator(Comm)?.Mailbox };
                error = PointToPointCalls.StartSend(Data, Count, Type, Peer, Tag, Comm, sender);
                Current = error == 0 ? sender : null;
                return error;
            case PersistentKind.BufferedSend:
                error = SendModeCalls.StartBufferedSend(Data, Count, Type, Peer, Tag, Comm);
                Current = error == 0 ? PendingOperation.Sent : null;
                return error;
            default:
                error = PointToPointCalls.StartSend(Data, Count, Type, Peer, Tag, Comm, sender: null);
                Current = error == 0 ? PendingOperation.Sent : null;
                return error;
        }
    }
}

/// <summary>What a persistent request does when it is started.</summary>
internal enum PersistentKind
{
    Send,
    BufferedSend,
    SynchronousSend,
    Receive,
}
