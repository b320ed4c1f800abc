namespace Twister2.Mpi.Interop;

// Counts beyond an int. The _c functions are of MPI 4 and may be missing (null); the others are the way round them.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, long, nint, int, int, nint, int> SendLarge;
    public static delegate* unmanaged<void*, long, nint, int, int, nint, int> SsendLarge;
    public static delegate* unmanaged<void*, long, nint, int, int, nint, void*, int> RecvLarge;
    public static delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int> IsendLarge;
    public static delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int> IrecvLarge;
    public static delegate* unmanaged<void*, long, nint, int, nint, int> BcastLarge;
    public static delegate* unmanaged<void*, nint, long*, int> GetElementsX;

    private static void ResolveLarge(Func<string, nint> find, Func<string, nint> required)
    {
        SendLarge = (delegate* unmanaged<void*, long, nint, int, int, nint, int>)find("MPI_Send_c");
        SsendLarge = (delegate* unmanaged<void*, long, nint, int, int, nint, int>)find("MPI_Ssend_c");
        RecvLarge = (delegate* unmanaged<void*, long, nint, int, int, nint, void*, int>)find("MPI_Recv_c");
        IsendLarge = (delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int>)find("MPI_Isend_c");
        IrecvLarge = (delegate* unmanaged<void*, long, nint, int, int, nint, nint*, int>)find("MPI_Irecv_c");
        BcastLarge = (delegate* unmanaged<void*, long, nint, int, nint, int>)find("MPI_Bcast_c");
        GetElementsX = (delegate* unmanaged<void*, nint, long*, int>)required("MPI_Get_elements_x");
    }
}
