using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// await request: who looks for its end, and what runs then.
public unsafe partial class Request
{
    private RequestPoller? _poller;
    private Action? _continuation;

    /// <summary>True when somebody has asked for the operation to be given up; the poller does it, on its own thread.</summary>
    internal bool IsCancelWanted { get; set; }

    /// <summary>
    /// For <c>await</c>: the status at the end of the operation. It works inside <see cref="Environment.Run(Func{Task})"/> at every thread level, and
    /// anywhere when MPI was initialised with <see cref="Threading.Multiple"/>.
    /// </summary>
    /// <exception cref="MpiException">It is awaited elsewhere, or MPI has been finalised.</exception>
    public RequestAwaiter GetAwaiter()
    {
        RequestPoller.EnsureAvailable(this);
        return new RequestAwaiter(this);
    }

    /// <summary>True while a poller sees to the request.</summary>
    internal bool IsAwaited => _poller is not null;

    /// <summary>True while a poller sees to the request that is not the one given; null stands for that of the background.</summary>
    internal bool IsAwaitedByOther(RequestPoller? poller) => _poller is { } mine && mine != (poller ?? BackgroundPoller.Poller);

    /// <summary>Lets a poller see to the end of the operation, and then run what waits for it.</summary>
    internal void Await(RequestPoller poller, Action continuation)
    {
        if (_poller is { } other && other != poller)
            throw new MpiException(ErrorClass.Request, Function, "the request is awaited by another event loop already");
        poller.Add(this, continuation);
    }

    /// <summary>Adds what waits for the end of the operation, under the poller's lock; true when nothing did before.</summary>
    internal bool AddContinuation(RequestPoller poller, Action continuation)
    {
        bool first = _poller is null;
        _poller = poller;
        _continuation += continuation;
        return first;
    }

    /// <summary>Takes what waits for the end of the operation, under the poller's lock; the request is no longer awaited.</summary>
    internal Action? TakeContinuation()
    {
        var continuation = _continuation;
        _continuation = null;
        _poller = null;
        return continuation;
    }

    /// <summary>The result for those who awaited it.</summary>
    internal CompletedStatus EndAwait() => IsCompleted || !IsAbandoned()
        ? Wait()
        : throw new MpiException(ErrorClass.Request, Function, "MPI ended before the operation did");

    /// <summary>Gives the operation up on the poller's thread.</summary>
    internal void CancelWanted()
    {
        IsCancelWanted = false;
        try
        {
            Cancel();
        }
        catch (MpiException e)
        {
            // The operation goes on to its end, and whoever awaits it learns of this there.
            _failure = e;
        }
    }

    private static bool IsAbandoned() => BackgroundPoller.IsStopped || !Native.IsLive;

    // While another thread polls a request, MPI must not be asked about it from here.
    private void EnsureUsable(string function)
    {
        Native.EnsureLive(function);
        if (_poller is { IsMine: false })
            throw new MpiException(ErrorClass.Request, function, "the request is being awaited by another thread; await it here too");
    }
}
