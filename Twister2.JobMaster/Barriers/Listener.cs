using Twister2.Dataflow;

namespace Twister2.JobMaster.Barriers;

/// <summary>Calls a function of the program with one thing after the other, on a thread of its own, so that it may take its time. What it throws ends the job.</summary>
internal sealed class Listener<T> : IDisposable
{
    private readonly Queue<T> _waiting = [];
    private readonly Action<T> _action;
    private readonly string _name;
    private readonly Thread _thread;
    private bool _isOver;

    public Listener(string name, Action<T> action)
    {
        (_name, _action) = (name, action);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public void Add(T thing)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(thing);
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>What has not been begun is left; what is under way is waited for.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _isOver = true;
            Monitor.Pulse(_waiting);
        }
        if (Thread.CurrentThread != _thread) _thread.Join();
    }

    private void Run()
    {
        while (Next(out T thing))
        {
            try
            {
                _action(thing);
            }
            catch (Exception e)
            {
                e.Data[UserCodeException.PlaceKey] = _name;
                throw;
            }
        }
    }

    private bool Next(out T thing)
    {
        lock (_waiting)
        {
            while (!_isOver && _waiting.Count == 0) Monitor.Wait(_waiting);
            thing = _isOver ? default! : _waiting.Dequeue();
            return !_isOver;
        }
    }
}
