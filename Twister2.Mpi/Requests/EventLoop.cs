using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>Runs asynchronous code on one thread, which also looks for the end of the requests that the code awaits.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Other threads may post to a loop that has ended: its event stays usable until nobody has it.")]
internal sealed class EventLoop : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly int _thread = System.Environment.CurrentManagedThreadId;
    private readonly List<Action> _ready = [];
    private IdleWait _idle;

    public EventLoop() => Poller = new RequestPoller(() => _wake.Set());

    /// <summary>Who looks for the end of requests awaited here.</summary>
    public RequestPoller Poller { get; }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        _queue.Enqueue((d, state));
        _wake.Set();
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (System.Environment.CurrentManagedThreadId == _thread)
        {
            d(state);
            return;
        }

        using var done = new ManualResetEventSlim();
        Exception? failure = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                finally
                {
                    done.Set();
                }
            },
            null);
        done.Wait();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Starts the code, and runs what comes until its task has ended.</summary>
    public T Run<T>(Func<T> main)
        where T : Task
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            T task = main() ?? throw new ArgumentException("the code gave no task to wait for", nameof(main));
            task.ContinueWith(
                _ => _wake.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!task.IsCompleted)
                Turn();
            return task;
        }
        finally
        {
            SetSynchronizationContext(outer);
            // Where the code failed, others of its tasks may await requests still. They never go on; the requests can be waited for elsewhere.
            Poller.Abandon([]);
        }
    }

    private void Turn()
    {
        if (_queue.TryDequeue(out var item))
        {
            _idle = default;
            item.Callback(item.State);
            return;
        }

        // Receives that nobody awaits yet are looked for too: their senders may have to end before what is awaited can.
        bool someWait = Native.IsLive && ProbedReceives.AnyWaiting;
        if (someWait)
            ProbedReceives.MatchAll();
        if (Native.IsLive)
            Poller.Poll(_ready);
        else
            Poller.Abandon(_ready);
        if (_ready.Count == 0)
        {
            if (Poller.IsEmpty && !someWait)
                _wake.WaitOne();
            else
                _idle.Once(_wake);
            return;
        }

        _idle = default;
        foreach (var continuation in _ready)
            Post(static c => ((Action)c!)(), continuation);
        _ready.Clear();
    }
}
