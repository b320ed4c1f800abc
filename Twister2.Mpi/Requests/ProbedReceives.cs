namespace Twister2.Mpi;

/// <summary>A receive that looks for its message by itself.</summary>
internal interface IProbedReceive
{
    /// <summary>Looks for the message; true when it has come, or when the search failed for good.</summary>
    bool Probe();

    /// <summary>Tells whether one message could be for both.</summary>
    bool Overlaps(IProbedReceive other);

    /// <summary>Tells whether a message for this source and tag, which may stand for any, could be for this receive.</summary>
    bool CouldReceive(int source, int tag);
}

/// <summary>
/// The receives of one communicator whose messages have not come. Whoever asks for one of them asks for those before it, so that they get their messages
/// in the order in which they were started, as MPI's own receives do.
/// </summary>
/// <remarks>
/// The library knows nothing of them. A sender may wait until its message is taken, so that nobody here may block inside the library while there are
/// any: <see cref="MatchingCalls"/>.
/// </remarks>
internal sealed class ProbedReceives
{
    private static readonly Lock WaitingGate = new();
    private static readonly List<ProbedReceives> Waiting = [];
    private static volatile int _waitingCount;

    private readonly Lock _gate = new();
    private readonly List<IProbedReceive> _waiting = [];

    /// <summary>True where receives of any communicator wait for their messages.</summary>
    public static bool AnyWaiting => _waitingCount != 0;

    /// <summary>Looks for the messages of all receives of all communicators.</summary>
    public static void MatchAll()
    {
        // Without a copy of the list: one that leaves it makes another be passed over until the next call.
        for (int i = 0; i < _waitingCount; i++)
        {
            ProbedReceives receives;
            lock (WaitingGate)
            {
                if (i >= Waiting.Count)
                    return;
                receives = Waiting[i];
            }

            receives.Match();
        }
    }

    public void Add(IProbedReceive receive)
    {
        lock (_gate)
        {
            _waiting.Add(receive);
            if (_waiting.Count == 1)
                Enter();
        }
    }

    public bool Remove(IProbedReceive receive)
    {
        lock (_gate)
        {
            bool removed = _waiting.Remove(receive);
            if (removed && _waiting.Count == 0)
                Leave();
            return removed;
        }
    }

    /// <summary>Looks for the messages of all, the first started first.</summary>
    public void Match()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return;
            int kept = 0;
            for (int i = 0; i < _waiting.Count; i++)
            {
                if (IsAfterAnother(i, kept) || !_waiting[i].Probe())
                    _waiting[kept++] = _waiting[i];
            }

            _waiting.RemoveRange(kept, _waiting.Count - kept);
            if (kept == 0)
                Leave();
        }
    }

    /// <summary>Tells whether a message with this source and tag belongs to one of the receives, which were started before whoever asks.</summary>
    public bool CouldReceive(int source, int tag)
    {
        lock (_gate)
        {
            foreach (var receive in _waiting)
            {
                if (receive.CouldReceive(source, tag))
                    return true;
            }

            return false;
        }
    }

    // A message may come between two probes: it belongs to the earlier one.
    private bool IsAfterAnother(int index, int kept)
    {
        for (int i = 0; i < kept; i++)
        {
            if (_waiting[i].Overlaps(_waiting[index]))
                return true;
        }

        return false;
    }

    private void Enter()
    {
        lock (WaitingGate)
        {
            Waiting.Add(this);
            _waitingCount = Waiting.Count;
        }
    }

    private void Leave()
    {
        lock (WaitingGate)
        {
            Waiting.Remove(this);
            _waitingCount = Waiting.Count;
        }
    }
}
