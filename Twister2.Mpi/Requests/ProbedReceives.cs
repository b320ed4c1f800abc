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
internal sealed class ProbedReceives
{
    private readonly Lock _gate = new();
    private readonly List<IProbedReceive> _waiting = [];

    public void Add(IProbedReceive receive)
    {
        lock (_gate)
            _waiting.Add(receive);
    }

    public bool Remove(IProbedReceive receive)
    {
        lock (_gate)
            return _waiting.Remove(receive);
    }

    /// <summary>Looks for the messages of all, the first started first.</summary>
    public void Match()
    {
        lock (_gate)
        {
            int kept = 0;
            for (int i = 0; i < _waiting.Count; i++)
            {
                if (IsAfterAnother(i, kept) || !_waiting[i].Probe())
                    _waiting[kept++] = _waiting[i];
            }

            _waiting.RemoveRange(kept, _waiting.Count - kept);
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
}
