using System.Runtime.CompilerServices;

namespace Twister2.Tasks;

/// <summary>
/// Threads of a worker beside its own. They sleep between runs; one of them lightly for a moment after it was last called, so that a run of some microseconds among many wakes nobody.
/// </summary>
internal sealed class WorkerThreads : IDisposable
{
    private const long NapsFor = 20;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private readonly object _sync = new();
    private readonly Thread[] _threads;
    private Action? _work;
    private int _wanted, _atWork;
    private long _lastCall;
    private bool _isNapping, _hasEnded;

    public WorkerThreads(int count, string name)
    {
        _threads = [.. Enumerable.Range(1, count).Select(number => new Thread(Live) { Name = $"{name}, thread {number}", IsBackground = true })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>One thread more does the work, if one sleeps and comes to it before <see cref="Join"/>.</summary>
    /// <param name="work">Throws nothing.</param>
    /// <param name="isUrgent">Whether it is to begin at once, rather than within a millisecond.</param>
    public void Call(Action work, bool isUrgent)
    {
        lock (_sync)
        {
            if (_atWork + _wanted == _threads.Length) return;
            _work = work;
            _wanted++;
            _lastCall = System.Environment.TickCount64;
            if (isUrgent || !_isNapping) Monitor.Pulse(_sync);
        }
    }

    /// <summary>Waits for those that have begun; the others sleep on.</summary>
    public void Join()
    {
        lock (_sync)
        {
            _wanted = 0;
            while (_atWork > 0) Monitor.Wait(_sync);
            _work = null;
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
        while (DoNext())
        {
        }
    }

    // A method of its own: a thread that sleeps holds no work, and so none of the data that it was on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool DoNext()
    {
        if (Take() is not { } work) return false;
        work();
        lock (_sync)
        {
            if (--_atWork == 0 && _wanted == 0) Monitor.PulseAll(_sync);
        }
        return true;
    }

    private void Sleep()
    {
        if (_isNapping || System.Environment.TickCount64 - _lastCall > NapsFor)
        {
            Monitor.Wait(_sync);
            return;
        }
        _isNapping = true;
        Monitor.Wait(_sync, Nap);
        _isNapping = false;
    }

    private Action? Take()
    {
        lock (_sync)
        {
            while (!_hasEnded && _wanted == 0) Sleep();
            if (_hasEnded) return null;
            _wanted--;
            _atWork++;
            return _work;
        }
    }
}
