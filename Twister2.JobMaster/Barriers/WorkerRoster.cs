using System.Globalization;

namespace Twister2.JobMaster.Barriers;

/// <summary>The workers, and how they are as far as this one has heard. From any thread.</summary>
internal sealed class WorkerRoster(IReadOnlyList<WorkerInfo> workers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, WorkerChange> _changes = [];
    private readonly List<Listener<WorkerChange>> _listeners = [];

    public IReadOnlyList<WorkerInfo> Workers => workers;

    public WorkerState StateOf(int worker)
    {
        lock (_gate) return _changes.TryGetValue(worker, out WorkerChange? change) ? change.State : WorkerState.Running;
    }

    /// <summary>A worker as messages name it.</summary>
    public string Describe(int worker)
    {
        lock (_gate)
        {
            string how = _changes.TryGetValue(worker, out WorkerChange? change) && change.State != WorkerState.Running ? $", {change.State}: {change.Message}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"worker {worker} (process {workers[worker].ProcessId} on {workers[worker].Node}{how})");
        }
    }

    public void Take(IReadOnlyList<WorkerChange> changes)
    {
        lock (_gate)
        {
            foreach (WorkerChange change in changes)
            {
                _changes[change.Worker] = change;
                foreach (Listener<WorkerChange> listener in _listeners) listener.Add(change);
            }
        }
    }

    /// <summary>From now on something is called with each change, one after the other, on a thread of its own.</summary>
    public void Listen(Action<WorkerChange> action)
    {
        lock (_gate) _listeners.Add(new Listener<WorkerChange>("a listener to changes of workers", action));
    }

    /// <summary>Ends the calls; those that are under way are waited for.</summary>
    public void EndListening()
    {
        Listener<WorkerChange>[] listeners;
        lock (_gate)
        {
            listeners = [.. _listeners];
            _listeners.Clear();
        }
        foreach (Listener<WorkerChange> listener in listeners) listener.Dispose();
    }
}
