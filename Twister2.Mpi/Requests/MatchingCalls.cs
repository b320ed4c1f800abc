using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// MPI's blocking calls for messages. While receives of texts or objects wait for their messages, which the library does not know of, they look for
/// these instead of blocking: two processes that first start to receive and then send each other something large would wait for ever else.
/// </summary>
/// <remarks>Without such receives each is the library's own call and one comparison.</remarks>
internal static unsafe class MatchingCalls
{
    /// <summary>MPI_Send and its modes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Send(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send, void* data, int count, nint type, int dest, int tag, nint comm) =>
        ProbedReceives.AnyWaiting && Nonblocking(send) is var start && start != null
            ? SendMatching(start, data, count, type, dest, tag, comm)
            : send(data, count, type, dest, tag, comm);

    /// <summary>MPI_Recv.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Receive(Communicator from, void* data, int count, nint type, int source, int tag, nint comm, NativeStatus* status) =>
        ProbedReceives.AnyWaiting
            ? ReceiveMatching(from, data, count, type, source, tag, comm, status)
            : MpiFunctions.Recv(data, count, type, source, tag, comm, status);

    /// <summary>MPI_Sendrecv.</summary>
    public static int SendReceive(Communicator from, Message sent, Message room, nint comm, NativeStatus* status)
    {
        if (!ProbedReceives.AnyWaiting)
        {
            return MpiFunctions.Sendrecv(
                sent.Data, sent.Count, sent.Type, sent.Peer, sent.Tag, room.Data, room.Count, room.Type, room.Peer, room.Tag, comm, status);
        }

        nint request = 0;
        int code = MpiFunctions.Isend(sent.Data, sent.Count, sent.Type, sent.Peer, sent.Tag, comm, &request);
        if (code != 0)
            return code;
        int received = ReceiveMatching(from, room.Data, room.Count, room.Type, room.Peer, room.Tag, comm, status);
        NativeStatus end = default;
        code = Wait(&request, &end);
        return received != 0 ? received : code;
    }

    /// <summary>MPI_Sendrecv_replace; what is sent is copied first.</summary>
    public static int SendReceiveReplace(Communicator from, Message values, long bytes, int source, int tag, nint comm, NativeStatus* status)
    {
        void* copy = NativeMemory.Alloc((nuint)bytes);
        try
        {
            Buffer.MemoryCopy(values.Data, copy, bytes, bytes);
            return SendReceive(from, values with { Data = copy }, values with { Peer = source, Tag = tag }, comm, status);
        }
        finally
        {
            NativeMemory.Free(copy);
        }
    }

    /// <summary>MPI_Wait.</summary>
    public static int Wait(nint* request, NativeStatus* status)
    {
        var spin = default(SpinWait);
        while (ProbedReceives.AnyWaiting)
        {
            ProbedReceives.MatchAll();
            int flag = 0;
            int code = MpiFunctions.Test(request, &flag, status);
            if (code != 0 || flag != 0)
                return code;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        VectorRegisters.Clean();
        return MpiFunctions.Wait(request, status);
    }

    /// <summary>MPI_Probe.</summary>
    public static int Probe(Communicator from, int source, int tag, nint comm, NativeStatus* status)
    {
        var spin = default(SpinWait);
        while (ProbedReceives.AnyWaiting)
        {
            int flag = 0;
            int code = TryProbe(from, source, tag, comm, &flag, status);
            if (code != 0 || flag != 0)
                return code;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return MpiFunctions.Probe(source, tag, comm, status);
    }

    /// <summary>MPI_Mprobe.</summary>
    public static int TakeMessage(Communicator from, int source, int tag, nint comm, nint* message, NativeStatus* status)
    {
        var spin = default(SpinWait);
        while (ProbedReceives.AnyWaiting)
        {
            int flag = 0;
            int code = TryTakeMessage(from, source, tag, comm, &flag, message, status);
            if (code != 0 || flag != 0)
                return code;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return MpiFunctions.Mprobe(source, tag, comm, message, status);
    }

    /// <summary>MPI_Iprobe, which does not see what belongs to a receive that was started before.</summary>
    public static int TryProbe(Communicator from, int source, int tag, nint comm, int* flag, NativeStatus* status)
    {
        if (ProbedReceives.AnyWaiting)
            ProbedReceives.MatchAll();
        int code = MpiFunctions.Iprobe(source, tag, comm, flag, status);
        if (code == 0 && *flag != 0 && ProbedReceives.AnyWaiting && from.Probed.CouldReceive(status->Source, status->Tag))
            *flag = 0;
        return code;
    }

    /// <summary>MPI_Improbe, which does not see what belongs to a receive that was started before.</summary>
    public static int TryTakeMessage(Communicator from, int source, int tag, nint comm, int* flag, nint* message, NativeStatus* status)
    {
        if (!ProbedReceives.AnyWaiting || source == Native.Abi.ProcNull)
            return MpiFunctions.Improbe(source, tag, comm, flag, message, status);
        int code = TryProbe(from, source, tag, comm, flag, status);
        return code != 0 || *flag == 0
            ? code
            : MpiFunctions.Improbe(status->Source, status->Tag, comm, flag, message, status);
    }

    /// <summary>The call that starts what a blocking one does; null for one that never waits for the receiver.</summary>
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Nonblocking(
        delegate* unmanaged<void*, int, nint, int, int, nint, int> send) =>
        (nint)send == (nint)MpiFunctions.Send ? MpiFunctions.Isend
        : (nint)send == (nint)MpiFunctions.Ssend ? MpiFunctions.Issend
        : (nint)send == (nint)MpiFunctions.Rsend ? MpiFunctions.Irsend
        : null;

    private static int SendMatching(
        delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, void* data, int count, nint type, int dest, int tag, nint comm)
    {
        nint request = 0;
        NativeStatus status = default;
        int code = start(data, count, type, dest, tag, comm, &request);
        return code != 0 ? code : Wait(&request, &status);
    }

    // The receives that were started before come first, so that this one must not be given to the library while it could take a message of theirs.
    private static int ReceiveMatching(
        Communicator from, void* data, int count, nint type, int source, int tag, nint comm, NativeStatus* status)
    {
        if (source == Native.Abi.ProcNull)
            return MpiFunctions.Recv(data, count, type, source, tag, comm, status);
        nint message = 0;
        int code = TakeMessage(from, source, tag, comm, &message, status);
        return code != 0 ? code : MpiFunctions.Mrecv(data, count, type, &message, status);
    }

    /// <summary>What is sent, or room for what comes: where, how much of which datatype, the other rank as the library has it, and the tag.</summary>
    public readonly record struct Message(nint Address, int Count, nint Type, int Peer, int Tag)
    {
        public Message(void* data, int count, nint type, int peer, int tag)
            : this((nint)data, count, type, peer, tag)
        {
        }

        public void* Data
        {
            get => (void*)Address;
            init => Address = (nint)value;
        }
    }
}
