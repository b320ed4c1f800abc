namespace Twister2.Mpi.Interop;

// MPI chapters 7.7 and 9.3 to 9.5: attributes, error handlers, errors of the program.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, nint, int*, void*, int> CommCreateKeyval;
    public static delegate* unmanaged<int*, int> CommFreeKeyval;
    public static delegate* unmanaged<nint, int, void*, int> CommSetAttr;
    public static delegate* unmanaged<nint, int, void*, int*, int> CommGetAttr;
    public static delegate* unmanaged<nint, int, int> CommDeleteAttr;
    public static delegate* unmanaged<nint, nint*, int> CommCreateErrhandler;
    public static delegate* unmanaged<nint, nint*, int> CommGetErrhandler;
    public static delegate* unmanaged<nint*, int> ErrhandlerFree;
    public static delegate* unmanaged<nint, int, int> CommCallErrhandler;
    public static delegate* unmanaged<int*, int> AddErrorClass;
    public static delegate* unmanaged<int, int*, int> AddErrorCode;
    public static delegate* unmanaged<int, byte*, int> AddErrorString;

    private static void ResolveAttributes(Func<string, nint> find)
    {
        CommCreateKeyval = (delegate* unmanaged<nint, nint, int*, void*, int>)find("MPI_Comm_create_keyval");
        CommFreeKeyval = (delegate* unmanaged<int*, int>)find("MPI_Comm_free_keyval");
        CommSetAttr = (delegate* unmanaged<nint, int, void*, int>)find("MPI_Comm_set_attr");
        CommGetAttr = (delegate* unmanaged<nint, int, void*, int*, int>)find("MPI_Comm_get_attr");
        CommDeleteAttr = (delegate* unmanaged<nint, int, int>)find("MPI_Comm_delete_attr");
        CommCreateErrhandler = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_create_errhandler");
        CommGetErrhandler = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_get_errhandler");
        ErrhandlerFree = (delegate* unmanaged<nint*, int>)find("MPI_Errhandler_free");
        CommCallErrhandler = (delegate* unmanaged<nint, int, int>)find("MPI_Comm_call_errhandler");
        AddErrorClass = (delegate* unmanaged<int*, int>)find("MPI_Add_error_class");
        AddErrorCode = (delegate* unmanaged<int, int*, int>)find("MPI_Add_error_code");
        AddErrorString = (delegate* unmanaged<int, byte*, int>)find("MPI_Add_error_string");
    }
}
