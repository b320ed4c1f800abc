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
    private readonly Pulse _pulse;
    private readonly WorkerHealth? _health;
    private readonly MasterHealth? _master;
    private readonly Action<HealthChange> _tell;
    private readonly Action<Beat>? _keep;
    private readonly TimeProvider _time;
    private readonly int _worker;
    private readonly Dictionary<int, Beat> _toPassOn = [];
    private readonly List<(Request Send, int To, long Since)> _underWay = [];
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private int _parent;

    /// <summary>Begins to beat. Collective.</summary>
    /// <param name="world">All workers.</param>
    /// <param name="nodes">The node of each.</param>
    /// <param name="pulse">How this one is.</param>
    /// <param name="limits">When to tell of one that is not well.</param>
    /// <param name="tell">Tells; called on the thread of the heart.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">On worker 0: takes what each worker tells, on the thread of the heart.</param>
    public Heart(Intracommunicator world, IReadOnlyList<string> nodes, Pulse pulse, HealthLimits limits, Action<HealthChange> tell, TimeProvider time, Action<Beat>? keep = null)
    {
        (_pulse, _tell, _keep, _time, _worker) = (pulse, tell, keep, time, world.Rank);
        if (_worker == 0) _health = new WorkerHealth(world.Size, limits, time);
        if (_worker == 1) _master = new MasterHealth(limits);
        if (world.Size > 1) _communicator = world.Clone();
        _parent = _worker == 0 ? 0 : HeartbeatTree.ParentOf(nodes, _worker);
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
        if (_communicator is null) return;
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
                Tell(_pulse.Feel());
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
            foreach (Beat beat in Wire.AllFromBytes(bytes, Heartbeats.Beat.Read))
            {
                if (_health is not null) Keep(_health, beat);
                else _toPassOn[beat.Worker] = beat;
            }
        }
    }

    private void Keep(WorkerHealth health, Beat beat)
    {
        health.Take(beat);
        _keep?.Invoke(beat);
    }

    private void Tell(Beat own)
    {
        if (_health is not null)
        {
            Keep(_health, own);
            return;
        }
        _underWay.RemoveAll(static message => message.Send.Test(out _));
        if (_parent != 0 && SilenceOf(_parent) > PatienceWithParent) _parent = 0;
        _toPassOn[own.Worker] = own;
        // What the one above has not taken yet waits for the next time; of each worker the last word is enough.
        if (_underWay.Exists(message => message.To == _parent)) return;
        byte[] bytes = Wire.ToBytes(_toPassOn.Values, static (beat, writer) => beat.Write(writer));
        _toPassOn.Clear();
        _underWay.Add((_communicator!.ImmediateSynchronousSend<byte>(bytes, _parent, Tag), _parent, _time.GetTimestamp()));
    }

    /// <summary>For how long another has not taken what it was told.</summary>
    private TimeSpan SilenceOf(int worker)
    {
        int message = _underWay.FindIndex(message => message.To == worker);
        return message < 0 ? TimeSpan.Zero : _time.GetElapsedTime(_underWay[message].Since);
    }

    /// <summary>All stop at about the same time: what is still under way is taken, and nobody leaves before the last has been heard (NBX, Hoefler et al. 2010).</summary>
    private void Drain(Intracommunicator communicator)
    {
        Request? barrier = null;
        Backoff backoff = new();
        while (barrier is null || !barrier.Test(out _))
        {
            Hear();
            _underWay.RemoveAll(static message => message.Send.Test(out _));
            if (_underWay.Count == 0) barrier ??= communicator.ImmediateBarrier();
            backoff.Pause();
        }
    }
}
