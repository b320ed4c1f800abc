using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>What needs other processes: without an MPI library there are none, and each of these says so.</summary>
internal static unsafe class ProcessCalls
{
    [UnmanagedCallersOnly]
    public static int ImmediateDuplicate(nint comm, nint* result, nint* request)
    {
        lock (ProcessState.Gate)
        {
            int error = CommunicatorCalls.Copy(comm, null, result);
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    [UnmanagedCallersOnly]
    public static int CreateIntercommunicator(nint local, int leader, nint bridge, int remoteLeader, int tag, nint* result) => ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int Merge(nint comm, int high, nint* result) => (int)ErrorClass.Communicator;

    [UnmanagedCallersOnly]
    public static int Disconnect(nint* comm) => CommunicatorCalls.Remove(comm);

    [UnmanagedCallersOnly]
    public static int GetParent(nint* parent)
    {
        *parent = Abi.Table.CommNull;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int Spawn(byte* command, byte** arguments, int count, nint info, int root, nint comm, nint* result, int* errors) =>
        ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int SpawnMultiple(
        int programs, byte** commands, byte*** arguments, int* counts, void* infos, int root, nint comm, nint* result, int* errors) =>
        ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int OpenPort(nint info, byte* name) => ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int ClosePort(byte* name) => ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int Meet(byte* port, nint info, int root, nint comm, nint* result) => ErrorCalls.Alone;

    [UnmanagedCallersOnly]
    public static int Name(byte* service, nint info, byte* port) => ErrorCalls.Alone;
}
