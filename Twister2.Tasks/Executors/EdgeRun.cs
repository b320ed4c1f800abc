namespace Twister2.Tasks;

/// <summary>An edge in one run on one worker: its operator, and the tasks here that it delivers to. Used inside the gate.</summary>
internal sealed class EdgeRun(EdgeOperator operation) : IDisposable
{
    private readonly List<TaskRun> _targets = [];
    private int _toDeliver;
    private bool _isDisposed;

    public EdgeOperator Operator => operation;

    /// <summary>Whether everything has come that is for this worker.</summary>
    public bool IsComplete { get; private set; }

    public void AddTarget(TaskRun task)
    {
        _targets.Add(task);
        _toDeliver++;
    }

    /// <summary>Looks whether everything has come; those that wait for it are handed to <paramref name="goOn"/>.</summary>
    public bool Complete(Action<TaskRun> goOn)
    {
        if (!operation.Operation.IsComplete) return false;
        operation.Complete();
        IsComplete = true;
        foreach (TaskRun task in _targets)
            if (task.StopsWaitingFor(this)) goOn(task);
        if (_toDeliver == 0) Dispose();
        return true;
    }

    /// <summary>Gives a task its records. What the operator holds is given back behind the last task.</summary>
    public void Deliver(int task)
    {
        operation.Deliver(task);
        if (--_toDeliver == 0) Dispose();
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        operation.Dispose();
    }
}
