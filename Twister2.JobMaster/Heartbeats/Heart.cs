using Twister2.Dataflow.Engine;
using Twister2.Mpi;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>
/// Tells once a second how this worker is, from a thread and on a communicator of its own, and passes on what others tell it (<see cref="HeartbeatTree"/>). Needs <see cref="Threading.Multiple"/>.
/// </summary>
/// <remarks>
/// Messages are synchronous sends: they complete when they are received, so whoever sends knows that the other is alive. Whose parent does not receive tells worker 0 itself from then on.
/// Worker 1, which always tells worker 0 itself, looks after worker 0.
/// </remarks>
internal sealed class Heart : IDisposable
{
    private const int Tag = 1;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1), Turn = TimeSpan.FromSeconds(0.25), PatienceWithParent = TimeSpan.FromSeconds(3);

    private readonly Intracommunicator? _communicator;
    private readonly Func<bool, News> _own;
    private readonly WorkerHealth? _health;
    private readonly MasterHealth? _master;
    private readonly Action<HealthChange> _tell;
    private readonly Action<News>? _keep;
    private readonly TimeProvider _time;
    private readonly int _worker, _treeParent, _children;
    private readonly List<(Request Send, int To, long Since)> _underWay = [];
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private News _toPassOn = new();
    private int _parent, _childrenAtEnd;
    private bool _isAtEnd;

    /// <summary>Begins to beat. Collective.</summary>
    /// <param name="world">All workers.</param>
    /// <param name="nodes">The node of each.</param>
    /// <param name="own">What this one has to tell, and whether for the last time.</param>
    /// <param name="limits">When to tell of one that is not well.</param>
    /// <param name="tell">Tells; called on the thread of the heart.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">On worker 0: takes what each worker tells, on the thread of the heart.</param>
    public Heart(Intracommunicator world, IReadOnlyList<string> nodes, Func<bool, News> own, HealthLimits limits, Action<HealthChange> tell, TimeProvider time, Action<News>? keep = null)
    {
        (_own, _tell, _keep, _time, _worker) = (own, tell, keep, time, world.Rank);
        if (_worker == 0) _health = new WorkerHealth(world.Size, limits, time);
        if (_worker == 1) _master = new MasterHealth(limits);
        if (world.Size > 1) _communicator = world.Clone();
        _parent = _treeParent = _worker == 0 ? 0 : HeartbeatTree.ParentOf(nodes, _worker);
        _children = HeartbeatTree.ChildrenOf(nodes, _worker);
        _thread = new Thread(Beat) { IsBackground = true, Name = "Heartbeats" };
        _thread.Start();
    }

    /// <summary>The communicator that the heartbeats have; null where there is one worker only.</summary>
    internal Intracommunicator? Communicator => _communicator;

    /// <summary>Stops. Collective; when it returns, all that was told has been heard.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        if (_communicator is null)
        {
            Tell(_own(true));
            return;
        }
        Drain(_communicator);
        _communicator.Dispose();
    }

    private void Beat()
    {
        long next = _time.GetTimestamp();
        do
        {
            Hear();
            if (_time.GetTimestamp() >= next)
            {
                next = _time.GetTimestamp() + (long)(Period.TotalSeconds * _time.TimestampFrequency);
                Tell(_own(false));
            }
            foreach (HealthChange change in Changes()) _tell(change);
        }
        while (!_stop.WaitOne(Turn));
    }

    private IEnumerable<HealthChange> Changes() => _health?.Look() ?? _master?.Look(SilenceOf(0)) ?? [];

    private void Hear()
    {
        while (_communicator?.ImmediateMatchedProbe(Mpi.Communicator.anySource, Tag) is { } message)
        {
            byte[] bytes = new byte[message.Count<byte>()];
            message.Receive(bytes.AsSpan());
            News news = Wire.FromBytes(bytes, News.Read);
            if (news.IsLast) _childrenAtEnd++;
            if (_health is not null) Keep(_health, news);
            else _toPassOn.Add(news);
        }
    }

    private void Keep(WorkerHealth health, News news)
    {
        foreach (Beat beat in news.Beats) health.Take(beat);
        _keep?.Invoke(news);
    }

    private void Tell(News own)
    {
        if (_health is not null)
        {
            Keep(_health, own);
            return;
        }
        _underWay.RemoveAll(static message => message.Send.Test(out _));
        if (_parent != 0 && SilenceOf(_parent) > PatienceWithParent) _parent = 0;
        _toPassOn.Add(own);
        // What the one above has not taken yet waits for the next time.
        if (_underWay.Exists(message => message.To == _parent)) return;
        Send(_toPassOn, _parent);
        _toPassOn = new News();
    }

    private void Send(News news, int to) => _underWay.Add((_communicator!.ImmediateSynchronousSend<byte>(Wire.ToBytes(news.Write), to, Tag), to, _time.GetTimestamp()));

    /// <summary>The last word of this worker and of all that tell it.</summary>
    private void TellLast()
    {
        _isAtEnd = true;
        News last = _own(true);
        if (_health is not null)
        {
            Keep(_health, last);
            return;
        }
        last.Add(_toPassOn);
        // All are alive, or nobody would be here.
        Send(last, _treeParent);
    }

    /// <summary>For how long another has not taken what it was told.</summary>
    private TimeSpan SilenceOf(int worker)
    {
        int message = _underWay.FindIndex(message => message.To == worker);
        return message < 0 ? TimeSpan.Zero : _time.GetElapsedTime(_underWay[message].Since);
    }

    /// <summary>
    /// All stop at about the same time: each tells its last word when it has heard that of all who tell it, so worker 0 has everything, and nobody leaves before the last has been heard (NBX, Hoefler et al. 2010).
    /// </summary>
    private void Drain(Intracommunicator communicator)
    {
        Request? barrier = null;
        Backoff backoff = new();
        while (barrier is null || !barrier.Test(out _))
        {
            Hear();
            _underWay.RemoveAll(static message => message.Send.Test(out _));
            if (!_isAtEnd && _childrenAtEnd == _children) TellLast();
            if (_isAtEnd && _underWay.Count == 0) barrier ??= communicator.ImmediateBarrier();
            backoff.Pause();
        }
    }
}
