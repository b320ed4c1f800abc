namespace Twister2.Mpi.SingleProcess;

// MPI chapter 3.9: persistent requests.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddPersistent()
    {
        Functions["MPI_Send_init"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PersistentCalls.SendInit;
        Functions["MPI_Rsend_init"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PersistentCalls.SendInit;
        Functions["MPI_Bsend_init"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PersistentCalls.BufferedSendInit;
        Functions["MPI_Ssend_init"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PersistentCalls.SynchronousSendInit;
        Functions["MPI_Recv_init"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PersistentCalls.ReceiveInit;
        Functions["MPI_Start"] = (nint)(delegate* unmanaged<nint*, int>)&PersistentCalls.Start;
        Functions["MPI_Startall"] = (nint)(delegate* unmanaged<int, void*, int>)&PersistentCalls.StartAll;
        Functions["MPI_Request_free"] = (nint)(delegate* unmanaged<nint*, int>)&PersistentCalls.Free;
    }
}
