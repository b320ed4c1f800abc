using Twister2.Dataflow;
using Twister2.Dataflow.Engine;

namespace Twister2.Tasks;

/// <summary>
/// The tasks of one run on one worker, and who does what. Threads take tasks that can go on; one of those that find none moves messages and looks which edges are complete; the others sleep. A task goes on as soon as the
/// next of its edges is complete, whatever other tasks of its level do.
/// </summary>
internal sealed class TaskQueue
{
    private readonly DataflowEnvironment _env;
    private readonly WorkerGate _gate;
    private readonly RunFailure _failure;
    private readonly WorkerThreads? _threads;
    private readonly Func<bool> _completeEdges;
    private readonly Action<TaskRun> _goOn;

    // Used inside the gate.
    private readonly List<EdgeRun> _open;

    // Used inside this lock, which may be taken inside the gate, never the gate inside it.
    private readonly object _sync = new();
    private readonly Queue<TaskRun> _ready;
    private int _tasksLeft, _edgesLeft, _running, _sleeping;
    private bool _isDriven, _hasNews;

    public TaskQueue(DataflowEnvironment env, WorkerGate gate, RunFailure failure, WorkerThreads? threads, IReadOnlyCollection<TaskRun> tasks, EdgeRun[] edges)
    {
        (_env, _gate, _failure, _threads) = (env, gate, failure, threads);
        (_open, _ready) = ([.. edges], new Queue<TaskRun>(tasks.Where(task => !task.BeginsWaiting())));
        (_tasksLeft, _edgesLeft) = (tasks.Count, edges.Length);
        (_completeEdges, _goOn) = (CompleteEdges, GoOn);
    }

    private bool IsOver => _failure.Stop.IsCancellationRequested || (_tasksLeft == 0 && _edgesLeft == 0);

    /// <summary>What each thread does until all tasks have ended here and all edges are complete, or the run fails. Throws nothing.</summary>
    public void Work()
    {
        try
        {
            while (TryNext(out TaskRun? task))
            {
                if (task is null) Drive();
                else Run(task);
            }
            _gate.Check();
        }
        catch (Exception e)
        {
            _failure.Set(e);
        }
        lock (_sync) Monitor.PulseAll(_sync);
    }

    /// <summary>The next task, or none where this thread is to move messages; false when the run is over.</summary>
    private bool TryNext(out TaskRun? task)
    {
        lock (_sync)
        {
            while (true)
            {
                task = null;
                if (IsOver) return false;
                if (_ready.TryDequeue(out task))
                {
                    _running++;
                    // Somebody has to take the next one, or to move messages meanwhile.
                    if (_sleeping == 0 && (_ready.Count > 0 || !_isDriven)) _threads?.Call(Work, isUrgent: _ready.Count > 0);
                    return true;
                }
                if (!_isDriven) return _isDriven = true;
                _sleeping++;
                Monitor.Wait(_sync);
                _sleeping--;
            }
        }
    }

    private void Run(TaskRun task)
    {
        bool hasEnded = task.Run();
        _gate.Enter();
        try
        {
            if (hasEnded) _gate.Progress();
            CompleteEdges();
        }
        finally
        {
            _gate.Exit();
        }
        lock (_sync)
        {
            _running--;
            if (hasEnded) _tasksLeft--;
            Tell();
        }
    }

    /// <summary>Moves messages until a task can go on.</summary>
    private void Drive()
    {
        Backoff backoff = new();
        try
        {
            while (IsNeeded(ref backoff, out bool isAlone))
            {
                if (isAlone) WaitForAnEdge();
                else if (MoveMessages()) backoff.Reset();
                else if (!backoff.PauseShortly()) Sleep();
            }
        }
        finally
        {
            lock (_sync)
            {
                _isDriven = false;
                Monitor.PulseAll(_sync);
            }
        }
    }

    private bool IsNeeded(ref Backoff backoff, out bool isAlone)
    {
        lock (_sync)
        {
            isAlone = _running == 0;
            if (_hasNews) backoff.Reset();
            _hasNews = false;
            return !IsOver && _ready.Count == 0;
        }
    }

    /// <summary>No task runs: the worker waits for others, as it does in an operator, with its log and statistics.</summary>
    private void WaitForAnEdge()
    {
        _gate.Enter();
        try
        {
            if (CompleteEdges()) return;
            if (_open.Count == 0) throw new InvalidOperationException("Tasks wait, and no edge is open that could bring them anything.");
            _open[0].Operator.Operation.WaitFor(_completeEdges);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private bool MoveMessages()
    {
        if (!_gate.TryEnter()) return false;
        try
        {
            return _gate.Progress() | CompleteEdges();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Sleep()
    {
        lock (_sync)
        {
            if (!_hasNews && _ready.Count == 0 && !IsOver) Monitor.Wait(_sync, Backoff.Nap);
        }
    }

    /// <summary>Looks which edges are complete, and lets those go on that wait for them; inside the gate.</summary>
    private bool CompleteEdges()
    {
        int completed = _open.RemoveAll(edge => edge.Complete(_goOn));
        if (completed == 0) return false;
        lock (_sync)
        {
            _edgesLeft -= completed;
            Tell();
        }
        return true;
    }

    private void GoOn(TaskRun task)
    {
        lock (_sync)
        {
            _ready.Enqueue(task);
            Tell();
        }
    }

    private void Tell()
    {
        _hasNews = true;
        Monitor.PulseAll(_sync);
    }
}
