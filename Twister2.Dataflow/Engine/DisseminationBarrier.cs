namespace Twister2.Dataflow.Engine;

/// <summary>
/// A barrier of ⌈log₂ N⌉ rounds: in round k a worker sends a mark to the worker 2ᵏ further on and waits for one from the worker 2ᵏ before it
/// (Hensgen, Finkel, Manber 1988). Holds only state; whoever owns it sends the marks.
/// </summary>
internal sealed class DisseminationBarrier
{
    private readonly int _worker;
    private readonly int _workers;
    private readonly bool[] _arrived;

    public DisseminationBarrier(int worker, int workers)
    {
        _worker = worker;
        _workers = workers;
        int rounds = 0;
        while (1L << rounds < workers) rounds++;
        _arrived = new bool[rounds];
    }

    /// <summary>The round it is in; equals <see cref="Rounds"/> when the barrier is passed.</summary>
    public int Round { get; private set; }

    public int Rounds => _arrived.Length;

    public bool IsPassed => Round == Rounds;

    /// <summary>To whom this round's mark goes.</summary>
    public int MarkGoesTo => (int)((_worker + (1L << Round)) % _workers);

    /// <summary>From whom this round's mark comes.</summary>
    public int MarkComesFrom => (int)((_worker - (1L << Round) + _workers) % _workers);

    /// <summary>From whom a mark is still to come: that of this round first, then those of later rounds.</summary>
    public IEnumerable<int> Missing()
    {
        for (int round = Round; round < Rounds; round++)
            if (!_arrived[round]) yield return (int)((_worker - (1L << round) + _workers) % _workers);
    }

    /// <summary>Notes a mark, which may be of a later round than this worker is in.</summary>
    public void Arrive(int round) => _arrived[round] = true;

    /// <summary>Goes to the next round if this round's mark is there.</summary>
    public bool TryNextRound()
    {
        if (IsPassed || !_arrived[Round]) return false;
        Round++;
        return true;
    }
}
