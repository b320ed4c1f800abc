namespace Twister2.Mpi.SingleProcess;

// MPI chapters 3.4, 3.6 and 3.10: modes, the buffer, send-receive. A ready send is a send.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddSendModes()
    {
        Functions["MPI_Bsend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&SendModeCalls.BufferedSend;
        Functions["MPI_Rsend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&PointToPointCalls.Send;
        Functions["MPI_Ibsend"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&SendModeCalls.ImmediateBufferedSend;
        Functions["MPI_Irsend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateSend;
        Functions["MPI_Sendrecv"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, void*, int, nint, int, int, nint, void*, int>)&SendModeCalls.SendReceive;
        Functions["MPI_Sendrecv_replace"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, int, int, nint, void*, int>)&SendModeCalls.SendReceiveReplace;
        Functions["MPI_Buffer_attach"] = (nint)(delegate* unmanaged<void*, int, int>)&SendModeCalls.Attach;
        Functions["MPI_Buffer_detach"] = (nint)(delegate* unmanaged<void*, int*, int>)&SendModeCalls.Detach;
        Functions["MPI_Pack_size"] = (nint)(delegate* unmanaged<int, nint, nint, int*, int>)&SendModeCalls.PackSize;
    }
}
