namespace Twister2.Mpi.Interop;

// MPI chapter 3: sends, receives, probes.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, int, nint, int, int, nint, int> Send;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, int> Ssend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, void*, int> Recv;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Isend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Issend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Irecv;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, int> Bsend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, int> Rsend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Ibsend;
    public static delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Irsend;
    public static delegate* unmanaged<void*, int, nint, int, int, void*, int, nint, int, int, nint, void*, int> Sendrecv;
    public static delegate* unmanaged<void*, int, nint, int, int, int, int, nint, void*, int> SendrecvReplace;
    public static delegate* unmanaged<void*, int, int> BufferAttach;
    public static delegate* unmanaged<void*, int*, int> BufferDetach;
    public static delegate* unmanaged<int, nint, nint, int*, int> PackSize;
    public static delegate* unmanaged<int, int, nint, void*, int> Probe;
    public static delegate* unmanaged<int, int, nint, int*, void*, int> Iprobe;
    public static delegate* unmanaged<int, int, nint, nint*, void*, int> Mprobe;
    public static delegate* unmanaged<int, int, nint, int*, nint*, void*, int> Improbe;
    public static delegate* unmanaged<void*, int, nint, nint*, void*, int> Mrecv;
    public static delegate* unmanaged<void*, int, nint, nint*, nint*, int> Imrecv;
    public static delegate* unmanaged<void*, nint, int*, int> GetCount;
    public static delegate* unmanaged<void*, int*, int> TestCancelled;
    public static delegate* unmanaged<void*, int, int> StatusSetCancelled;

    private static void ResolvePointToPoint(Func<string, nint> find)
    {
        Send = (delegate* unmanaged<void*, int, nint, int, int, nint, int>)find("MPI_Send");
        Ssend = (delegate* unmanaged<void*, int, nint, int, int, nint, int>)find("MPI_Ssend");
        Recv = (delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)find("MPI_Recv");
        Isend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Isend");
        Issend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Issend");
        Irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Irecv");
        Bsend = (delegate* unmanaged<void*, int, nint, int, int, nint, int>)find("MPI_Bsend");
        Rsend = (delegate* unmanaged<void*, int, nint, int, int, nint, int>)find("MPI_Rsend");
        Ibsend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Ibsend");
        Irsend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)find("MPI_Irsend");
        Sendrecv = (delegate* unmanaged<void*, int, nint, int, int, void*, int, nint, int, int, nint, void*, int>)find("MPI_Sendrecv");
        SendrecvReplace = (delegate* unmanaged<void*, int, nint, int, int, int, int, nint, void*, int>)find("MPI_Sendrecv_replace");
        BufferAttach = (delegate* unmanaged<void*, int, int>)find("MPI_Buffer_attach");
        BufferDetach = (delegate* unmanaged<void*, int*, int>)find("MPI_Buffer_detach");
        PackSize = (delegate* unmanaged<int, nint, nint, int*, int>)find("MPI_Pack_size");
        Probe = (delegate* unmanaged<int, int, nint, void*, int>)find("MPI_Probe");
        Iprobe = (delegate* unmanaged<int, int, nint, int*, void*, int>)find("MPI_Iprobe");
        Mprobe = (delegate* unmanaged<int, int, nint, nint*, void*, int>)find("MPI_Mprobe");
        Improbe = (delegate* unmanaged<int, int, nint, int*, nint*, void*, int>)find("MPI_Improbe");
        Mrecv = (delegate* unmanaged<void*, int, nint, nint*, void*, int>)find("MPI_Mrecv");
        Imrecv = (delegate* unmanaged<void*, int, nint, nint*, nint*, int>)find("MPI_Imrecv");
        GetCount = (delegate* unmanaged<void*, nint, int*, int>)find("MPI_Get_count");
        TestCancelled = (delegate* unmanaged<void*, int*, int>)find("MPI_Test_cancelled");
        StatusSetCancelled = (delegate* unmanaged<void*, int, int>)find("MPI_Status_set_cancelled");
    }
}
