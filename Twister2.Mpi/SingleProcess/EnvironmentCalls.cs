using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Start, end, versions, errors and datatypes of a world of one.</summary>
internal static unsafe class EnvironmentCalls
{
    [UnmanagedCallersOnly]
    public static int InitThread(void* argc, void* argv, int required, int* provided)
    {
        if (ProcessState.IsInitialized)
            return (int)ErrorClass.Other;
        ProcessState.IsInitialized = true;
        ProcessState.ThreadLevel = required;
        ProcessState.MainThread = Thread.CurrentThread;
        *provided = required;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int Initialized(int* flag) => Set(flag, ProcessState.IsInitialized ? 1 : 0);

    [UnmanagedCallersOnly]
    public static int Finalize()
    {
        ProcessState.IsFinalized = true;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int Finalized(int* flag) => Set(flag, ProcessState.IsFinalized ? 1 : 0);

    [UnmanagedCallersOnly]
    public static int QueryThread(int* level) => Set(level, ProcessState.ThreadLevel);

    [UnmanagedCallersOnly]
    public static int GetVersion(int* version, int* subversion)
    {
        *version = 4;
        *subversion = 1;
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static int GetLibraryVersion(byte* text, int* length) => Put("Twister2 single process", text, length);

    [UnmanagedCallersOnly]
    public static int GetProcessorName(byte* text, int* length) => Put(System.Environment.MachineName, text, length);

    [UnmanagedCallersOnly]
    public static int Abort(nint comm, int code)
    {
        Console.Error.Flush();
        Libc.Exit(code);
        return Abi.Success;
    }

    [UnmanagedCallersOnly]
    public static double Wtick() => 1.0 / System.Diagnostics.Stopwatch.Frequency;

    [UnmanagedCallersOnly]
    public static int IsThreadMain(int* flag) => Set(flag, Thread.CurrentThread == ProcessState.MainThread ? 1 : 0);

    [UnmanagedCallersOnly]
    public static int AllocateMemory(nint size, nint info, void* memory)
    {
        if (size < 0)
            return (int)ErrorClass.Argument;
        try
        {
            *(void**)memory = NativeMemory.AlignedAlloc((nuint)Math.Max(size, 1), 64);
            return Abi.Success;
        }
        catch (OutOfMemoryException)
        {
            return (int)ErrorClass.NoMemory;
        }
    }

    [UnmanagedCallersOnly]
    public static int FreeMemory(void* memory)
    {
        NativeMemory.AlignedFree(memory);
        return Abi.Success;
    }

    // Nobody profiles a single process here.
    [UnmanagedCallersOnly]
    public static int ControlProfiling(int level) => Abi.Success;

    [UnmanagedCallersOnly]
    public static double Wtime() => (double)System.Diagnostics.Stopwatch.GetTimestamp() / System.Diagnostics.Stopwatch.Frequency;

    [UnmanagedCallersOnly]
    public static int ErrorClassOf(int code, int* errorClass) =>
        Set(errorClass, ErrorCalls.TryGet(code, out int known, out _) ? known : code);

    [UnmanagedCallersOnly]
    public static int ErrorString(int code, byte* text, int* length) =>
        Put(ErrorCalls.TryGet(code, out _, out string added) ? added : Enum.IsDefined((ErrorClass)code) ? $"MPI error of class {(ErrorClass)code}" : $"unknown MPI error {code}", text, length);

    [UnmanagedCallersOnly]
    public static int TypeSize(nint datatype, int* size) =>
        ProcessState.SizeOf(datatype) is >= 0 and var known ? Set(size, known) : (int)ErrorClass.Type;

    [UnmanagedCallersOnly]
    public static int TypeCommit(nint* datatype) => ProcessState.SizeOf(*datatype) >= 0 ? Abi.Success : (int)ErrorClass.Type;

    [UnmanagedCallersOnly]
    public static int ReduceLocal(void* input, void* inout, int count, nint datatype, nint operation)
    {
        if (OperationCalls.FunctionOf(operation) is not 0 and var function)
        {
            ((delegate* unmanaged<void*, void*, int*, nint*, void>)function)(input, inout, &count, &datatype);
            return Abi.Success;
        }

        int type = Array.IndexOf(Abi.Table.Datatypes, datatype);
        int op = Array.IndexOf(Abi.Table.Operations, operation);
        return type < 0 ? (int)ErrorClass.Type
            : op < 0 || !LocalReduction.Apply((DatatypeKind)type, (OperationKind)op, input, inout, count) ? (int)ErrorClass.Operation
            : Abi.Success;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Set(int* target, int value)
    {
        *target = value;
        return Abi.Success;
    }

    /// <summary>Writes a text with its end mark; every caller has room for <see cref="MpiAbi.TextSize"/> bytes.</summary>
    private static int Put(string value, byte* text, int* length)
    {
        *length = Encoding.UTF8.GetBytes(value, new Span<byte>(text, MpiAbi.TextSize - 1));
        text[*length] = 0;
        return Abi.Success;
    }
}
