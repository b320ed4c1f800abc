namespace Twister2.Mpi.SingleProcess;

// MPI chapter 12: windows and one-sided operations.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddWindows()
    {
        Functions["MPI_Win_create"] = (nint)(delegate* unmanaged<void*, nint, int, nint, nint, nint*, int>)&WindowCalls.Create;
        Functions["MPI_Win_allocate"] = (nint)(delegate* unmanaged<nint, int, nint, nint, void*, nint*, int>)&WindowCalls.Allocate;
        Functions["MPI_Win_allocate_shared"] =
            (nint)(delegate* unmanaged<nint, int, nint, nint, void*, nint*, int>)&WindowCalls.AllocateShared;
        Functions["MPI_Win_shared_query"] = (nint)(delegate* unmanaged<nint, int, nint*, int*, void*, int>)&WindowCalls.SharedQuery;
        Functions["MPI_Win_create_dynamic"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&WindowCalls.CreateDynamic;
        Functions["MPI_Win_attach"] = (nint)(delegate* unmanaged<nint, void*, nint, int>)&WindowCalls.Attach;
        Functions["MPI_Win_detach"] = (nint)(delegate* unmanaged<nint, void*, int>)&WindowCalls.Detach;
        Functions["MPI_Get_address"] = (nint)(delegate* unmanaged<void*, nint*, int>)&WindowCalls.GetAddress;
        Functions["MPI_Win_set_info"] = (nint)(delegate* unmanaged<nint, nint, int>)&InfoCalls.SetOfWindow;
        Functions["MPI_Win_get_info"] = (nint)(delegate* unmanaged<nint, nint*, int>)&InfoCalls.GetOfWindow;
        Functions["MPI_Win_free"] = (nint)(delegate* unmanaged<nint*, int>)&WindowCalls.Free;
        Functions["MPI_Win_set_errhandler"] = (nint)(delegate* unmanaged<nint, nint, int>)&WindowCalls.SetErrorHandler;
        Functions["MPI_Win_set_name"] = (nint)(delegate* unmanaged<nint, byte*, int>)&WindowCalls.SetName;
        Functions["MPI_Win_get_name"] = (nint)(delegate* unmanaged<nint, byte*, int*, int>)&WindowCalls.GetName;
        Functions["MPI_Win_get_attr"] = (nint)(delegate* unmanaged<nint, int, void*, int*, int>)&WindowCalls.GetAttribute;
        Functions["MPI_Win_get_group"] = (nint)(delegate* unmanaged<nint, nint*, int>)&WindowCalls.GetGroup;
        AddEpochs();
        AddAccesses();
    }

    private static void AddEpochs()
    {
        Functions["MPI_Win_fence"] = (nint)(delegate* unmanaged<int, nint, int>)&EpochCalls.Fence;
        Functions["MPI_Win_post"] = (nint)(delegate* unmanaged<nint, int, nint, int>)&EpochCalls.Post;
        Functions["MPI_Win_start"] = (nint)(delegate* unmanaged<nint, int, nint, int>)&EpochCalls.Start;
        Functions["MPI_Win_complete"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Complete;
        Functions["MPI_Win_wait"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Wait;
        Functions["MPI_Win_test"] = (nint)(delegate* unmanaged<nint, int*, int>)&EpochCalls.Test;
        Functions["MPI_Win_lock"] = (nint)(delegate* unmanaged<int, int, int, nint, int>)&EpochCalls.Lock;
        Functions["MPI_Win_unlock"] = (nint)(delegate* unmanaged<int, nint, int>)&EpochCalls.OneTarget;
        Functions["MPI_Win_lock_all"] = (nint)(delegate* unmanaged<int, nint, int>)&EpochCalls.LockAll;
        Functions["MPI_Win_unlock_all"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Every;
        Functions["MPI_Win_flush"] = (nint)(delegate* unmanaged<int, nint, int>)&EpochCalls.OneTarget;
        Functions["MPI_Win_flush_all"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Every;
        Functions["MPI_Win_flush_local"] = (nint)(delegate* unmanaged<int, nint, int>)&EpochCalls.OneTarget;
        Functions["MPI_Win_flush_local_all"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Every;
        Functions["MPI_Win_sync"] = (nint)(delegate* unmanaged<nint, int>)&EpochCalls.Every;
    }

    private static void AddAccesses()
    {
        Functions["MPI_Put"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int>)&AccessCalls.Put;
        Functions["MPI_Get"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, int>)&AccessCalls.Get;
        Functions["MPI_Accumulate"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, int>)&AccessCalls.Accumulate;
        Functions["MPI_Get_accumulate"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, int>)&AccessCalls.GetAccumulate;
        Functions["MPI_Fetch_and_op"] = (nint)(delegate* unmanaged<void*, void*, nint, int, nint, nint, nint, int>)&AccessCalls.FetchAndOp;
        Functions["MPI_Compare_and_swap"] =
            (nint)(delegate* unmanaged<void*, void*, void*, nint, int, nint, nint, int>)&AccessCalls.CompareAndSwap;
        Functions["MPI_Rput"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int>)&AccessCalls.RequestPut;
        Functions["MPI_Rget"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint*, int>)&AccessCalls.RequestGet;
        Functions["MPI_Raccumulate"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, nint, int, nint, nint, nint, nint*, int>)&AccessCalls.RequestAccumulate;
        Functions["MPI_Rget_accumulate"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int, nint, nint, nint, nint*, int>)&AccessCalls.RequestGetAccumulate;
    }
}
