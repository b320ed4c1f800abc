namespace Twister2.Mpi.SingleProcess;

// MPI chapters 7.7 and 9.3 to 9.5: attributes, error handlers, errors of the program.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddAttributes()
    {
        Functions["MPI_Comm_create_keyval"] = (nint)(delegate* unmanaged<nint, nint, int*, void*, int>)&AttributeCalls.CreateKey;
        Functions["MPI_Comm_free_keyval"] = (nint)(delegate* unmanaged<int*, int>)&AttributeCalls.FreeKey;
        Functions["MPI_Comm_set_attr"] = (nint)(delegate* unmanaged<nint, int, void*, int>)&AttributeCalls.Set;
        Functions["MPI_Comm_get_attr"] = (nint)(delegate* unmanaged<nint, int, void*, int*, int>)&AttributeCalls.Get;
        Functions["MPI_Comm_delete_attr"] = (nint)(delegate* unmanaged<nint, int, int>)&AttributeCalls.Delete;
        Functions["MPI_Comm_create_errhandler"] = (nint)(delegate* unmanaged<nint, nint*, int>)&ErrorCalls.CreateHandler;
        Functions["MPI_Comm_get_errhandler"] = (nint)(delegate* unmanaged<nint, nint*, int>)&ErrorCalls.GetHandler;
        Functions["MPI_Errhandler_free"] = (nint)(delegate* unmanaged<nint*, int>)&ErrorCalls.FreeHandler;
        Functions["MPI_Comm_call_errhandler"] = (nint)(delegate* unmanaged<nint, int, int>)&ErrorCalls.CallHandler;
        Functions["MPI_Add_error_class"] = (nint)(delegate* unmanaged<int*, int>)&ErrorCalls.AddClass;
        Functions["MPI_Add_error_code"] = (nint)(delegate* unmanaged<int, int*, int>)&ErrorCalls.AddCode;
        Functions["MPI_Add_error_string"] = (nint)(delegate* unmanaged<int, byte*, int>)&ErrorCalls.AddString;
    }
}
