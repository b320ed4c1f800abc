using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Communicators of a world of one: each has rank 0 of 1 and a mailbox of its own.</summary>
internal static unsafe class CommunicatorCalls
{
    // MPI_MAX_OBJECT_NAME of the standard ABI, end mark included.
    private const int MaxName = 128;

    [UnmanagedCallersOnly]
    public static int SetErrorHandler(nint comm, nint handler)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            if (!ErrorCalls.IsHandler(handler))
                return (int)ErrorClass.ErrorHandler;
            known.ErrorHandler = handler;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Rank(nint comm, int* rank) => Answer(comm, rank, 0);

    [UnmanagedCallersOnly]
    public static int Size(nint comm, int* size) => Answer(comm, size, 1);

    [UnmanagedCallersOnly]
    public static int Duplicate(nint comm, nint* result)
    {
        lock (ProcessState.Gate)
            return Copy(comm, null, result);
    }

    [UnmanagedCallersOnly]
    public static int Split(nint comm, int color, int key, nint* result)
    {
        *result = Abi.Table.CommNull;
        if (color < 0 && color != MpiAbi.Undefined)
            return (int)ErrorClass.Argument;
        return color == MpiAbi.Undefined ? Abi.Success : Create(comm, result);
    }

    [UnmanagedCallersOnly]
    public static int SplitType(nint comm, int type, int key, nint info, nint* result)
    {
        // One process is no smaller part of the machine than it was: a split by hardware is no split, and gives no communicator.
        *result = Abi.Table.CommNull;
        return type == Abi.Table.CommTypeShared ? Create(comm, result)
            : type == MpiAbi.Undefined || Array.IndexOf(Abi.Table.CommTypeHardware, type) >= 0 ? Arguments.Communicator(comm)
            : (int)ErrorClass.Argument;
    }

    [UnmanagedCallersOnly]
    public static int Free(nint* comm) => Remove(comm);

    [UnmanagedCallersOnly]
    public static int Compare(nint first, nint second, int* result)
    {
        lock (ProcessState.Gate)
        {
            *result = Abi.Table.Comparisons[first == second ? 0 : 1];
            return Arguments.First(Arguments.Communicator(first), Arguments.Communicator(second));
        }
    }

    [UnmanagedCallersOnly]
    public static int TestInter(nint comm, int* flag)
    {
        *flag = 0;
        lock (ProcessState.Gate)
            return Arguments.Communicator(comm);
    }

    [UnmanagedCallersOnly]
    public static int SetName(nint comm, byte* name)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
            known.Name = text[..Math.Min(text.Length, MaxName - 1)].ToArray();
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetName(nint comm, byte* name, int* length)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            known.Name.CopyTo(new Span<byte>(name, MaxName));
            name[known.Name.Length] = 0;
            *length = known.Name.Length;
            return Abi.Success;
        }
    }

    /// <summary>Frees a communicator and its attributes.</summary>
    public static int Remove(nint* comm)
    {
        lock (ProcessState.Gate)
        {
            if (*comm == Abi.Table.CommWorld || *comm == Abi.Table.CommSelf || ProcessState.Communicator(*comm) is not { } known)
                return (int)ErrorClass.Communicator;
            if (AttributeCalls.DeleteAll(*comm, known) is var error && error != 0)
                return error;
            ProcessState.RemoveCommunicator(*comm);
            *comm = Abi.Table.CommNull;
            return Abi.Success;
        }
    }

    /// <summary>Duplicates a communicator with its topology, error handler and attributes, maybe with other hints.</summary>
    public static int Copy(nint comm, Dictionary<string, string>? info, nint* result)
    {
        *result = Abi.Table.CommNull;
        if (ProcessState.Communicator(comm) is not { } known)
            return (int)ErrorClass.Communicator;
        var copy = new SingleCommunicator("")
        {
            Topology = known.Topology,
            ErrorHandler = known.ErrorHandler,
            Info = new(info ?? known.Info),
        };
        if (AttributeCalls.CopyAll(comm, known, copy) is var error && error != 0)
            return error;
        *result = ProcessState.Add(copy);
        return Abi.Success;
    }

    private static int Answer(nint comm, int* target, int value)
    {
        lock (ProcessState.Gate)
        {
            *target = value;
            return Arguments.Communicator(comm);
        }
    }

    private static int Create(nint comm, nint* result)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            *result = ProcessState.Add(new SingleCommunicator("") { ErrorHandler = known.ErrorHandler });
            return Abi.Success;
        }
    }
}
