namespace Twister2.MpiTest;

/// <summary>
/// Merges the logs of all ranks of one launch. A launch decides every case up to the first that went wrong, that one
/// included; what came after it ran among ranks that were no longer in step, proves nothing and is to be run again.
/// </summary>
internal sealed class CaseResults
{
    private readonly LaunchRecord _launch;
    private readonly Culprit? _culprit;
    private readonly List<CaseResult> _decided = [];

    private CaseResults(LaunchRecord launch)
    {
        _launch = launch;
        _culprit = Culprit.Find(launch);
    }

    /// <summary>The cases this launch decides, in the order in which they ran, and what went wrong outside of any case.</summary>
    public static (IReadOnlyList<CaseResult> Decided, OutsideTrouble? Outside) Merge(LaunchRecord launch)
    {
        var results = new CaseResults(launch);
        if (results.DecideInOrder())
            return (results._decided, null);
        OutsideTrouble? outside = OutsideTrouble.Find(launch, results._culprit);
        if (launch.Cause == StopCause.Ended && results._culprit is null && launch.Ranks.Any(r => r.Log.Cases.Count > 0))
            results.DecideMissing();
        return (results._decided, outside);
    }

    /// <summary>True when it came to a case that went wrong.</summary>
    private bool DecideInOrder()
    {
        foreach (string id in Order(_launch))
        {
            RankCase?[] onRanks = [.. _launch.Ranks.Select(r => r.Log.Find(id))];
            var name = new TestCase(id, onRanks.First(c => c is not null)!.Name);
            bool failed = onRanks.Any(c => c?.Outcome == RankOutcome.Failed);
            if (failed || _culprit?.CaseId == id)
            {
                _decided.Add(Failed(name, onRanks));
                return true;
            }

            if (onRanks.All(c => c is { Outcome: RankOutcome.Passed or RankOutcome.Skipped }))
                _decided.Add(Good(name, onRanks!));
        }

        return false;
    }

    /// <summary>Every rank came to its end in good order, yet some did not run what the others ran.</summary>
    private void DecideMissing()
    {
        foreach (TestCase wanted in _launch.Wanted.Where(w => _decided.TrueForAll(d => d.Case.Id != w.Id)))
        {
            int[] missing = [.. _launch.Ranks.Where(r => r.Log.Find(wanted.Id) is null).Select(r => r.Rank)];
            _decided.Add(new CaseResult(wanted, CaseOutcome.Failed, 0,
                $"{RankSet.Format(missing)} did not run it; do its cases depend on the rank, or its rows on chance?", []));
        }
    }

    /// <summary>The ids of all cases begun, by the longest log; every rank runs the same cases in the same order.</summary>
    internal static IEnumerable<string> Order(LaunchRecord launch) =>
        launch.Ranks.OrderByDescending(r => r.Log.Cases.Count).SelectMany(r => r.Log.Cases).Select(c => c.Id).Distinct();

    private static CaseResult Good(TestCase name, RankCase[] onRanks)
    {
        // A rank that has nothing to do in a case may skip it.
        bool skipped = Array.TrueForAll(onRanks, c => c.Outcome == RankOutcome.Skipped);
        return new CaseResult(name, skipped ? CaseOutcome.Skipped : CaseOutcome.Passed, onRanks.Max(c => c.Seconds),
            skipped ? onRanks[0].SkipReason : null, []);
    }

    private CaseResult Failed(TestCase name, RankCase?[] onRanks)
    {
        string[] states = [.. onRanks.Select((c, i) => State(name.Id, c, _launch.Ranks[i]))];
        IEnumerable<string> groups = states.Select((state, i) => (state, _launch.Ranks[i].Rank))
            .GroupBy(s => s.state, s => s.Rank)
            .OrderBy(g => !IsBad(g.Key)).Select(g => $"{RankSet.Format(g)} {g.Key}");
        var reports = new List<RankReport>();
        for (int i = 0; i < onRanks.Length; i++)
        {
            // Of a hang every rank's output may tell something; otherwise only that of the ranks where it went wrong.
            if (IsBad(states[i]) || _launch.Cause == StopCause.Hang)
                reports.Add(Report(_launch.Ranks[i], onRanks[i], states[i]));
        }

        return new CaseResult(name, CaseOutcome.Failed, onRanks.Max(c => c?.Seconds ?? 0), string.Join("; ", groups), reports);
    }

    private static RankReport Report(RankRecord rank, RankCase? inCase, string state)
    {
        RankCase? source = inCase ?? (rank.Log.Cases.Count > 0 ? rank.Log.Cases[^1] : null);
        return new RankReport(rank.Rank, state, inCase?.Failures ?? [], source?.Output.ToString() ?? rank.Log.Preamble.ToString(),
            source?.Error.ToString() ?? "", rank.Stacks);
    }

    private static bool IsBad(string state) => state is not ("passed" or "skipped it" or "did not finish it" or "did not reach it")
        && !state.StartsWith("finished it", StringComparison.Ordinal);

    private string State(string id, RankCase? inCase, RankRecord rank)
    {
        if (inCase?.Outcome == RankOutcome.Failed)
            return "failed";
        if (_culprit?.CaseId == id && _culprit.Ranks.Contains(rank.Rank))
            return $"{_culprit.What} {(inCase is null ? "before" : "in")} it{_culprit.Detail}";
        return inCase?.Outcome switch
        {
            null => "did not reach it",
            RankOutcome.Running => "did not finish it",
            RankOutcome.Skipped => "skipped it",
            _ when _launch.Cause != StopCause.Hang => "passed",
            _ => rank.Log.Current is { } now ? $"finished it (now in {now.Name})" : "finished it",
        };
    }
}
