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
    private static readonly Dictionary<nint, Message> Messages = [];
    private static readonly Dictionary<nint, int> DerivedSizes = [];

    // Predefined handles are below 4096.
    private static nint _nextHandle = 0x10000;

    public static bool IsInitialized { get; set; }

    public static bool IsFinalized { get; set; }

    /// <summary>The thread level, as the table gives it.</summary>
    public static int ThreadLevel { get; set; }

    /// <summary>Groups: true for one that has this process, false for an empty one.</summary>
    public static ObjectTable<bool> Groups { get; } = new() { [Abi.Table.GroupEmpty] = false };

    public static ObjectTable<Dictionary<string, string>> Infos { get; } = new();

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

    public static PendingOperation? Request(nint handle) => Requests.GetValueOrDefault(handle);

    public static nint Add(PendingOperation operation)
    {
        Requests.Add(++_nextHandle, operation);
        return _nextHandle;
    }

    public static void RemoveRequest(nint handle) => Requests.Remove(handle);

    public static nint Add(Message message)
    {
        Messages.Add(++_nextHandle, message);
        return _nextHandle;
    }

    public static Message? TakeMessage(nint handle) => Messages.Remove(handle, out var message) ? message : null;

    public static nint AddDatatype(int size)
    {
        DerivedSizes.Add(++_nextHandle, size);
        return _nextHandle;
    }

    /// <summary>Bytes of one element; -1 for a handle that is no datatype.</summary>
    public static int SizeOf(nint datatype)
    {
        int index = Array.IndexOf(Abi.Table.Datatypes, datatype);
        return index >= 0 ? DatatypeFacts.All[index].Size : DerivedSizes.GetValueOrDefault(datatype, -1);
    }
}
