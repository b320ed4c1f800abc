using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What is open, as this process sees it. Libraries report a wrong order of calls only sometimes; else they hang or write where they should not.
public abstract unsafe partial class Window
{
    // Copies beyond this many bytes are completed rather than kept, where the epoch allows it.
    private const long CopyLimit = 16 << 20;

    /// <summary>The ranks that are locked, or that <see cref="Start(ReadOnlySpan{int}, WindowAssertions)"/> named: one bit each.</summary>
    private readonly ulong[] _targets;

    private Access _access;
    private int _lockCount;

    /// <summary>Operations were started since the last fence.</summary>
    private bool _used;

    /// <summary>The last fence was not the end of the fences.</summary>
    private bool _fenceOpen;

    /// <summary><see cref="Post(ReadOnlySpan{int}, WindowAssertions)"/> was called, and its <see cref="Wait"/> is still to come.</summary>
    private bool _posted;

    private enum Access : byte
    {
        None,
        Fence,
        Start,
        Lock,
        LockAll,
    }

    /// <summary>Tells whether operations on a rank can be completed at any time: it is locked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool IsPassive(int rank) => _access == Access.LockAll || (_access == Access.Lock && IsTarget(rank));

    /// <summary>Checks that a rank may be accessed now, and notes that it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void BeginAccess(int rank, string function)
    {
        if (_access is not (Access.LockAll or Access.Fence) && (_access == Access.None || !IsTarget(rank)))
            ThrowNoEpoch(rank, function);
        _used = true;
    }

    /// <summary>Checks that an operation with a request, or one that is complete when it returns, may be started now.</summary>
    private protected void CheckPassive(int rank, string function)
    {
        if (!IsPassive(rank))
            throw Wrong(function, $"rank {rank} is not locked; call Lock or LockAll first, or use the form that the end of the epoch completes");
    }

    /// <summary>Completes the operations on a rank, which is locked.</summary>
    private protected void CompleteNow(int rank)
    {
        Native.Check(MpiFunctions.WinFlush(rank, _handle), "MPI_Win_flush");
        Buffers.Release(rank);
    }

    /// <summary>Copies values for an operation on a rank, and frees the copies that wait where there are many and it can be done at any time.</summary>
    private protected void* Copy<T>(ReadOnlySpan<T> values, int rank)
        where T : unmanaged
    {
        if (Buffers.StagedBytes > CopyLimit)
            BoundCopies();
        return Buffers.Stage(values, rank);
    }

    private void BoundCopies()
    {
        if (_access is not (Access.Lock or Access.LockAll))
            return;
        Native.Check(MpiFunctions.WinFlushLocalAll(_handle), "MPI_Win_flush_local_all");
        Buffers.ReleaseAll();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsTarget(int rank) => (_targets[rank >> 6] >> (rank & 63) & 1) != 0;

    private void SetTarget(int rank) => _targets[rank >> 6] |= 1UL << (rank & 63);

    private void ClearTarget(int rank) => _targets[rank >> 6] &= ~(1UL << (rank & 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void CheckRank(int rank, string function)
    {
        if ((uint)rank >= (uint)Size)
            ThrowNoRank(rank, function);
    }

    /// <summary>Checks that a new access epoch may begin: an earlier fence may have opened one, as long as nobody used it.</summary>
    private void CheckNoAccess(string function)
    {
        if (_access == Access.Fence && !_used)
            return;
        if (_access != Access.None)
            throw Wrong(function, $"{Describe()}; close that first");
    }

    private string Describe() => _access switch
    {
        Access.Fence => "operations were started since the last Fence",
        Access.Start => "an epoch of Start is open",
        Access.Lock => "a rank is locked",
        Access.LockAll => "all ranks are locked",
        _ => "no epoch is open",
    };

    private void ThrowNoEpoch(int rank, string function) => throw Wrong(
        function,
        _access == Access.None
            ? "no epoch is open in which ranks may be accessed; call Fence, Lock, LockAll or Start first"
            : $"rank {rank} is not among those that were locked or named in Start");

    private void ThrowNoRank(int rank, string function) =>
        throw new MpiException(ErrorClass.Rank, function, $"there is no rank {rank}; the window has {Size}, numbered from 0");

    private static MpiException Wrong(string function, string text) => new(ErrorClass.RmaSync, function, text);

    /// <summary>The library's word for assertions, of which a call knows only some.</summary>
    private static int ToNative(WindowAssertions assertions, WindowAssertions known, string function)
    {
        if (assertions == WindowAssertions.None)
            return 0;
        if ((assertions & ~known) != 0)
            throw new MpiException(ErrorClass.Assert, function, $"{assertions & ~known} cannot be asserted here; {known} can");
        int result = 0;
        for (int i = 0; i < Native.Abi.WindowModes.Length; i++)
        {
            if (((int)assertions >> i & 1) != 0)
                result |= Native.Abi.WindowModes[i];
        }

        return result;
    }

    /// <summary>Ends what is open, so that the window can be given back. All processes did the same fences, so all end them here.</summary>
    private void CloseEpochs()
    {
        if (_access == Access.LockAll)
            UnlockAll();
        for (int rank = 0; _access == Access.Lock; rank++)
        {
            if (IsTarget(rank))
                Unlock(rank);
        }

        if (_access == Access.Start)
            Complete();
        if (_posted)
            Wait();
        if (_fenceOpen)
            Fence(WindowAssertions.NoSucceed);
    }
}
