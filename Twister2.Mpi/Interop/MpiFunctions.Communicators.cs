namespace Twister2.Mpi.Interop;

// MPI chapter 7: communicators.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, nint, int> CommSetErrhandler;
    public static delegate* unmanaged<nint, int*, int> CommRank;
    public static delegate* unmanaged<nint, int*, int> CommSize;
    public static delegate* unmanaged<nint, nint*, int> CommDup;
    public static delegate* unmanaged<nint, int, int, nint*, int> CommSplit;
    public static delegate* unmanaged<nint, int, int, nint, nint*, int> CommSplitType;
    public static delegate* unmanaged<nint*, int> CommFree;
    public static delegate* unmanaged<nint, nint, int*, int> CommCompare;
    public static delegate* unmanaged<nint, int*, int> CommTestInter;
    public static delegate* unmanaged<nint, byte*, int> CommSetName;
    public static delegate* unmanaged<nint, byte*, int*, int> CommGetName;

    private static void ResolveCommunicators(Func<string, nint> find)
    {
        CommSetErrhandler = (delegate* unmanaged<nint, nint, int>)find("MPI_Comm_set_errhandler");
        CommRank = (delegate* unmanaged<nint, int*, int>)find("MPI_Comm_rank");
        CommSize = (delegate* unmanaged<nint, int*, int>)find("MPI_Comm_size");
        CommDup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Comm_dup");
        CommSplit = (delegate* unmanaged<nint, int, int, nint*, int>)find("MPI_Comm_split");
        CommSplitType = (delegate* unmanaged<nint, int, int, nint, nint*, int>)find("MPI_Comm_split_type");
        CommFree = (delegate* unmanaged<nint*, int>)find("MPI_Comm_free");
        CommCompare = (delegate* unmanaged<nint, nint, int*, int>)find("MPI_Comm_compare");
        CommTestInter = (delegate* unmanaged<nint, int*, int>)find("MPI_Comm_test_inter");
        CommSetName = (delegate* unmanaged<nint, byte*, int>)find("MPI_Comm_set_name");
        CommGetName = (delegate* unmanaged<nint, byte*, int*, int>)find("MPI_Comm_get_name");
    }
}
