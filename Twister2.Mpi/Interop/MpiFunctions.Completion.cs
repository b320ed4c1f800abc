namespace Twister2.Mpi.Interop;

// MPI chapter 3.7: completion of requests. Arrays of requests and statuses have the stride of the ABI.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint*, void*, int> Wait;
    public static delegate* unmanaged<nint*, int*, void*, int> Test;
    public static delegate* unmanaged<nint, int*, void*, int> RequestGetStatus;
    public static delegate* unmanaged<int, void*, void*, int> Waitall;
    public static delegate* unmanaged<int, void*, int*, void*, int> Testall;
    public static delegate* unmanaged<int, void*, int*, void*, int> Waitany;
    public static delegate* unmanaged<int, void*, int*, int*, void*, int> Testany;
    public static delegate* unmanaged<int, void*, int*, int*, void*, int> Waitsome;
    public static delegate* unmanaged<int, void*, int*, int*, void*, int> Testsome;
    public static delegate* unmanaged<nint*, int> Cancel;

    private static void ResolveCompletion(Func<string, nint> find)
    {
        Wait = (delegate* unmanaged<nint*, void*, int>)find("MPI_Wait");
        Test = (delegate* unmanaged<nint*, int*, void*, int>)find("MPI_Test");
        RequestGetStatus = (delegate* unmanaged<nint, int*, void*, int>)find("MPI_Request_get_status");
        Waitall = (delegate* unmanaged<int, void*, void*, int>)find("MPI_Waitall");
        Testall = (delegate* unmanaged<int, void*, int*, void*, int>)find("MPI_Testall");
        Waitany = (delegate* unmanaged<int, void*, int*, void*, int>)find("MPI_Waitany");
        Testany = (delegate* unmanaged<int, void*, int*, int*, void*, int>)find("MPI_Testany");
        Waitsome = (delegate* unmanaged<int, void*, int*, int*, void*, int>)find("MPI_Waitsome");
        Testsome = (delegate* unmanaged<int, void*, int*, int*, void*, int>)find("MPI_Testsome");
        Cancel = (delegate* unmanaged<nint*, int>)find("MPI_Cancel");
    }
}
