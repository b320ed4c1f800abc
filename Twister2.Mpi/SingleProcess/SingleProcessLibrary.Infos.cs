namespace Twister2.Mpi.SingleProcess;

// MPI chapter 10: info objects.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddInfos()
    {
        Functions["MPI_Info_create"] = (nint)(delegate* unmanaged<nint*, int>)&InfoCalls.Create;
        Functions["MPI_Info_dup"] = (nint)(delegate* unmanaged<nint, nint*, int>)&InfoCalls.Duplicate;
        Functions["MPI_Info_free"] = (nint)(delegate* unmanaged<nint*, int>)&InfoCalls.Free;
        Functions["MPI_Info_set"] = (nint)(delegate* unmanaged<nint, byte*, byte*, int>)&InfoCalls.Set;
        Functions["MPI_Info_delete"] = (nint)(delegate* unmanaged<nint, byte*, int>)&InfoCalls.Delete;
        Functions["MPI_Info_get_nkeys"] = (nint)(delegate* unmanaged<nint, int*, int>)&InfoCalls.CountKeys;
        Functions["MPI_Info_get_nthkey"] = (nint)(delegate* unmanaged<nint, int, byte*, int>)&InfoCalls.GetKey;
        Functions["MPI_Info_get_valuelen"] = (nint)(delegate* unmanaged<nint, byte*, int*, int*, int>)&InfoCalls.GetLength;
        Functions["MPI_Info_get"] = (nint)(delegate* unmanaged<nint, byte*, int, byte*, int*, int>)&InfoCalls.Get;
        Functions["MPI_Info_get_string"] = (nint)(delegate* unmanaged<nint, byte*, int*, byte*, int*, int>)&InfoCalls.GetString;
        Functions["MPI_Comm_dup_with_info"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&InfoCalls.DuplicateCommunicator;
        Functions["MPI_Comm_set_info"] = (nint)(delegate* unmanaged<nint, nint, int>)&InfoCalls.SetOfCommunicator;
        Functions["MPI_Comm_get_info"] = (nint)(delegate* unmanaged<nint, nint*, int>)&InfoCalls.GetOfCommunicator;
    }
}
