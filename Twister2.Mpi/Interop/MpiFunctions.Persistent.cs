namespace Twister2.Mpi.Interop;

// MPI chapter 3.9: persistent requests. Arrays of requests have the stride of the ABI.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> SendInit;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> BsendInit;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> SsendInit;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> RsendInit;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> RecvInit;
    public static delegate* unmanaged<nint*, int> Start;
    public static delegate* unmanaged<int, void*, int> Startall;
    public static delegate* unmanaged<nint*, int> RequestFree;

    private static void ResolvePersistent(Func<string, nint> find)
    {
        SendInit = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Send_init");
        BsendInit = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Bsend_init");
        SsendInit = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Ssend_init");
        RsendInit = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Rsend_init");
        RecvInit = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Recv_init");
        Start = (delegate* unmanaged<nint*, int>)find("MPI_Start");
        Startall = (delegate* unmanaged<int, void*, int>)find("MPI_Startall");
        RequestFree = (delegate* unmanaged<nint*, int>)find("MPI_Request_free");
    }
}
