namespace Twister2.Mpi.Interop;

// MPI chapter 10: info objects.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint*, int> InfoCreate;
    public static delegate* unmanaged<nint, nint*, int> InfoDup;
    public static delegate* unmanaged<nint*, int> InfoFree;
    public static delegate* unmanaged<nint, byte*, byte*, int> InfoSet;
    public static delegate* unmanaged<nint, byte*, int> InfoDelete;
    public static delegate* unmanaged<nint, int*, int> InfoGetNkeys;
    public static delegate* unmanaged<nint, int, byte*, int> InfoGetNthkey;
    public static delegate* unmanaged<nint, byte*, int*, int*, int> InfoGetValuelen;
    public static delegate* unmanaged<nint, byte*, int, byte*, int*, int> InfoGet;
    public static delegate* unmanaged<nint, byte*, int*, byte*, int*, int> InfoGetString;
    public static delegate* unmanaged<nint, nint, nint*, int> CommDupWithInfo;
    public static delegate* unmanaged<nint, nint, int> CommSetInfo;
    public static delegate* unmanaged<nint, nint*, int> CommGetInfo;

    private static void ResolveInfos(Func<string, nint> find, Func<string, nint> findOptional)
    {
        InfoCreate = (delegate* unmanaged<nint*, int>)find("MPI_Info_create");
        InfoDup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Info_dup");
        InfoFree = (delegate* unmanaged<nint*, int>)find("MPI_Info_free");
        InfoSet = (delegate* unmanaged<nint, byte*, byte*, int>)find("MPI_Info_set");
        InfoDelete = (delegate* unmanaged<nint, byte*, int>)find("MPI_Info_delete");
        InfoGetNkeys = (delegate* unmanaged<nint, int*, int>)find("MPI_Info_get_nkeys");
        InfoGetNthkey = (delegate* unmanaged<nint, int, byte*, int>)find("MPI_Info_get_nthkey");
        InfoGetValuelen = (delegate* unmanaged<nint, byte*, int*, int*, int>)findOptional("MPI_Info_get_valuelen");
        InfoGet = (delegate* unmanaged<nint, byte*, int, byte*, int*, int>)findOptional("MPI_Info_get");
        InfoGetString = (delegate* unmanaged<nint, byte*, int*, byte*, int*, int>)findOptional("MPI_Info_get_string");
        CommDupWithInfo = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Comm_dup_with_info");
        CommSetInfo = (delegate* unmanaged<nint, nint, int>)find("MPI_Comm_set_info");
        CommGetInfo = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_get_info");
    }
}
