namespace Twister2.Mpi.SingleProcess;

// MPI 4's functions for counts beyond an int. Derived types are never needed instead of them.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddLarge()
    {
        Functions["MPI_Send_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, int, nint, int>)&LargeCalls.Send;
        Functions["MPI_Ssend_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, int, nint, int>)&LargeCalls.SynchronousSend;
        Functions["MPI_Recv_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, int, nint, void*, int>)&LargeCalls.Receive;
        Functions["MPI_Isend_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int>)&LargeCalls.ImmediateSend;
        Functions["MPI_Irecv_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int>)&LargeCalls.ImmediateReceive;
        Functions["MPI_Bcast_c"] = (nint)(delegate* unmanaged<void*, long, nint, int, nint, int>)&LargeCalls.Broadcast;
        Functions["MPI_Get_elements_x"] = (nint)(delegate* unmanaged<void*, nint, long*, int>)&LargeCalls.GetElements;
    }
}
