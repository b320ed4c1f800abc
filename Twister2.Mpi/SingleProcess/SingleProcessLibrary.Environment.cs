namespace Twister2.Mpi.SingleProcess;

// MPI chapters 5 and 9: start, end, errors, versions, datatypes.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddEnvironment()
    {
        Functions["MPI_Init_thread"] = (nint)(delegate* unmanaged<void*, void*, int, int*, int>)&EnvironmentCalls.InitThread;
        Functions["MPI_Initialized"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.Initialized;
        Functions["MPI_Finalize"] = (nint)(delegate* unmanaged<int>)&EnvironmentCalls.Finalize;
        Functions["MPI_Finalized"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.Finalized;
        Functions["MPI_Query_thread"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.QueryThread;
        Functions["MPI_Get_version"] = (nint)(delegate* unmanaged<int*, int*, int>)&EnvironmentCalls.GetVersion;
        Functions["MPI_Get_library_version"] = (nint)(delegate* unmanaged<byte*, int*, int>)&EnvironmentCalls.GetLibraryVersion;
        Functions["MPI_Get_processor_name"] = (nint)(delegate* unmanaged<byte*, int*, int>)&EnvironmentCalls.GetProcessorName;
        Functions["MPI_Abort"] = (nint)(delegate* unmanaged<nint, int, int>)&EnvironmentCalls.Abort;
        Functions["MPI_Wtick"] = (nint)(delegate* unmanaged<double>)&EnvironmentCalls.Wtick;
        Functions["MPI_Is_thread_main"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.IsThreadMain;
        Functions["MPI_Alloc_mem"] = (nint)(delegate* unmanaged<nint, nint, void*, int>)&EnvironmentCalls.AllocateMemory;
        Functions["MPI_Free_mem"] = (nint)(delegate* unmanaged<void*, int>)&EnvironmentCalls.FreeMemory;
        Functions["MPI_Pcontrol"] = (nint)(delegate* unmanaged<int, int>)&EnvironmentCalls.ControlProfiling;
        Functions["MPI_Wtime"] = (nint)(delegate* unmanaged<double>)&EnvironmentCalls.Wtime;
        Functions["MPI_Error_class"] = (nint)(delegate* unmanaged<int, int*, int>)&EnvironmentCalls.ErrorClassOf;
        Functions["MPI_Error_string"] = (nint)(delegate* unmanaged<int, byte*, int*, int>)&EnvironmentCalls.ErrorString;
        Functions["MPI_Type_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&EnvironmentCalls.TypeSize;
        Functions["MPI_Type_commit"] = (nint)(delegate* unmanaged<nint*, int>)&EnvironmentCalls.TypeCommit;
        Functions["MPI_Reduce_local"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int>)&EnvironmentCalls.ReduceLocal;
    }
}
