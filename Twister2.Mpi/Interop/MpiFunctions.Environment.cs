namespace Twister2.Mpi.Interop;

// MPI chapters 9 and 5: start, end, errors, versions, datatypes.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, void*, int, int*, int> InitThread;
    public static delegate* unmanaged<int*, int> Initialized;
    public static delegate* unmanaged<int> Finalize;
    public static delegate* unmanaged<int*, int> Finalized;
    public static delegate* unmanaged<int*, int> QueryThread;
    public static delegate* unmanaged<int*, int*, int> GetVersion;
    public static delegate* unmanaged<byte*, int*, int> GetLibraryVersion;
    public static delegate* unmanaged<byte*, int*, int> GetProcessorName;
    public static delegate* unmanaged<nint, int, int> Abort;
    public static delegate* unmanaged<double> Wtime;
    public static delegate* unmanaged<double> Wtick;
    public static delegate* unmanaged<int*, int> IsThreadMain;
    public static delegate* unmanaged<nint, nint, void*, int> AllocMem;
    public static delegate* unmanaged<void*, int> FreeMem;
    public static delegate* unmanaged<int, int> Pcontrol;
    public static delegate* unmanaged<int, int*, int> ErrorClass;
    public static delegate* unmanaged<int, byte*, int*, int> ErrorString;
    public static delegate* unmanaged<nint, int*, int> TypeSize;
    public static delegate* unmanaged<nint, byte*, int*, int> TypeGetName;
    public static delegate* unmanaged<int, nint, nint*, int> TypeContiguous;
    public static delegate* unmanaged<nint*, int> TypeCommit;
    public static delegate* unmanaged<void*, void*, int, nint, nint, int> ReduceLocal;

    private static void ResolveEnvironment(Func<string, nint> find)
    {
        InitThread = (delegate* unmanaged<void*, void*, int, int*, int>)find("MPI_Init_thread");
        Initialized = (delegate* unmanaged<int*, int>)find("MPI_Initialized");
        Finalize = (delegate* unmanaged<int>)find("MPI_Finalize");
        Finalized = (delegate* unmanaged<int*, int>)find("MPI_Finalized");
        QueryThread = (delegate* unmanaged<int*, int>)find("MPI_Query_thread");
        GetVersion = (delegate* unmanaged<int*, int*, int>)find("MPI_Get_version");
        GetLibraryVersion = (delegate* unmanaged<byte*, int*, int>)find("MPI_Get_library_version");
        GetProcessorName = (delegate* unmanaged<byte*, int*, int>)find("MPI_Get_processor_name");
        Abort = (delegate* unmanaged<nint, int, int>)find("MPI_Abort");
        Wtime = (delegate* unmanaged<double>)find("MPI_Wtime");
        Wtick = (delegate* unmanaged<double>)find("MPI_Wtick");
        IsThreadMain = (delegate* unmanaged<int*, int>)find("MPI_Is_thread_main");
        AllocMem = (delegate* unmanaged<nint, nint, void*, int>)find("MPI_Alloc_mem");
        FreeMem = (delegate* unmanaged<void*, int>)find("MPI_Free_mem");
        Pcontrol = (delegate* unmanaged<int, int>)find("MPI_Pcontrol");
        ErrorClass = (delegate* unmanaged<int, int*, int>)find("MPI_Error_class");
        ErrorString = (delegate* unmanaged<int, byte*, int*, int>)find("MPI_Error_string");
        TypeSize = (delegate* unmanaged<nint, int*, int>)find("MPI_Type_size");
        TypeGetName = (delegate* unmanaged<nint, byte*, int*, int>)find("MPI_Type_get_name");
        TypeContiguous = (delegate* unmanaged<int, nint, nint*, int>)find("MPI_Type_contiguous");
        TypeCommit = (delegate* unmanaged<nint*, int>)find("MPI_Type_commit");
        ReduceLocal = (delegate* unmanaged<void*, void*, int, nint, nint, int>)find("MPI_Reduce_local");
    }
}
