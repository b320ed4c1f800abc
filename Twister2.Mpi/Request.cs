using System.Buffers;
using System.Runtime.ExceptionServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// An operation under way. Its buffer stays where it is until the operation is complete, so that <see cref="Wait"/> or
/// <see cref="Test()"/> must be called until then.
/// </summary>
/// <remarks>
/// A request is used by one thread at a time. One that is dropped before its end keeps its buffer, which MPI may still use, and
/// is reported when MPI ends.
/// </remarks>
public unsafe class Request
{
    private readonly delegate*<in NativeStatus, CompletedStatus> _complete;
    private readonly nint _handle;
    private readonly int _place;
    private MemoryHandle _pin;
    private CompletedStatus _status;
    private Exception? _failure;

    private protected Request(string function, nint handle, in MemoryHandle pin, delegate*<in NativeStatus, CompletedStatus> complete)
    {
        Function = function;
        _handle = handle;
        _pin = pin;
        _complete = complete;
        _place = Outstanding.Add(this);
    }

    internal Request(string function, nint handle, in MemoryHandle pin)
        : this(function, handle, pin, &CompletedStatus.OfNothing)
    {
    }

    /// <summary>True once <see cref="Wait"/> or <see cref="Test()"/> has seen the end of the operation.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>MPI's own name of the call that started the operation.</summary>
    internal string Function { get; }

    /// <summary>The library's handle; null handle when complete.</summary>
    internal nint Handle => IsCompleted ? Native.Abi.RequestNull : _handle;

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
        if (!IsCompleted)
        {
            Native.EnsureLive("MPI_Test");
            NativeStatus native = default;
            nint handle = _handle;
            int flag = 0;
            int code = MpiFunctions.Test(&handle, &flag, &native);
            if (code == 0 && flag == 0)
            {
                status = default;
                return false;
            }

            Complete(code, native);
        }

        status = Result();
        return true;
    }

    /// <summary>
    /// Asks MPI to give the operation up (MPI_Cancel). It still has to be waited for; <see cref="CompletedStatus.Cancelled"/> then
    /// tells whether it was in time. Sends cannot be cancelled in most libraries.
    /// </summary>
    /// <exception cref="MpiException">The library refuses, or MPI has been finalised.</exception>
    public void Cancel()
    {
        if (IsCompleted)
            return;
        Native.EnsureLive("MPI_Cancel");
        nint handle = _handle;
        Native.Check(MpiFunctions.Cancel(&handle), "MPI_Cancel");
    }

    /// <summary>Blocks until the operation has ended, well or not.</summary>
    internal void WaitForEnd()
    {
        if (IsCompleted)
            return;
        Native.EnsureLive("MPI_Wait");
        NativeStatus status = default;
        nint handle = _handle;
        Complete(MpiFunctions.Wait(&handle, &status), status);
    }

    /// <summary>Records the end of the operation, and lets the buffers go.</summary>
    internal void Complete(int code, in NativeStatus status)
    {
        NativeStatus seen = status;
        _failure = Failure(code, ref seen);
        if (_failure is null)
            (_status, _failure) = (_complete(in seen), OwnFailure());
        IsCompleted = true;
        Outstanding.Remove(_place);
        Release();
    }

    /// <summary>What went wrong, null for nothing; may put the status right.</summary>
    private protected virtual Exception? Failure(int code, ref NativeStatus status) => code == 0 ? null : Native.ToException(code, Function);

    /// <summary>A failure that the library knows nothing of, such as an exception of a user operation; asked once, at the end.</summary>
    private protected virtual Exception? OwnFailure() => null;

    /// <summary>Lets the buffers go; called once, at the end of the operation.</summary>
    private protected virtual void Release() => _pin.Dispose();

    /// <summary>The status, or the failure as an exception.</summary>
    internal CompletedStatus Result()
    {
        // Keeps the place where an exception of a user operation was thrown.
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        return _status;
    }
}
