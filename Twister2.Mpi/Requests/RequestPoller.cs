using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Looks for the end of requests that are awaited. Each <see cref="EventLoop"/> has one, which its thread drives; with MPI_THREAD_MULTIPLE there is one
/// more for all who await outside a loop, which has a thread of its own.
/// </summary>
internal sealed class RequestPoller
{
    private readonly Lock _gate = new();
    private readonly List<Request> _added = [];
    private readonly List<Request> _completed = [];
    private readonly RequestList _requests = new();
    private readonly Action _wake;

    /// <param name="wake">Called when there is something new to poll.</param>
    public RequestPoller(Action wake) => _wake = wake;

    /// <summary>The thread that polls.</summary>
    public int ThreadId { private get; set; } = System.Environment.CurrentManagedThreadId;

    /// <summary>True on the thread that polls.</summary>
    public bool IsMine => ThreadId == System.Environment.CurrentManagedThreadId;

    /// <summary>True while no request is awaited.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _added.Count == 0 && _requests.Count == 0;
        }
    }

    private static EventLoop? Loop => SynchronizationContext.Current as EventLoop;

    /// <summary>Refuses an await before it begins: what is thrown once it has begun ends the process.</summary>
    /// <exception cref="MpiException">Nobody here can poll, or another loop polls the request.</exception>
    public static void EnsureAvailable(Request request)
    {
        Native.EnsureLive("MPI_Test");
        if (!request.IsCompleted && request.IsAwaitedByOther(Loop?.Poller))
            throw new MpiException(ErrorClass.Request, request.Function, "the request is awaited by another event loop already");
        if (Loop is null && Environment.Threading != Threading.Multiple)
        {
            throw new MpiException(
                ErrorClass.UnsupportedOperation,
                "MPI_Test",
                $"requests cannot be awaited here: MPI runs with Threading.{Environment.Threading}, and no other thread may look for their end. Await inside "
                + "Environment.Run(async () => ...), or initialise MPI with Threading.Multiple");
        }
    }

    /// <summary>Runs a continuation at the end of a request, where it was awaited.</summary>
    public static void Await(Request request, Action continuation)
    {
        if (Loop is { } loop)
        {
            request.Await(loop.Poller, continuation);
            return;
        }

        var context = SynchronizationContext.Current;
        request.Await(BackgroundPoller.Poller, context is null
            ? () => ThreadPool.UnsafeQueueUserWorkItem(static c => c(), continuation, preferLocal: false)
            : () => context.Post(static c => ((Action)c!)(), continuation));
    }

    /// <summary>Takes a request to poll, or one more continuation for one that it has.</summary>
    public void Add(Request request, Action continuation)
    {
        lock (_gate)
        {
            if (request.AddContinuation(this, continuation))
                _added.Add(request);
        }

        _wake();
    }

    /// <summary>Looks once at every request, and adds what can run now.</summary>
    public void Poll(List<Action> ready)
    {
        lock (_gate)
        {
            _added.ForEach(_requests.Add);
            _added.Clear();
        }

        if (_requests.Count == 0)
            return;
        for (int i = 0; i < _requests.Count; i++)
        {
            if (_requests[i].IsCancelWanted)
                _requests[i].CancelWanted();
        }

        try
        {
            _requests.Progress();
        }
        catch (MpiException)
        {
            // The call failed as a whole: each request alone finds out what is wrong with it, and tells who awaits it.
            for (int i = 0; i < _requests.Count; i++)
                _requests[i].TestForEnd(mayBeBusy: true);
        }

        _requests.MoveCompleted(_completed);
        Take(_completed, ready);
    }

    /// <summary>Gives up: the requests are no longer awaited here. What awaits them, if it is run, finds them incomplete.</summary>
    public void Abandon(List<Action> ready)
    {
        lock (_gate)
        {
            for (int i = 0; i < _requests.Count; i++)
                _added.Add(_requests[i]);
            _requests.Clear();
        }

        Take(_added, ready);
    }

    private void Take(List<Request> requests, List<Action> ready)
    {
        lock (_gate)
        {
            foreach (var request in requests)
            {
                if (request.TakeContinuation() is { } continuation)
                    ready.Add(continuation);
            }

            requests.Clear();
        }
    }
}
