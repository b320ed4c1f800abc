namespace Twister2.Tasks;

/// <summary>Threads of a worker beside its own. They sleep between runs.</summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly object _sync = new();
    private readonly Thread[] _threads;
    private Action? _work;
    private long _round;
    private int _atWork;
    private bool _hasEnded;

    public WorkerThreads(int count, string name)
    {
        _threads = [.. Enumerable.Range(1, count).Select(number => new Thread(Live) { Name = $"{name}, thread {number}", IsBackground = true })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Each thread does the work once, if it comes to it before <see cref="Join"/>. The work throws nothing.</summary>
    public void Start(Action work)
    {
        lock (_sync)
        {
            _work = work;
            _round++;
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Waits for those that have begun.</summary>
    public void Join()
    {
        lock (_sync)
        {
            _work = null;
            while (_atWork > 0) Monitor.Wait(_sync);
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _hasEnded = true;
            Monitor.PulseAll(_sync);
        }
        foreach (Thread thread in _threads) thread.Join();
    }

    private void Live()
    {
        long done = 0;
        while (Take(ref done) is { } work)
        {
            work();
            lock (_sync)
            {
                if (--_atWork == 0) Monitor.PulseAll(_sync);
            }
        }
    }

    private Action? Take(ref long done)
    {
        lock (_sync)
        {
            while (!_hasEnded && (_work is null || done == _round)) Monitor.Wait(_sync);
            if (_hasEnded) return null;
            done = _round;
            _atWork++;
            return _work;
        }
    }
}
