using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 12.5, passive target: only the process that accesses takes part.
public abstract unsafe partial class Window
{
    /// <summary>Begins to access a rank (MPI_Win_lock). May wait for others that have it locked.</summary>
    /// <param name="rank">The rank; this one too.</param>
    /// <param name="type">Whether others may access it at the same time.</param>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>: nobody holds or wants a lock that excludes this one.</param>
    /// <exception cref="MpiException">No such rank, it is locked already, another epoch is open, or the library failed.</exception>
    public void Lock(int rank, LockType type = LockType.Exclusive, WindowAssertions assertions = WindowAssertions.None)
    {
        const string Function = "MPI_Win_lock";
        nint window = Handle;
        int native = ToNative(assertions, WindowAssertions.NoCheck, Function);
        CheckRank(rank, Function);
        if (type is not (LockType.Exclusive or LockType.Shared))
            throw new MpiException(ErrorClass.LockType, Function, $"there is no lock of type {(int)type}");
        if (_access != Access.Lock)
            CheckNoAccess(Function);
        else if (IsTarget(rank))
            throw Wrong(Function, $"rank {rank} is locked already by this process");
        Native.Check(MpiFunctions.WinLock(Native.Abi.Locks[(int)type], rank, native, window), Function);
        SetTarget(rank);
        _lockCount++;
        _access = Access.Lock;
    }

    /// <summary>Ends the accesses to a rank: all operations on it are complete, here and there (MPI_Win_unlock).</summary>
    /// <exception cref="MpiException">It is not locked, or the library failed.</exception>
    public void Unlock(int rank)
    {
        const string Function = "MPI_Win_unlock";
        nint window = Handle;
        CheckRank(rank, Function);
        if (_access != Access.Lock || !IsTarget(rank))
            throw Wrong(Function, $"rank {rank} is not locked by Lock of this process");
        Native.Check(MpiFunctions.WinUnlock(rank, window), Function);
        Buffers.Release(rank);
        ClearTarget(rank);
        _access = --_lockCount == 0 ? Access.None : Access.Lock;
    }

    /// <summary>Begins to access all ranks, shared with others that do so (MPI_Win_lock_all). Not collective.</summary>
    /// <param name="assertions"><see cref="WindowAssertions.NoCheck"/>: nobody holds or wants an exclusive lock.</param>
    /// <exception cref="MpiException">Another epoch is open, or the library failed.</exception>
    public void LockAll(WindowAssertions assertions = WindowAssertions.None)
    {
        const string Function = "MPI_Win_lock_all";
        nint window = Handle;
        int native = ToNative(assertions, WindowAssertions.NoCheck, Function);
        CheckNoAccess(Function);
        Native.Check(MpiFunctions.WinLockAll(native, window), Function);
        _access = Access.LockAll;
    }

    /// <summary>Ends the accesses to all ranks: all operations are complete, here and there (MPI_Win_unlock_all). Not collective.</summary>
    /// <exception cref="MpiException">There was no <see cref="LockAll"/>, or the library failed.</exception>
    public void UnlockAll()
    {
        const string Function = "MPI_Win_unlock_all";
        nint window = Handle;
        if (_access != Access.LockAll)
            throw Wrong(Function, "there was no LockAll that this could end");
        Native.Check(MpiFunctions.WinUnlockAll(window), Function);
        Buffers.ReleaseAll();
        _access = Access.None;
    }

    /// <summary>Locks a rank until what is returned is disposed: <c>using (window.LockScope(rank)) { … }</c> (MPI_Win_lock, MPI_Win_unlock).</summary>
    /// <param name="rank">The rank; this one too.</param>
    /// <param name="type">Whether others may access it at the same time.</param>
    /// <exception cref="MpiException">No such rank, it is locked already, another epoch is open, or the library failed.</exception>
    public WindowLock LockScope(int rank, LockType type = LockType.Exclusive)
    {
        Lock(rank, type);
        return new WindowLock(this, rank);
    }

    /// <summary>Locks all ranks until what is returned is disposed (MPI_Win_lock_all, MPI_Win_unlock_all).</summary>
    /// <exception cref="MpiException">Another epoch is open, or the library failed.</exception>
    public WindowLock LockAllScope()
    {
        LockAll();
        return new WindowLock(this, WindowLock.All);
    }

    /// <summary>Completes all operations on a rank that is locked, here and there (MPI_Win_flush).</summary>
    /// <exception cref="MpiException">The rank is not locked, or the library failed.</exception>
    public void Flush(int rank) => Flush(MpiFunctions.WinFlush, rank, "MPI_Win_flush");

    /// <summary>Completes all operations on a rank that is locked as far as this process goes: the buffers can be used again (MPI_Win_flush_local).</summary>
    /// <exception cref="MpiException">The rank is not locked, or the library failed.</exception>
    public void FlushLocal(int rank) => Flush(MpiFunctions.WinFlushLocal, rank, "MPI_Win_flush_local");

    /// <summary>Completes all operations on every rank that is locked, here and there (MPI_Win_flush_all).</summary>
    /// <exception cref="MpiException">No rank is locked, or the library failed.</exception>
    public void FlushAll() => FlushAll(MpiFunctions.WinFlushAll, "MPI_Win_flush_all");

    /// <summary>Completes all operations as far as this process goes: the buffers can be used again (MPI_Win_flush_local_all).</summary>
    /// <exception cref="MpiException">No rank is locked, or the library failed.</exception>
    public void FlushLocalAll() => FlushAll(MpiFunctions.WinFlushLocalAll, "MPI_Win_flush_local_all");

    /// <summary>
    /// Makes this process's own writes to the window's memory visible to the others, and theirs to it, as a memory barrier does (MPI_Win_sync). It says
    /// nothing about when the others write: that needs a message or a barrier between two calls of this.
    /// </summary>
    /// <exception cref="MpiException">No rank is locked: MPI allows this between a lock and its end only. Or the library failed.</exception>
    public void Sync()
    {
        nint window = Handle;
        CheckAnyLock("MPI_Win_sync");
        Native.Check(MpiFunctions.WinSync(window), "MPI_Win_sync");
    }

    /// <summary>Ends a lock of a scope, unless that is done already.</summary>
    internal void Leave(int rank)
    {
        if (IsClosed)
            return;
        if (rank == WindowLock.All && _access == Access.LockAll)
            UnlockAll();
        else if (rank >= 0 && _access == Access.Lock && IsTarget(rank))
            Unlock(rank);
    }

    private void Flush(delegate* unmanaged<int, nint, int> flush, int rank, string function)
    {
        nint window = Handle;
        CheckRank(rank, function);
        if (!IsPassive(rank))
            throw Wrong(function, $"rank {rank} is not locked; {Describe()}");
        Native.Check(flush(rank, window), function);
        Buffers.Release(rank);
    }

    private void FlushAll(delegate* unmanaged<nint, int> flush, string function)
    {
        nint window = Handle;
        CheckAnyLock(function);
        Native.Check(flush(window), function);
        Buffers.ReleaseAll();
    }

    private void CheckAnyLock(string function)
    {
        if (_access is not (Access.Lock or Access.LockAll))
            throw Wrong(function, $"no rank is locked; {Describe()}");
    }
}
