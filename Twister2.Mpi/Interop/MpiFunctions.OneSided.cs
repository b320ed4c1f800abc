namespace Twister2.Mpi.Interop;

// MPI chapter 12: windows and one-sided operations.
internal static unsafe partial class MpiFunctions
{
    public static delegate* unmanaged<void*, nint, int, nint, nint, nint*, int> WinCreate;
    public static delegate* unmanaged<nint, int, nint, nint, void*, nint*, int> WinAllocate;
    public static delegate* unmanaged<nint, int, nint, nint, void*, nint*, int> WinAllocateShared;
    public static delegate* unmanaged<nint, int, nint*, int*, void*, int> WinSharedQuery;
    public static delegate* unmanaged<nint, nint, nint*, int> WinCreateDynamic;
    public static delegate* unmanaged<nint, void*, nint, int> WinAttach;
    public static delegate* unmanaged<nint, void*, int> WinDetach;
    public static delegate* unmanaged<void*, nint*, int> GetAddress;
    public static delegate* unmanaged<nint, nint, int> WinSetInfo;
    public static delegate* unmanaged<nint, nint*, int> WinGetInfo;
    public static delegate* unmanaged<nint*, int> WinFree;
    public static delegate* unmanaged<nint, nint, int> WinSetErrhandler;
    public static delegate* unmanaged<nint, byte*, int> WinSetName;
    public static delegate* unmanaged<nint, byte*, int*, int> WinGetName;
    public static delegate* unmanaged<nint, int, void*, int*, int> WinGetAttr;
    public static delegate* unmanaged<nint, nint*, int> WinGetGroup;
    public static delegate* unmanaged<int, nint, int> WinFence;
    public static delegate* unmanaged<nint, int, nint, int> WinPost;
    public static delegate* unmanaged<nint, int, nint, int> WinStart;
    public static delegate* unmanaged<nint, int> WinComplete;
    public static delegate* unmanaged<nint, int> WinWait;
    public static delegate* unmanaged<nint, int*, int> WinTest;
    public static delegate* unmanaged<int, int, int, nint, int> WinLock;
    public static delegate* unmanaged<int, nint, int> WinUnlock;
    public static delegate* unmanaged<int, nint, int> WinLockAll;
    public static delegate* unmanaged<nint, int> WinUnlockAll;
    public static delegate* unmanaged<int, nint, int> WinFlush;
    public static delegate* unmanaged<nint, int> WinFlushAll;
    public static delegate* unmanaged<int, nint, int> WinFlushLocal;
    public static delegate* unmanaged<nint, int> WinFlushLocalAll;
    public static delegate* unmanaged<nint, int> WinSync;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int> Put;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int> Get;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, int> Accumulate;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, int> GetAccumulate;
    public static delegate* unmanaged<void*, void*, nint, int, nint, nint, nint, int> FetchAndOp;
    public static delegate* unmanaged<void*, void*, void*, nint, int, nint, nint, int> CompareAndSwap;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int> Rput;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int> Rget;
    public static delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, nint*, int> Raccumulate;
    public static delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, nint*, int> RgetAccumulate;

    private static void ResolveOneSided(Func<string, nint> find)
    {
        ResolveWindows(find);
        ResolveEpochs(find);
        ResolveAccesses(find);
    }

    private static void ResolveWindows(Func<string, nint> find)
    {
        WinCreate = (delegate* unmanaged<void*, nint, int, nint, nint, nint*, int>)find("MPI_Win_create");
        WinAllocate = (delegate* unmanaged<nint, int, nint, nint, void*, nint*, int>)find("MPI_Win_allocate");
        WinAllocateShared = (delegate* unmanaged<nint, int, nint, nint, void*, nint*, int>)find("MPI_Win_allocate_shared");
        WinSharedQuery = (delegate* unmanaged<nint, int, nint*, int*, void*, int>)find("MPI_Win_shared_query");
        WinCreateDynamic = (delegate* unmanaged<nint, nint, nint*, int>)find("MPI_Win_create_dynamic");
        WinAttach = (delegate* unmanaged<nint, void*, nint, int>)find("MPI_Win_attach");
        WinDetach = (delegate* unmanaged<nint, void*, int>)find("MPI_Win_detach");
        GetAddress = (delegate* unmanaged<void*, nint*, int>)find("MPI_Get_address");
        WinSetInfo = (delegate* unmanaged<nint, nint, int>)find("MPI_Win_set_info");
        WinGetInfo = (delegate* unmanaged<nint, nint*, int>)find("MPI_Win_get_info");
        WinFree = (delegate* unmanaged<nint*, int>)find("MPI_Win_free");
        WinSetErrhandler = (delegate* unmanaged<nint, nint, int>)find("MPI_Win_set_errhandler");
        WinSetName = (delegate* unmanaged<nint, byte*, int>)find("MPI_Win_set_name");
        WinGetName = (delegate* unmanaged<nint, byte*, int*, int>)find("MPI_Win_get_name");
        WinGetAttr = (delegate* unmanaged<nint, int, void*, int*, int>)find("MPI_Win_get_attr");
        WinGetGroup = (delegate* unmanaged<nint, nint*, int>)find("MPI_Win_get_group");
    }

    private static void ResolveEpochs(Func<string, nint> find)
    {
        WinFence = (delegate* unmanaged<int, nint, int>)find("MPI_Win_fence");
        WinPost = (delegate* unmanaged<nint, int, nint, int>)find("MPI_Win_post");
        WinStart = (delegate* unmanaged<nint, int, nint, int>)find("MPI_Win_start");
        WinComplete = (delegate* unmanaged<nint, int>)find("MPI_Win_complete");
        WinWait = (delegate* unmanaged<nint, int>)find("MPI_Win_wait");
        WinTest = (delegate* unmanaged<nint, int*, int>)find("MPI_Win_test");
        WinLock = (delegate* unmanaged<int, int, int, nint, int>)find("MPI_Win_lock");
        WinUnlock = (delegate* unmanaged<int, nint, int>)find("MPI_Win_unlock");
        WinLockAll = (delegate* unmanaged<int, nint, int>)find("MPI_Win_lock_all");
        WinUnlockAll = (delegate* unmanaged<nint, int>)find("MPI_Win_unlock_all");
        WinFlush = (delegate* unmanaged<int, nint, int>)find("MPI_Win_flush");
        WinFlushAll = (delegate* unmanaged<nint, int>)find("MPI_Win_flush_all");
        WinFlushLocal = (delegate* unmanaged<int, nint, int>)find("MPI_Win_flush_local");
        WinFlushLocalAll = (delegate* unmanaged<nint, int>)find("MPI_Win_flush_local_all");
        WinSync = (delegate* unmanaged<nint, int>)find("MPI_Win_sync");
    }

    private static void ResolveAccesses(Func<string, nint> find)
    {
        Put = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int>)find("MPI_Put");
        Get = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int>)find("MPI_Get");
        Accumulate = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, int>)find("MPI_Accumulate");
        GetAccumulate =
            (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, int>)find("MPI_Get_accumulate");
        FetchAndOp = (delegate* unmanaged<void*, void*, nint, int, nint, nint, nint, int>)find("MPI_Fetch_and_op");
        CompareAndSwap = (delegate* unmanaged<void*, void*, void*, nint, int, nint, nint, int>)find("MPI_Compare_and_swap");
        Rput = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int>)find("MPI_Rput");
        Rget = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int>)find("MPI_Rget");
        Raccumulate = (delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, nint*, int>)find("MPI_Raccumulate");
        RgetAccumulate =
            (delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, nint*, int>)find("MPI_Rget_accumulate");
    }
}
