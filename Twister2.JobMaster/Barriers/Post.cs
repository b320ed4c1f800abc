using Twister2.Dataflow.Engine;
using Twister2.JobMaster.Driver;
using Twister2.JobMaster.Heartbeats;
using Twister2.Mpi;

namespace Twister2.JobMaster.Barriers;

/// <summary>
/// Carries what workers and worker 0 tell each other while the program runs: barriers, how workers are, and messages of and to the driver. Whoever waits drives it; for all others a thread does so four times a second, where
/// <see cref="Threading.Multiple"/> allows one.
/// </summary>
internal sealed class Post : IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.25), TurnOfSender = TimeSpan.FromMilliseconds(2), PatienceWithParent = TimeSpan.FromSeconds(1), PatienceWithMaster = TimeSpan.FromSeconds(20);

    // What senders may have on its way before they wait: an end that does not read must not fill the memory of the other.
    private const long MostBytesUnderWay = 64 << 20;

    private readonly Lock _gate = new();
    private readonly int _worker, _workers;
    private readonly ControlMail? _mail;
    private readonly ControlTree _tree;
    private readonly BarrierNode _node;
    private readonly BarrierMaster? _master;
    private readonly BarrierOutcomes _outcomes = new();
    private readonly WorkerRoster _roster;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread? _thread;
    private int _returned;
    private int _parent;
    private long _lastTurn;
    private volatile bool _isEnding;

    /// <summary>Begins. Every worker must do so; nothing is sent yet.</summary>
    /// <param name="control">The control plane, whose communicator this uses.</param>
    /// <param name="roster">The workers.</param>
    /// <param name="hasDriver">Whether the job has a driver.</param>
    /// <param name="time">The clock.</param>
    public Post(ControlPlane control, WorkerRoster roster, bool hasDriver, TimeProvider time)
    {
        (_worker, _workers, _roster, _time) = (control.Rank, control.Size, roster, time);
        _tree = new ControlTree(HeartbeatTree.ParentsOf([.. roster.Workers.Select(static worker => worker.Node)]), _worker);
        _parent = _tree.Parent;
        _node = new BarrierNode(_tree, Report);
        if (_worker == 0) _master = new BarrierMaster(_workers, Announce, roster.Describe, time);
        if (_workers > 1) _mail = new ControlMail(control.Communicator, time);
        ToWorker = new Mailbox(hasDriver ? 1 : 0);
        ToDriver = _worker == 0 && hasDriver ? new Mailbox(_workers) : null;
        _lastTurn = time.GetTimestamp();
        if (_mail is null || Mpi.Environment.Threading < Threading.Multiple) return;
        _thread = new Thread(Run) { IsBackground = true, Name = "Control messages" };
        _thread.Start();
    }

    /// <summary>What the driver has sent to this worker.</summary>
    public Mailbox ToWorker { get; }

    /// <summary>On worker 0 of a job with a driver: what workers have sent to it.</summary>
    public Mailbox? ToDriver { get; }

    /// <summary>Waits until all workers have come to the same barrier.</summary>
    /// <exception cref="TimeoutException">A worker has waited for longer than it would; the message names those that are missing.</exception>
    /// <exception cref="InvalidOperationException">It can never be passed; the message names those whose program has returned.</exception>
    public void WaitOn(BarrierKind kind, TimeSpan timeout)
    {
        int number;
        lock (_gate) number = _node.Come(kind);
        long started = _time.GetTimestamp();
        bool hasGivenUp = false;
        Backoff backoff = new();
        while (true)
        {
            Outcome? outcome;
            lock (_gate) outcome = _outcomes.Take(kind, number);
            if (outcome is not null)
            {
                Check(outcome);
                return;
            }
            TimeSpan waited = _time.GetElapsedTime(started);
            if (!hasGivenUp && waited >= timeout)
            {
                hasGivenUp = true;
                lock (_gate) GiveUp(new GivingUp(kind, number, timeout.TotalSeconds));
            }
            if (hasGivenUp && waited >= timeout + PatienceWithMaster) throw new TimeoutException($"{_roster.Describe(0)} has not told for {PatienceWithMaster.TotalSeconds:0} s how a barrier ended that was to end after {timeout.TotalSeconds:0.#} s.");
            Drive();
            backoff.Pause();
        }
    }

    /// <summary>Sends a message of or to the driver; waits where too many are on their way.</summary>
    public void Send(ControlTag tag, int to, DriverMessage message)
    {
        if (to == _worker)
        {
            (tag == ControlTag.ToDriver ? ToDriver! : ToWorker).Add(message);
            return;
        }
        byte[] bytes = message.ToBytes();
        Backoff backoff = new();
        while (!TrySend(tag, to, bytes))
        {
            Drive();
            backoff.Pause();
        }
    }

    /// <summary>On worker 0: tells all workers how some are. From any thread.</summary>
    public void Tell(params IReadOnlyList<WorkerChange> changes)
    {
        lock (_gate) PassOn(new ChangeNews(changes));
    }

    /// <summary>The program has returned on this worker: others that wait for it in a barrier are told.</summary>
    public void Return()
    {
        lock (_gate) _node.Return();
    }

    /// <summary>Takes what has come and sends what there is to send, where no other thread is just doing so.</summary>
    public void Drive()
    {
        if (_mail is null)
        {
            lock (_gate) TakeTurn();
            return;
        }
        if (!_gate.TryEnter()) return;
        try
        {
            _mail.Test();
            while (_mail.TryReceive(ControlTag.Course, out int from, out byte[] bytes))
            {
                // At the end nothing is passed on: whoever is done must not be sent anything new.
                if (!_isEnding) Take(Wire.FromBytes(bytes, ControlMessage.Read), from);
            }
            TakeMail(ControlTag.ToWorker, ToWorker);
            if (ToDriver is { } driver) TakeMail(ControlTag.ToDriver, driver);
            TakeTurn();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Stops. Collective, after all programs have returned; what is still under way is taken, and nobody leaves before all is (NBX, Hoefler et al. 2010).</summary>
    public void Dispose()
    {
        lock (_gate) _isEnding = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
        ToWorker.Discard();
        ToDriver?.Discard();
        if (_mail is null) return;
        Request? barrier = null;
        Backoff backoff = new();
        while (barrier is null || !barrier.Test(out _))
        {
            Drive();
            if (_mail.IsEmpty) barrier ??= _mail.StartBarrier();
            backoff.Pause();
        }
    }

    private static void Check(Outcome outcome)
    {
        if (outcome.Failure is not { } failure) return;
        throw outcome.IsTimeout ? new TimeoutException(failure) : new InvalidOperationException(failure);
    }

    // MPI sends what is long only while its sender calls it, so whoever has something under way looks more often.
    private void Run()
    {
        while (!_isEnding)
        {
            _wake.WaitOne(HasMailUnderWay() ? TurnOfSender : Turn);
            Drive();
        }
    }

    private bool HasMailUnderWay()
    {
        lock (_gate) return !_mail!.IsEmpty;
    }

    private bool TrySend(ControlTag tag, int to, byte[] bytes)
    {
        lock (_gate)
        {
            if (_mail!.BytesUnderWay(tag) > MostBytesUnderWay) return false;
            _mail.Send(to, tag, bytes);
            if (!_isEnding) _wake.Set();
            return true;
        }
    }

    private void TakeMail(ControlTag tag, Mailbox mailbox)
    {
        while (mailbox.HasRoom && _mail!.TryReceive(tag, out int from, out byte[] bytes)) mailbox.Add(DriverMessage.Of(tag == ControlTag.ToDriver ? from : DriverMessage.OfDriver, bytes));
    }

    private void Take(ControlMessage message, int from)
    {
        switch (message)
        {
            case ArrivalReport report:
                _node.Take(report);
                break;
            case GivingUp givingUp:
                _master!.Take(givingUp);
                break;
            case Outcome { Failure: null } outcome:
                PassOn(outcome);
                break;
            case Outcome outcome:
                _outcomes.Add(outcome);
                break;
            case ChangeNews news:
                PassOn(news);
                break;
            default:
                throw new InvalidOperationException($"Worker {from} sent {message}, of which nothing is known.");
        }
    }

    private void TakeTurn()
    {
        if (_isEnding || _time.GetElapsedTime(_lastTurn) < Turn) return;
        _lastTurn = _time.GetTimestamp();
        if (_parent != 0 && _mail!.SilenceOf(_parent) > PatienceWithParent)
        {
            // From now on it tells worker 0 itself.
            _parent = 0;
            _node.TellAgain();
        }
        _node.Turn();
        _master?.Look();
    }

    /// <summary>What this worker's node has to tell.</summary>
    private void Report(ArrivalReport report)
    {
        if (_master is null)
        {
            _mail!.Send(_parent, ControlTag.Course, Wire.ToBytes(report.Write));
            return;
        }
        NoteReturned(report.Returned);
        _master.Take(report);
    }

    private void NoteReturned(IReadOnlyList<int> returned)
    {
        _returned += returned.Count;
        // At the end of a job nobody needs to hear of it.
        if (returned.Count > 0 && _returned < _workers) PassOn(new ChangeNews([.. returned.Select(static worker => new WorkerChange(worker, WorkerState.Completed, "its program has returned"))]));
    }

    private void GiveUp(GivingUp message)
    {
        if (_master is not null) _master.Take(message);
        else _mail!.Send(0, ControlTag.Course, Wire.ToBytes(message.Write));
    }

    /// <summary>On worker 0: a barrier has ended. Whoever was waited for in vain may be in the way of others, so failures go to each directly.</summary>
    private void Announce(Outcome outcome)
    {
        if (outcome.Failure is null)
        {
            PassOn(outcome);
            return;
        }
        _outcomes.Add(outcome);
        byte[] bytes = Wire.ToBytes(outcome.Write);
        for (int worker = 1; worker < _workers; worker++) _mail!.Send(worker, ControlTag.Course, bytes);
    }

    private void PassOn(ControlMessage message)
    {
        if (message is Outcome outcome) _outcomes.Add(outcome);
        else if (message is ChangeNews news) _roster.Take(news.Changes);
        if (_tree.Children.Count == 0) return;
        byte[] bytes = Wire.ToBytes(message.Write);
        foreach (int child in _tree.Children) _mail!.Send(child, ControlTag.Course, bytes);
    }
}
