namespace Twister2.Mpi;

/// <summary>
/// The thread that looks for the end of requests awaited outside an event loop, where MPI may be called by several threads. It is made when it is first
/// needed, and sleeps while nothing is awaited.
/// </summary>
internal static class BackgroundPoller
{
    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static readonly RequestPoller Shared = new(() => Wake.Set());
    private static Thread? _thread;
    private static volatile bool _stopped;

    /// <summary>True from the moment on when MPI ends.</summary>
    public static bool IsStopped => _stopped;

    public static RequestPoller Poller
    {
        get
        {
            lock (Gate)
            {
                if (_thread is null && !_stopped)
                {
                    _thread = new Thread(Run) { IsBackground = true, Name = "Twister2.Mpi requests" };
                    Shared.ThreadId = _thread.ManagedThreadId;
                    _thread.Start();
                }
            }

            return Shared;
        }
    }

    /// <summary>Ends the thread before MPI ends; whoever still awaits gets an exception.</summary>
    public static void Stop()
    {
        Thread? thread;
        lock (Gate)
            (thread, _stopped) = (_thread, true);
        Wake.Set();
        thread?.Join();
        var ready = new List<Action>();
        Shared.Abandon(ready);
        ready.ForEach(c => c());
    }

    private static void Run()
    {
        var ready = new List<Action>();
        var idle = default(IdleWait);
        while (!_stopped)
        {
            if (Shared.IsEmpty)
            {
                Wake.WaitOne();
                continue;
            }

            Shared.Poll(ready);
            if (ready.Count == 0)
            {
                idle.Once(Wake);
                continue;
            }

            idle = default;
            ready.ForEach(c => c());
            ready.Clear();
        }
    }
}

/// <summary>What to do between two looks at the network: spin briefly, then let others run, then sleep.</summary>
internal struct IdleWait
{
    private const int Spins = 200;
    private const int Yields = 2000;
    private int _count;

    public void Once(WaitHandle wake)
    {
        if (_count++ < Spins)
            Thread.SpinWait(20);
        else if (_count < Yields)
            Thread.Yield();
        else
            wake.WaitOne(1);
    }
}
