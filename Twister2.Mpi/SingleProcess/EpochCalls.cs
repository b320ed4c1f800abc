using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>
/// Synchronisation of windows of a world of one: operations are complete when they return, so that only what would wait for ever is left to find.
/// </summary>
internal static unsafe class EpochCalls
{
    [UnmanagedCallersOnly]
    public static int Fence(int assertions, nint window) => Check(window);

    [UnmanagedCallersOnly]
    public static int Lock(int type, int rank, int assertions, nint window) =>
        Array.IndexOf(Abi.Table.Locks, type) < 0 ? (int)ErrorClass.LockType : Check(window, rank);

    [UnmanagedCallersOnly]
    public static int LockAll(int assertions, nint window) => Check(window);

    /// <summary>Unlock and flush of a rank.</summary>
    [UnmanagedCallersOnly]
    public static int OneTarget(int rank, nint window) => Check(window, rank);

    /// <summary>Unlock and flush of all, and sync.</summary>
    [UnmanagedCallersOnly]
    public static int Every(nint window)
    {
        Thread.MemoryBarrier();
        return Check(window);
    }

    [UnmanagedCallersOnly]
    public static int Post(nint group, int assertions, nint window)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            (known.IsPosted, known.IsCompleted) = (true, group == Abi.Table.GroupEmpty);
            return Abi.Success;
        }
    }

    /// <summary>Nobody else will ever post: a start before the post could only wait for ever.</summary>
    [UnmanagedCallersOnly]
    public static int Start(nint group, int assertions, nint window)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            return known.IsPosted || group == Abi.Table.GroupEmpty ? Abi.Success : (int)ErrorClass.RmaSync;
        }
    }

    [UnmanagedCallersOnly]
    public static int Complete(nint window)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            known.IsCompleted = true;
            return Abi.Success;
        }
    }

    /// <summary>Nobody else will ever complete: to wait before that would be for ever.</summary>
    [UnmanagedCallersOnly]
    public static int Wait(nint window)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            if (!known.IsPosted || !known.IsCompleted)
                return (int)ErrorClass.RmaSync;
            known.IsPosted = false;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Test(nint window, int* flag)
    {
        lock (ProcessState.Gate)
        {
            if (SingleWindow.Find(window) is not { } known)
                return (int)ErrorClass.Window;
            *flag = known.IsCompleted ? 1 : 0;
            known.IsPosted &= !known.IsCompleted;
            return Abi.Success;
        }
    }

    private static int Check(nint window, int rank = 0)
    {
        lock (ProcessState.Gate)
            return SingleWindow.Find(window) is null ? (int)ErrorClass.Window : rank == 0 ? Abi.Success : (int)ErrorClass.Rank;
    }
}
