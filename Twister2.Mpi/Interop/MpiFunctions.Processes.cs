namespace Twister2.Mpi.Interop;

// MPI chapters 7.6 and 11: intercommunicators, processes that start or meet later.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<nint, nint*, nint*, int> CommIdup;
    public static delegate* unmanaged<nint, int, nint, int, int, nint*, int> IntercommCreate;
    public static delegate* unmanaged<nint, int, nint*, int> IntercommMerge;
    public static delegate* unmanaged<nint*, int> CommDisconnect;
    public static delegate* unmanaged<nint*, int> CommGetParent;
    public static delegate* unmanaged<byte*, byte**, int, nint, int, nint, nint*, int*, int> CommSpawn;
    public static delegate* unmanaged<int, byte**, byte***, int*, void*, int, nint, nint*, int*, int> CommSpawnMultiple;
    public static delegate* unmanaged<nint, byte*, int> OpenPort;
    public static delegate* unmanaged<byte*, int> ClosePort;
    public static delegate* unmanaged<byte*, nint, int, nint, nint*, int> CommAccept;
    public static delegate* unmanaged<byte*, nint, int, nint, nint*, int> CommConnect;
    public static delegate* unmanaged<byte*, nint, byte*, int> PublishName;
    public static delegate* unmanaged<byte*, nint, byte*, int> UnpublishName;
    public static delegate* unmanaged<byte*, nint, byte*, int> LookupName;

    private static void ResolveProcesses(Func<string, nint> find, Func<string, nint> findOptional)
    {
        CommIdup = (delegate* unmanaged<nint, nint*, nint*, int>)find("MPI_Comm_idup");
        IntercommCreate = (delegate* unmanaged<nint, int, nint, int, int, nint*, int>)find("MPI_Intercomm_create");
        IntercommMerge = (delegate* unmanaged<nint, int, nint*, int>)find("MPI_Intercomm_merge");
        CommDisconnect = (delegate* unmanaged<nint*, int>)find("MPI_Comm_disconnect");
        CommGetParent = (delegate* unmanaged<nint*, int>)find("MPI_Comm_get_parent");
        CommSpawn = (delegate* unmanaged<byte*, byte**, int, nint, int, nint, nint*, int*, int>)findOptional("MPI_Comm_spawn");
        CommSpawnMultiple =
            (delegate* unmanaged<int, byte**, byte***, int*, void*, int, nint, nint*, int*, int>)findOptional("MPI_Comm_spawn_multiple");
        OpenPort = (delegate* unmanaged<nint, byte*, int>)findOptional("MPI_Open_port");
        ClosePort = (delegate* unmanaged<byte*, int>)findOptional("MPI_Close_port");
        CommAccept = (delegate* unmanaged<byte*, nint, int, nint, nint*, int>)findOptional("MPI_Comm_accept");
        CommConnect = (delegate* unmanaged<byte*, nint, int, nint, nint*, int>)findOptional("MPI_Comm_connect");
        PublishName = (delegate* unmanaged<byte*, nint, byte*, int>)findOptional("MPI_Publish_name");
        UnpublishName = (delegate* unmanaged<byte*, nint, byte*, int>)findOptional("MPI_Unpublish_name");
        LookupName = (delegate* unmanaged<byte*, nint, byte*, int>)findOptional("MPI_Lookup_name");
    }
}
