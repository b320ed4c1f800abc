namespace Twister2.JobMaster.Barriers;

/// <summary>
/// A worker's part in the barriers: tells the one above when it and all below have come, so that worker 0 gets a few dozen messages for a barrier of ten thousand workers; and, where that takes its time, who of them has come so far,
/// so that worker 0 can name the others. It only thinks; the clock and the messages are the caller's.
/// </summary>
internal sealed class BarrierNode(ControlTree tree, Action<ArrivalReport> tell)
{
    private readonly Dictionary<int, int>[] _come = [[], []];
    private readonly HashSet<int> _returned = [];
    private readonly List<Arrival> _news = [];
    private readonly List<int> _newlyReturned = [];

    /// <summary>This worker comes to its next barrier. Returns which that is, from 1.</summary>
    public int Come(BarrierKind kind)
    {
        int number = _come[(int)kind].GetValueOrDefault(tree.Worker) + 1;
        Note(new Arrival(kind, tree.Worker, number));
        Tell(isTurn: false);
        return number;
    }

    /// <summary>This worker's program has returned: it comes to no barrier any more.</summary>
    public void Return() => NoteReturned(tree.Worker);

    /// <summary>What one below tells.</summary>
    public void Take(ArrivalReport report)
    {
        foreach (Arrival arrival in report.Arrivals) Note(arrival);
        foreach (int worker in report.Returned) NoteReturned(worker);
        Tell(isTurn: false);
    }

    /// <summary>Some time has passed: what is not complete is told as far as it has come.</summary>
    public void Turn() => Tell(isTurn: true);

    /// <summary>The one above does not listen; what it was told is to be told once more.</summary>
    public void TellAgain()
    {
        _news.Clear();
        for (int kind = 0; kind < _come.Length; kind++)
            foreach ((int worker, int number) in _come[kind]) _news.Add(new Arrival((BarrierKind)kind, worker, number));
        _newlyReturned.Clear();
        _newlyReturned.AddRange(_returned);
        Tell(isTurn: true);
    }

    private void Note(Arrival arrival)
    {
        Dictionary<int, int> come = _come[(int)arrival.Kind];
        if (come.GetValueOrDefault(arrival.Worker) >= arrival.Number) return;
        come[arrival.Worker] = arrival.Number;
        _news.Add(arrival);
    }

    private void NoteReturned(int worker)
    {
        if (_returned.Add(worker)) _newlyReturned.Add(worker);
    }

    private void Tell(bool isTurn)
    {
        if (_news.Count == 0 && _newlyReturned.Count == 0) return;
        if (!isTurn && tree.Worker != 0 && !HasCompleteNews()) return;
        ArrivalReport report = new([.. _news], [.. _newlyReturned]);
        _news.Clear();
        _newlyReturned.Clear();
        tell(report);
    }

    private bool HasCompleteNews()
    {
        foreach (Arrival news in _news)
            if (IsComplete(news.Kind, news.Number)) return true;
        return false;
    }

    private bool IsComplete(BarrierKind kind, int number)
    {
        Dictionary<int, int> come = _come[(int)kind];
        if (come.Count < tree.Below.Count) return false;
        foreach (int reached in come.Values)
            if (reached < number) return false;
        return true;
    }
}
