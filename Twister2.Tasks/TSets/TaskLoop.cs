using Twister2.Dataflow;
using Twister2.Dataflow.Engine;

namespace Twister2.Tasks;

/// <summary>
/// Threads of one worker take its tasks, one after the other. The first thread that finds none left moves messages until the last task has ended; the others sleep.
/// </summary>
internal sealed class TaskLoop(DataflowEnvironment env, WorkerGate gate, WorkerThreads threads, int count, Action<int> body)
{
    private readonly RunFailure _failure = new(env.Logger, CancellationToken.None);
    private readonly object _sync = new();
    private int _next, _ended;
    private bool _isDriven;

    /// <summary>With this thread and those of the worker.</summary>
    public void Run()
    {
        gate.Run = _failure;
        env.Engine.CheckStop = gate.Check;
        for (int more = 1; more < count; more++) threads.Call(Work, isUrgent: true);
        Work();
        threads.Join();
        env.Engine.CheckStop = null;
        gate.Run = null;
        _failure.ThrowIfAny();
    }

    /// <summary>Throws nothing.</summary>
    private void Work()
    {
        try
        {
            while (!_failure.Stop.IsCancellationRequested && Take() is int task) Do(task);
            if (IsToDrive()) Drive();
        }
        catch (Exception e)
        {
            _failure.Set(e);
        }
    }

    private void Do(int task)
    {
        try
        {
            body(task);
        }
        finally
        {
            lock (_sync)
            {
                _ended++;
                Monitor.PulseAll(_sync);
            }
        }
    }

    private int? Take()
    {
        lock (_sync) return _next < count ? _next++ : null;
    }

    private bool IsToDrive()
    {
        lock (_sync) return !_isDriven && (_isDriven = true);
    }

    private void Drive()
    {
        Backoff backoff = new();
        while (!IsOver())
        {
            if (MoveMessages()) backoff.Reset();
            else if (!backoff.PauseShortly()) Sleep();
        }
    }

    private bool IsOver()
    {
        lock (_sync) return _ended == count || _failure.Stop.IsCancellationRequested;
    }

    private bool MoveMessages()
    {
        if (!gate.TryEnter()) return false;
        try
        {
            return gate.Progress();
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Sleep()
    {
        lock (_sync)
        {
            if (_ended < count && !_failure.Stop.IsCancellationRequested) Monitor.Wait(_sync, Backoff.Nap);
        }
    }
}
