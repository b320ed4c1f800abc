namespace Twister2.Mpi.SingleProcess;

// MPI chapter 3.7: completion of requests.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddCompletion()
    {
        Functions["MPI_Wait"] = (nint)(delegate* unmanaged<nint*, void*, int>)&CompletionCalls.Wait;
        Functions["MPI_Test"] = (nint)(delegate* unmanaged<nint*, int*, void*, int>)&CompletionCalls.Test;
        Functions["MPI_Request_get_status"] = (nint)(delegate* unmanaged<nint, int*, void*, int>)&CompletionCalls.GetStatus;
        Functions["MPI_Waitall"] = (nint)(delegate* unmanaged<int, void*, void*, int>)&CompletionCalls.WaitAll;
        Functions["MPI_Testall"] = (nint)(delegate* unmanaged<int, void*, int*, void*, int>)&CompletionCalls.TestAll;
        Functions["MPI_Waitany"] = (nint)(delegate* unmanaged<int, void*, int*, void*, int>)&CompletionCalls.WaitAny;
        Functions["MPI_Testany"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.TestAny;
        Functions["MPI_Waitsome"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.WaitSome;
        Functions["MPI_Testsome"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.TestSome;
        Functions["MPI_Cancel"] = (nint)(delegate* unmanaged<nint*, int>)&CompletionCalls.Cancel;
    }
}
