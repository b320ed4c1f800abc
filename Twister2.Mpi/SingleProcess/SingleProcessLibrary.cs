namespace Twister2.Mpi.SingleProcess;

/// <summary>
/// MPI for a world of one process, in C#, behind the same function pointers as a real library: nothing above this table knows which of
/// the two it runs on. Its constants are those of the MPI 5 standard ABI.
/// </summary>
internal static unsafe class SingleProcessLibrary
{
    private static readonly Dictionary<string, nint> Functions = [];

    static SingleProcessLibrary()
    {
        AddEnvironment();
        AddCommunicators();
        AddMessages();
        AddProbes();
        AddCompletion();
        AddCollectives();
    }

    /// <summary>The address of a function by MPI's name; 0 where there is none, as with a real library.</summary>
    public static nint Find(string name) => Functions.GetValueOrDefault(name);

    private static void AddEnvironment()
    {
        Functions["MPI_Init_thread"] = (nint)(delegate* unmanaged<void*, void*, int, int*, int>)&EnvironmentCalls.InitThread;
        Functions["MPI_Initialized"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.Initialized;
        Functions["MPI_Finalize"] = (nint)(delegate* unmanaged<int>)&EnvironmentCalls.Finalize;
        Functions["MPI_Finalized"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.Finalized;
        Functions["MPI_Query_thread"] = (nint)(delegate* unmanaged<int*, int>)&EnvironmentCalls.QueryThread;
        Functions["MPI_Get_version"] = (nint)(delegate* unmanaged<int*, int*, int>)&EnvironmentCalls.GetVersion;
        Functions["MPI_Get_library_version"] = (nint)(delegate* unmanaged<byte*, int*, int>)&EnvironmentCalls.GetLibraryVersion;
        Functions["MPI_Get_processor_name"] = (nint)(delegate* unmanaged<byte*, int*, int>)&EnvironmentCalls.GetProcessorName;
        Functions["MPI_Abort"] = (nint)(delegate* unmanaged<nint, int, int>)&EnvironmentCalls.Abort;
        Functions["MPI_Wtime"] = (nint)(delegate* unmanaged<double>)&EnvironmentCalls.Wtime;
        Functions["MPI_Error_class"] = (nint)(delegate* unmanaged<int, int*, int>)&EnvironmentCalls.ErrorClassOf;
        Functions["MPI_Error_string"] = (nint)(delegate* unmanaged<int, byte*, int*, int>)&EnvironmentCalls.ErrorString;
        Functions["MPI_Type_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&EnvironmentCalls.TypeSize;
        Functions["MPI_Type_get_name"] = (nint)(delegate* unmanaged<nint, byte*, int*, int>)&EnvironmentCalls.TypeGetName;
        Functions["MPI_Type_contiguous"] = (nint)(delegate* unmanaged<int, nint, nint*, int>)&EnvironmentCalls.TypeContiguous;
        Functions["MPI_Type_commit"] = (nint)(delegate* unmanaged<nint*, int>)&EnvironmentCalls.TypeCommit;
        Functions["MPI_Reduce_local"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int>)&EnvironmentCalls.ReduceLocal;
    }

    private static void AddCommunicators()
    {
        Functions["MPI_Comm_set_errhandler"] = (nint)(delegate* unmanaged<nint, nint, int>)&CommunicatorCalls.SetErrorHandler;
        Functions["MPI_Comm_rank"] = (nint)(delegate* unmanaged<nint, int*, int>)&CommunicatorCalls.Rank;
        Functions["MPI_Comm_size"] = (nint)(delegate* unmanaged<nint, int*, int>)&CommunicatorCalls.Size;
        Functions["MPI_Comm_dup"] = (nint)(delegate* unmanaged<nint, nint*, int>)&CommunicatorCalls.Duplicate;
        Functions["MPI_Comm_split"] = (nint)(delegate* unmanaged<nint, int, int, nint*, int>)&CommunicatorCalls.Split;
        Functions["MPI_Comm_split_type"] = (nint)(delegate* unmanaged<nint, int, int, nint, nint*, int>)&CommunicatorCalls.SplitType;
        Functions["MPI_Comm_free"] = (nint)(delegate* unmanaged<nint*, int>)&CommunicatorCalls.Free;
        Functions["MPI_Comm_compare"] = (nint)(delegate* unmanaged<nint, nint, int*, int>)&CommunicatorCalls.Compare;
        Functions["MPI_Comm_set_name"] = (nint)(delegate* unmanaged<nint, byte*, int>)&CommunicatorCalls.SetName;
        Functions["MPI_Comm_get_name"] = (nint)(delegate* unmanaged<nint, byte*, int*, int>)&CommunicatorCalls.GetName;
    }

    private static void AddMessages()
    {
        Functions["MPI_Send"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&PointToPointCalls.Send;
        Functions["MPI_Ssend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, int>)&PointToPointCalls.SynchronousSend;
        Functions["MPI_Recv"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, void*, int>)&PointToPointCalls.Receive;
        Functions["MPI_Isend"] = (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateSend;
        Functions["MPI_Issend"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateSynchronousSend;
        Functions["MPI_Irecv"] =
            (nint)(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)&PointToPointCalls.ImmediateReceive;
        Functions["MPI_Get_count"] = (nint)(delegate* unmanaged<void*, nint, int*, int>)&PointToPointCalls.GetCount;
        Functions["MPI_Test_cancelled"] = (nint)(delegate* unmanaged<void*, int*, int>)&PointToPointCalls.TestCancelled;
    }

    private static void AddProbes()
    {
        Functions["MPI_Probe"] = (nint)(delegate* unmanaged<int, int, nint, void*, int>)&ProbeCalls.Probe;
        Functions["MPI_Iprobe"] = (nint)(delegate* unmanaged<int, int, nint, int*, void*, int>)&ProbeCalls.ImmediateProbe;
        Functions["MPI_Mprobe"] = (nint)(delegate* unmanaged<int, int, nint, nint*, void*, int>)&ProbeCalls.MatchedProbe;
        Functions["MPI_Improbe"] = (nint)(delegate* unmanaged<int, int, nint, int*, nint*, void*, int>)&ProbeCalls.ImmediateMatchedProbe;
        Functions["MPI_Mrecv"] = (nint)(delegate* unmanaged<void*, int, nint, nint*, void*, int>)&ProbeCalls.MatchedReceive;
        Functions["MPI_Imrecv"] = (nint)(delegate* unmanaged<void*, int, nint, nint*, nint*, int>)&ProbeCalls.ImmediateMatchedReceive;
    }

    private static void AddCompletion()
    {
        Functions["MPI_Wait"] = (nint)(delegate* unmanaged<nint*, void*, int>)&CompletionCalls.Wait;
        Functions["MPI_Test"] = (nint)(delegate* unmanaged<nint*, int*, void*, int>)&CompletionCalls.Test;
        Functions["MPI_Waitall"] = (nint)(delegate* unmanaged<int, void*, void*, int>)&CompletionCalls.WaitAll;
        Functions["MPI_Testall"] = (nint)(delegate* unmanaged<int, void*, int*, void*, int>)&CompletionCalls.TestAll;
        Functions["MPI_Waitany"] = (nint)(delegate* unmanaged<int, void*, int*, void*, int>)&CompletionCalls.WaitAny;
        Functions["MPI_Testany"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.TestAny;
        Functions["MPI_Waitsome"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.WaitSome;
        Functions["MPI_Testsome"] = (nint)(delegate* unmanaged<int, void*, int*, int*, void*, int>)&CompletionCalls.TestSome;
        Functions["MPI_Cancel"] = (nint)(delegate* unmanaged<nint*, int>)&CompletionCalls.Cancel;
    }

    private static void AddCollectives()
    {
        Functions["MPI_Barrier"] = (nint)(delegate* unmanaged<nint, int>)&CollectiveCalls.Barrier;
        Functions["MPI_Ibarrier"] = (nint)(delegate* unmanaged<nint, nint*, int>)&CollectiveCalls.ImmediateBarrier;
        Functions["MPI_Bcast"] = (nint)(delegate* unmanaged<void*, int, nint, int, nint, int>)&CollectiveCalls.Broadcast;
        Functions["MPI_Reduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, int, nint, int>)&CollectiveCalls.Reduce;
        Functions["MPI_Allreduce"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Gather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Gatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, int, nint, int>)&CollectiveCalls.GatherVarying;
        Functions["MPI_Allgather"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Allgatherv"] =
            (nint)(delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.GatherVaryingToAll;
        Functions["MPI_Scatter"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.Gather;
        Functions["MPI_Scatterv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int, nint, int, nint, int>)&CollectiveCalls.ScatterVarying;
        Functions["MPI_Alltoall"] = (nint)(delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)&CollectiveCalls.GatherToAll;
        Functions["MPI_Alltoallv"] =
            (nint)(delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)&CollectiveCalls.AllToAllVarying;
        Functions["MPI_Scan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ReduceToAll;
        Functions["MPI_Exscan"] = (nint)(delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)&CollectiveCalls.ExclusiveScan;
    }
}
