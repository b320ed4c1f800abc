using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Probes of a process for its own messages.</summary>
internal static unsafe class ProbeCalls
{
    [UnmanagedCallersOnly]
    public static int Probe(int source, int tag, nint comm, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Wait(source, tag, comm, out var mailbox);
            if (error == 0)
                Arguments.Put(status, source == Abi.ProcNull ? SingleStatus.FromNobody : mailbox.Find(tag)!.Status);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateProbe(int source, int tag, nint comm, int* flag, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Check(source, tag, comm, out var mailbox);
            if (error != 0)
                return error;
            SingleStatus? found = source == Abi.ProcNull ? SingleStatus.FromNobody : mailbox.Find(tag)?.Status;
            *flag = found is null ? 0 : 1;
            if (found is { } known)
                Arguments.Put(status, known);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int MatchedProbe(int source, int tag, nint comm, nint* message, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Wait(source, tag, comm, out var mailbox);
            if (error == 0)
                Take(source, tag, mailbox, message, status);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateMatchedProbe(int source, int tag, nint comm, int* flag, nint* message, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Check(source, tag, comm, out var mailbox);
            if (error != 0)
                return error;
            *flag = source == Abi.ProcNull || mailbox.Find(tag) is not null ? 1 : 0;
            if (*flag != 0)
                Take(source, tag, mailbox, message, status);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int MatchedReceive(void* data, int count, nint type, nint* message, void* status)
    {
        lock (ProcessState.Gate)
        {
            int error = Receive(data, count, type, message, out var receive);
            if (error != 0)
                return error;
            Arguments.Put(status, receive.Status);
            return receive.Error;
        }
    }

    [UnmanagedCallersOnly]
    public static int ImmediateMatchedReceive(void* data, int count, nint type, nint* message, nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = Receive(data, count, type, message, out var receive);
            if (error == 0)
                *request = ProcessState.Add(receive);
            return error;
        }
    }

    // MPI_MESSAGE_NO_PROC of the standard ABI.
    private const nint MessageNoProc = 0x129;

    private static int Check(int source, int tag, nint comm, out Mailbox mailbox) =>
        Arguments.First(Arguments.Peer(comm, source, anyAllowed: true, out mailbox), Arguments.Tag(tag, anyAllowed: true));

    private static int Wait(int source, int tag, nint comm, out Mailbox mailbox)
    {
        int error = Check(source, tag, comm, out mailbox);
        while (error == 0 && source != Abi.ProcNull && mailbox.Find(tag) is null)
            Monitor.Wait(ProcessState.Gate);
        return error;
    }

    private static void Take(int source, int tag, Mailbox mailbox, nint* handle, void* status)
    {
        if (source == Abi.ProcNull)
        {
            *handle = MessageNoProc;
            Arguments.Put(status, SingleStatus.FromNobody);
            return;
        }

        var message = mailbox.Take(tag)!;
        Arguments.Put(status, message.Status);
        *handle = ProcessState.Add(message);
    }

    private static int Receive(void* data, int count, nint type, nint* handle, out PendingOperation receive)
    {
        receive = PendingOperation.FromNobody;
        int error = Arguments.Buffer(count, type, out long bytes);
        if (error != 0)
            return error;
        nint wanted = *handle;
        *handle = Abi.Table.MessageNull;
        if (wanted == MessageNoProc)
            return Abi.Success;
        if (ProcessState.TakeMessage(wanted) is not { } message)
            return (int)ErrorClass.Request;
        receive = new PendingOperation { Buffer = (byte*)data, Capacity = bytes, Layout = ProcessState.Datatype(type) };
        Mailbox.Complete(receive, message);
        Monitor.PulseAll(ProcessState.Gate);
        return Abi.Success;
    }
}
