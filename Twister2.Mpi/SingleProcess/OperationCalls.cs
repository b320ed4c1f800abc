using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>User operations of a world of one: there is nothing to combine, but handles are checked as a real library would.</summary>
internal static unsafe class OperationCalls
{
    private static readonly Dictionary<nint, nint> Functions = [];

    // Far from the other handles: an operation is never taken for one of them.
    private static nint _last = 0x4000_0000;

    [UnmanagedCallersOnly]
    public static int Create(nint function, int commutative, nint* operation)
    {
        if (function == 0)
            return (int)ErrorClass.Argument;
        lock (ProcessState.Gate)
        {
            Functions.Add(++_last, function);
            *operation = _last;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Free(nint* operation)
    {
        lock (ProcessState.Gate)
        {
            bool known = Functions.Remove(*operation);
            *operation = Abi.Table.OpNull;
            return known ? Abi.Success : (int)ErrorClass.Operation;
        }
    }

    /// <summary>Checks that a handle is an operation.</summary>
    public static int Check(nint operation)
    {
        lock (ProcessState.Gate)
        {
            return Array.IndexOf(Abi.Table.Operations, operation) >= 0 || Functions.ContainsKey(operation)
                ? Abi.Success
                : (int)ErrorClass.Operation;
        }
    }

    /// <summary>The user's function of a handle; 0 for a predefined operation.</summary>
    public static nint FunctionOf(nint operation)
    {
        lock (ProcessState.Gate)
            return Functions.GetValueOrDefault(operation);
    }
}
