namespace Twister2.Mpi.SingleProcess;

/// <summary>
/// MPI for a world of one process, in C#, behind the same function pointers as a real library: nothing above this table knows which of
/// the two it runs on. Its constants are those of the MPI 5 standard ABI.
/// </summary>
internal static partial class SingleProcessLibrary
{
    private static readonly Dictionary<string, nint> Functions = [];

    static SingleProcessLibrary()
    {
        AddEnvironment();
        AddCommunicators();
        AddMessages();
        AddProbes();
        AddCompletion();
        AddSendModes();
        AddPersistent();
        AddLarge();
        AddCollectives();
        AddGroups();
        AddInfos();
        AddTopologies();
        AddNeighbors();
        AddProcesses();
        AddAttributes();
        AddWindows();
        AddDatatypes();
        AddFiles();
    }

    /// <summary>The address of a function by MPI's name; 0 where there is none, as with a real library.</summary>
    public static nint Find(string name) => Functions.GetValueOrDefault(name);
}
