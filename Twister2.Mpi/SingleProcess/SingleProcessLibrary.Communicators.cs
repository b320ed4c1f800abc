namespace Twister2.Mpi.SingleProcess;

// MPI chapter 7: communicators.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddCommunicators()
    {
        Functions["MPI_Comm_set_errhandler"] = (nint)(delegate* unmanaged<nint, nint, int>)&CommunicatorCalls.SetErrorHandler;
        Functions["MPI_Comm_rank"] = (nint)(delegate* unmanaged<nint, int*, int>)&CommunicatorCalls.Rank;
        Functions["MPI_Comm_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&CommunicatorCalls.Size;
        Functions["MPI_Comm_dup"] = (nint)(delegate* unmanaged<nint, nint*, int>)&CommunicatorCalls.Duplicate;
        Functions["MPI_Comm_split"] = (nint)(delegate* unmanaged<nint, int, int, nint*, int>)&CommunicatorCalls.Split;
        Functions["MPI_Comm_split_type"] = (nint)(delegate* unmanaged<nint, int, int, nint, nint*, int>)&CommunicatorCalls.SplitType;
        Functions["MPI_Comm_free"] = (nint)(delegate* unmanaged<nint*, int>)&CommunicatorCalls.Free;
        Functions["MPI_Comm_compare"] = (nint)(delegate* unmanaged<nint, nint, int*, int>)&CommunicatorCalls.Compare;
        Functions["MPI_Comm_test_inter"] = (nint)(delegate* unmanaged<nint, int*, int>)&CommunicatorCalls.TestInter;
        Functions["MPI_Comm_set_name"] = (nint)(delegate* unmanaged<nint, byte*, int>)&CommunicatorCalls.SetName;
        Functions["MPI_Comm_get_name"] = (nint)(delegate* unmanaged<nint, byte*, int*, int>)&CommunicatorCalls.GetName;
    }
}
