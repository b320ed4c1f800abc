using System.Buffers;
using System.Runtime.ExceptionServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// An operation under way. Its buffer stays where it is until the operation is complete, so that <see cref="Wait"/> or
/// <see cref="Test()"/> must be called until then, or the request awaited.
/// </summary>
/// <remarks>
/// A request is used by one thread at a time; with <see cref="Threading.Multiple"/> a second one is refused. One that is dropped before its end keeps its
/// buffer, which MPI may still use, and is reported when MPI ends.
/// </remarks>
public unsafe partial class Request
{
    private readonly int _place;
    private nint _handle;
    private CompletedStatus _status;
    private Exception? _failure;
    private bool _cancelAsked;

    /// <summary>A request whose buffer has its place already; a handle of 0 is one that comes later, in <see cref="Attach"/>.</summary>
    private protected Request(string function, nint handle, int place, in CompletedStatus kind)
    {
        Function = function;
        _handle = handle;
        _status = kind;
        _place = place;
        Outstanding.Keep(place, this);
    }

    internal Request(string function, nint handle, in MemoryHandle pin)
        : this(function, handle, Outstanding.Reserve(pin), default)
    {
    }

    /// <summary>True once the end of the operation has been seen, by <see cref="Wait"/>, <see cref="Test()"/> or an await.</summary>
    public bool IsCompleted { get; private protected set; }

    /// <summary>MPI's own name of the call that started the operation.</summary>
    internal string Function { get; }

    /// <summary>The library's handle; the null handle when complete, or when there is none yet.</summary>
    /// <exception cref="MpiException">Another thread looks for its end.</exception>
    internal nint Handle
    {
        get
        {
            if (_poller is not null)
                EnsureUsable(Function);
            return IsCompleted || !IsMatched ? Native.Abi.RequestNull : _handle;
        }
    }

    /// <summary>The library's handle, whether the operation is under way or not.</summary>
    private protected nint OwnHandle => _handle;

    /// <summary>False while the operation has no handle, because what it is to receive has not come.</summary>
    internal bool IsMatched => Volatile.Read(ref _handle) != 0;

    /// <summary>A send whose buffer has its place already. No constructor: <c>default</c> for no buffer must not be taken for a place.</summary>
    internal static Request Send(string function, nint handle, int place) => new(function, handle, place, default);

    /// <summary>Blocks until the operation is complete (MPI_Wait); returns its status, again when called again.</summary>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public CompletedStatus Wait()
    {
        WaitForEnd();
        return Result();
    }

    /// <summary>Looks whether the operation is complete (MPI_Test); null while it is not.</summary>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public CompletedStatus? Test() => Test(out var status) ? status : null;

    /// <summary>Looks whether the operation is complete (MPI_Test), and gives its status if so.</summary>
    /// <exception cref="MpiException">The operation failed, or MPI has been finalised.</exception>
    public bool Test(out CompletedStatus status)
    {
        if (!TestForEnd())
        {
            status = default;
            return false;
        }

        status = Result();
        return true;
    }

    /// <summary>
    /// Asks MPI to give the operation up (MPI_Cancel). It still has to be waited for; <see cref="CompletedStatus.Cancelled"/> then
    /// tells whether it was in time. Sends cannot be cancelled in most libraries.
    /// </summary>
    /// <exception cref="MpiException">The library refuses, or MPI has been finalised.</exception>
    public virtual void Cancel()
    {
        if (IsCompleted)
            return;
        Native.EnsureLive("MPI_Cancel");
        if (_poller is { IsMine: false })
        {
            // That thread asks MPI about the request at this moment.
            IsCancelWanted = true;
            return;
        }

        // Open MPI 4.1.4 ends the process by SIGSEGV when a receive is cancelled twice.
        if (_cancelAsked)
            return;
        _cancelAsked = true;
        nint handle = _handle;
        Native.Check(MpiFunctions.Cancel(&handle), "MPI_Cancel");
    }

    /// <summary>Blocks until the operation has ended, well or not.</summary>
    internal void WaitForEnd()
    {
        if (IsCompleted)
            return;
        EnsureUsable("MPI_Wait");
        if (Outstanding.IsShared)
            WaitAsOnlyThread();
        else
            WaitAlone();
    }

    private void WaitAlone()
    {
        if ((ProbedReceives.AnyWaiting || !IsMatched) && !WaitForMatch())
            return;
        NativeStatus status = default;
        nint handle = _handle;
        Complete(Native.Returned(MatchingCalls.Wait(&handle, &status)), status);
    }

    /// <summary>Looks whether the operation has ended, well or not; where another thread does so, false or an exception.</summary>
    internal bool TestForEnd(bool mayBeBusy = false)
    {
        if (IsCompleted)
            return true;
        EnsureUsable("MPI_Test");
        return Outstanding.IsShared ? TestAsOnlyThread(mayBeBusy) : TestAlone();
    }

    private bool TestAlone()
    {
        if (ProbedReceives.AnyWaiting)
            ProbedReceives.MatchAll();
        if (!IsMatched && !TryMatch())
            return IsCompleted;
        NativeStatus status = default;
        nint handle = _handle;
        int flag = 0;
        VectorRegisters.Clean();
        int code = Native.Returned(MpiFunctions.Test(&handle, &flag, &status));
        if (code == 0 && flag == 0)
            return false;
        Complete(code, status);
        return true;
    }

    /// <summary>Records the end of the operation, and lets the buffers go.</summary>
    internal void Complete(int code, in NativeStatus status)
    {
        NativeStatus seen = status;
        if (Failure(code, ref seen) is { } failure)
            Fail(failure);
        else
            Succeed(seen);
    }

    /// <summary>The status, or the failure as an exception.</summary>
    internal CompletedStatus Result()
    {
        ThrowIfFailed();
        return _status;
    }

    /// <summary>What went wrong, null for nothing; may put the status right.</summary>
    private protected virtual Exception? Failure(int code, ref NativeStatus status) => code == 0 ? null : Native.Failure(code, Function);

    /// <summary>A failure that the library knows nothing of, such as an exception of a user operation; asked once, at the end.</summary>
    private protected virtual Exception? OwnFailure() => null;

    /// <summary>Looks for what the operation is to receive, where it is received only when it has come; true when it has.</summary>
    internal virtual bool TryMatch() => true;

    /// <summary>Waits for what the operation is to receive; false when it was cancelled, and is complete.</summary>
    private protected bool WaitForMatch()
    {
        var spin = default(SpinWait);
        while (!TryMatch())
        {
            if (IsCompleted)
                return false;
            ProbedReceives.MatchAll();
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return true;
    }

    /// <summary>Gives the operation the library's handle; another thread that sees it sees the buffer too.</summary>
    private protected void Attach(nint handle) => Volatile.Write(ref _handle, handle);

    /// <summary>Makes a persistent operation active once more.</summary>
    private protected void Reopen()
    {
        _failure = null;
        _cancelAsked = false;
        IsCompleted = false;
    }

    private protected void Succeed(in NativeStatus status)
    {
        (_status, _failure) = (_status.With(in status), OwnFailure() ?? _failure);
        IsCompleted = true;
        Release();
    }

    private protected void Fail(Exception failure)
    {
        _failure = failure;
        IsCompleted = true;
        Release();
    }

    /// <summary>Lets the buffers go; called at the end of the operation.</summary>
    private protected virtual void Release() => Outstanding.Remove(_place);

    /// <summary>The failure, once there is one.</summary>
    internal Exception? FailureOrNull => _failure;

    /// <summary>The status, whether the operation failed or not.</summary>
    internal CompletedStatus LastStatus => _status;

    /// <summary>True for a request that can be started again.</summary>
    internal bool StaysInList { get; private protected init; }

    /// <summary>True once a list had the request.</summary>
    internal bool WasListed { get; set; }

    internal void ThrowIfFailed()
    {
        // Keeps the place where an exception of a user operation was thrown.
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
    }
}
