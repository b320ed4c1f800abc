using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>A communicator of the one process.</summary>
internal sealed class SingleCommunicator(string name)
{
    public Mailbox Mailbox { get; } = new();

    public byte[] Name { get; set; } = System.Text.Encoding.UTF8.GetBytes(name);

    public SingleTopology? Topology { get; init; }

    /// <summary>Values by key.</summary>
    public Dictionary<int, nint> Attributes { get; } = [];

    public Dictionary<string, string> Info { get; init; } = [];

    /// <summary>The handle of the error handler.</summary>
    public nint ErrorHandler { get; set; } = Abi.Table.ErrorsAreFatal;
}

/// <summary>
/// Everything the single-process implementation knows: its objects by handle. One lock guards it all, and whoever waits for another
/// thread waits on that lock.
/// </summary>
internal static class ProcessState
{
    public static readonly object Gate = new();

    private static readonly Dictionary<nint, SingleCommunicator> Communicators = new()
    {
        [Abi.Table.CommWorld] = new("MPI_COMM_WORLD"),
        [Abi.Table.CommSelf] = new("MPI_COMM_SELF"),
    };

    private static readonly Dictionary<nint, PendingOperation> Requests = [];
    private static readonly Dictionary<nint, PersistentOperation> Persistent = [];
    private static readonly Dictionary<nint, Message> Messages = [];
    private static readonly TypeMap[] BasicTypes = [.. DatatypeFacts.All.Select(t => BasicType(t.Name, t.Size))];
    private static readonly Dictionary<nint, TypeMap> DerivedTypes = [];

    // Predefined handles are below 4096.
    private static nint _nextHandle = 0x10000;

    public static bool IsInitialized { get; set; }

    public static bool IsFinalized { get; set; }

    /// <summary>The thread level, as the table gives it.</summary>
    public static int ThreadLevel { get; set; }

    /// <summary>The thread that initialised MPI.</summary>
    public static Thread? MainThread { get; set; }

    /// <summary>Groups: true for one that has this process, false for an empty one.</summary>
    public static ObjectTable<bool> Groups { get; } = new() { [Abi.Table.GroupEmpty] = false };

    public static ObjectTable<Dictionary<string, string>> Infos { get; } = new() { [Abi.Table.InfoEnv] = JobInfo() };

    public static SingleCommunicator? Communicator(nint handle) => Communicators.GetValueOrDefault(handle);

    /// <summary>A handle that no object has.</summary>
    public static nint NextHandle() => ++_nextHandle;

    public static nint Add(SingleCommunicator communicator)
    {
        Communicators.Add(++_nextHandle, communicator);
        return _nextHandle;
    }

    public static bool RemoveCommunicator(nint handle) =>
        handle != Abi.Table.CommWorld && handle != Abi.Table.CommSelf && Communicators.Remove(handle);

    /// <summary>The operation under way of a request; null for none, also when a persistent request is not started.</summary>
    public static PendingOperation? Request(nint handle) =>
        Requests.GetValueOrDefault(handle) ?? Persistent.GetValueOrDefault(handle)?.Current;

    public static PersistentOperation? PersistentRequest(nint handle) => Persistent.GetValueOrDefault(handle);

    public static nint Add(PersistentOperation operation)
    {
        Persistent.Add(++_nextHandle, operation);
        return _nextHandle;
    }

    public static nint Add(PendingOperation operation)
    {
        Requests.Add(++_nextHandle, operation);
        return _nextHandle;
    }

    /// <summary>Forgets a request, of either kind.</summary>
    public static bool RemoveRequest(nint handle) => Requests.Remove(handle) || Persistent.Remove(handle);

    public static nint Add(Message message)
    {
        Messages.Add(++_nextHandle, message);
        return _nextHandle;
    }

    public static Message? TakeMessage(nint handle) => Messages.Remove(handle, out var message) ? message : null;

    public static nint Add(TypeMap datatype)
    {
        DerivedTypes.Add(++_nextHandle, datatype);
        return _nextHandle;
    }

    public static bool RemoveDatatype(nint handle) => DerivedTypes.Remove(handle);

    /// <summary>Where the data of a datatype lies; null for a handle that is no datatype.</summary>
    public static TypeMap? Datatype(nint handle)
    {
        int index = Array.IndexOf(Abi.Table.Datatypes, handle);
        return index >= 0 ? BasicTypes[index] : DerivedTypes.GetValueOrDefault(handle);
    }

    /// <summary>Bytes of data of one element; -1 for a handle that is no datatype.</summary>
    public static int SizeOf(nint datatype) => Datatype(datatype) is { } known ? (int)Math.Min(known.Size, int.MaxValue) : -1;

    /// <summary>What MPI_INFO_ENV says of a job of one.</summary>
    private static Dictionary<string, string> JobInfo()
    {
        var info = new Dictionary<string, string> { ["maxprocs"] = "1", ["host"] = System.Environment.MachineName, ["wdir"] = System.Environment.CurrentDirectory };
        if (System.Environment.ProcessPath is { } command)
            info["command"] = command;
        return info;
    }

    // The pairs of MPI_MINLOC and MPI_MAXLOC are C structs: an int behind the value, and a gap in between or after it.
    private static TypeMap BasicType(string name, int size)
    {
        if (!name.EndsWith("_INT", StringComparison.Ordinal))
            return TypeMap.Basic(size);
        int value = size - sizeof(int);
        var pair = TypeMap.Of([(TypeMap.Basic(value), 0, 1), (TypeMap.Basic(sizeof(int)), Math.Max(value, sizeof(int)), 1)], padded: true);
        return name == "LONG_DOUBLE_INT" ? pair.Resized(0, 2 * value) : pair;
    }
}
