namespace Twister2.Mpi.SingleProcess;

// MPI chapter 3: sends and receives.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddMessages()
    {
        Functions["MPI_Send"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&PointToPointCalls.Send;
        Functions["MPI_Ssend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&PointToPointCalls.SynchronousSend;
        Functions["MPI_Recv"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)&PointToPointCalls.Receive;
        Functions["MPI_Isend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateSend;
        Functions["MPI_Issend"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateSynchronousSend;
        Functions["MPI_Irecv"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateReceive;
        Functions["MPI_Get_count"] = (nint)(delegate* unmanaged<void*, nint, int*, int>)&PointToPointCalls.GetCount;
        Functions["MPI_Test_cancelled"] = (nint)(delegate* unmanaged<void*, int*, int>)&PointToPointCalls.TestCancelled;
        Functions["MPI_Status_set_cancelled"] = (nint)(delegate* unmanaged<void*, int, int>)&PointToPointCalls.SetCancelled;
    }
}
