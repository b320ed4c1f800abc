namespace Twister2.Mpi.SingleProcess;

// MPI chapters 7.6 and 11: intercommunicators, processes that start or meet later.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddProcesses()
    {
        Functions["MPI_Comm_idup"] = (nint)(delegate* unmanaged<nint, nint*, nint*, int>)&ProcessCalls.ImmediateDuplicate;
        Functions["MPI_Intercomm_create"] =
            (nint)(delegate* unmanaged<nint, int, nint, int, int, nint*, int>)&ProcessCalls.CreateIntercommunicator;
        Functions["MPI_Intercomm_merge"] = (nint)(delegate* unmanaged<nint, int, nint*, int>)&ProcessCalls.Merge;
        Functions["MPI_Comm_disconnect"] = (nint)(delegate* unmanaged<nint*, int>)&ProcessCalls.Disconnect;
        Functions["MPI_Comm_get_parent"] = (nint)(delegate* unmanaged<nint*, int>)&ProcessCalls.GetParent;
        Functions["MPI_Comm_spawn"] = (nint)(delegate* unmanaged<byte*, byte**, int, nint, int, nint, nint*, int*, int>)&ProcessCalls.Spawn;
        Functions["MPI_Comm_spawn_multiple"] =
            (nint)(delegate* unmanaged<int, byte**, byte***, int*, void*, int, nint, nint*, int*, int>)&ProcessCalls.SpawnMultiple;
        Functions["MPI_Open_port"] = (nint)(delegate* unmanaged<nint, byte*, int>)&ProcessCalls.OpenPort;
        Functions["MPI_Close_port"] = (nint)(delegate* unmanaged<byte*, int>)&ProcessCalls.ClosePort;
        Functions["MPI_Comm_accept"] = (nint)(delegate* unmanaged<byte*, nint, int, nint, nint*, int>)&ProcessCalls.Meet;
        Functions["MPI_Comm_connect"] = (nint)(delegate* unmanaged<byte*, nint, int, nint, nint*, int>)&ProcessCalls.Meet;
        Functions["MPI_Publish_name"] = (nint)(delegate* unmanaged<byte*, nint, byte*, int>)&ProcessCalls.Name;
        Functions["MPI_Unpublish_name"] = (nint)(delegate* unmanaged<byte*, nint, byte*, int>)&ProcessCalls.Name;
        Functions["MPI_Lookup_name"] = (nint)(delegate* unmanaged<byte*, nint, byte*, int>)&ProcessCalls.Name;
    }
}
