using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Error handlers of communicators, and errors that the program adds to MPI's.</summary>
internal static unsafe class ErrorCalls
{
    /// <summary>The code of everything that needs other processes.</summary>
    public const int Alone = LastPredefined + 1;

    // MPI_ERR_LASTCODE of the standard ABI.
    private const int LastPredefined = 0x3fff;

    private const string AloneText = "this process runs alone, without an MPI library, and has no other processes to start or to meet; "
        + "install Open MPI or one of MPICH's family, and start the program with its mpiexec";

    private static readonly ObjectTable<nint> Handlers = new();
    private static readonly Dictionary<int, (int Class, string Text)> Added = new() { [Alone] = ((int)ErrorClass.Spawn, AloneText) };

    /// <summary>MPI_LASTUSEDCODE.</summary>
    public static int LastCode { get; private set; } = Alone;

    [UnmanagedCallersOnly]
    public static int CreateHandler(nint function, nint* handler)
    {
        lock (ProcessState.Gate)
        {
            *handler = Handlers.Add(function);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetHandler(nint comm, nint* handler)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm) is not { } known)
                return (int)ErrorClass.Communicator;
            *handler = known.ErrorHandler;
            return Abi.Success;
        }
    }

    // A freed handler stays in use where it is set, and costs a few bytes.
    [UnmanagedCallersOnly]
    public static int FreeHandler(nint* handler)
    {
        *handler = Abi.Table.ErrhandlerNull;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int CallHandler(nint comm, int code)
    {
        if (ProcessState.Communicator(comm) is null)
            return (int)ErrorClass.Communicator;
        Raise(comm, code);
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int AddClass(int* errorClass)
    {
        lock (ProcessState.Gate)
        {
            *errorClass = ++LastCode;
            Added.Add(LastCode, (LastCode, ""));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int AddCode(int errorClass, int* code)
    {
        lock (ProcessState.Gate)
        {
            *code = ++LastCode;
            Added.Add(LastCode, (errorClass, ""));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int AddString(int code, byte* text)
    {
        lock (ProcessState.Gate)
        {
            if (!Added.TryGetValue(code, out var known))
                return (int)ErrorClass.Argument;
            Added[code] = (known.Class, Marshal.PtrToStringUTF8((nint)text)!);
            return Abi.Success;
        }
    }

    /// <summary>Whether the handle names an error handler.</summary>
    public static bool IsHandler(nint handler) =>
        handler == Abi.Table.ErrorsReturn || handler == Abi.Table.ErrorsAreFatal || handler == Abi.Table.ErrorsAbort || Handlers.TryGet(handler, out _);

    /// <summary>The class and the text of a code that is not one of the standard's.</summary>
    public static bool TryGet(int code, out int errorClass, out string text)
    {
        lock (ProcessState.Gate)
        {
            bool found = Added.TryGetValue(code, out var known);
            (errorClass, text) = known;
            return found;
        }
    }

    /// <summary>Does with an error what the communicator's handler says; returns the error.</summary>
    public static int Raise(nint comm, int error)
    {
        nint handler = ProcessState.Communicator(comm)?.ErrorHandler ?? Abi.Table.ErrorsReturn;
        if (error == 0 || handler == Abi.Table.ErrorsReturn)
            return error;
        if (Handlers.TryGet(handler, out nint function))
        {
            ((delegate* unmanaged<nint*, int*, void>)function)(&comm, &error);
            return error;
        }

        Console.Error.WriteLine($"twister2: an MPI error of class {(ErrorClass)error} ends the program: its communicator's errors are fatal.");
        Console.Error.Flush();
        Libc.Exit(1);
        return error;
    }
}
