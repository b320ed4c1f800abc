using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>Runs all cases of a combination, with a new mpiexec after each that went wrong, until every case is decided.</summary>
internal sealed class CombinationRun(Combination what, IReadOnlyList<TestCase> cases, TimeSpan limit, string folder, Report report)
{
    private readonly List<CaseResult> _results = [];
    private readonly List<TestCase> _remaining = [.. cases];
    private int _launches;

    public CombinationResult Run(CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (_remaining.Count > 0)
        {
            LaunchRecord launch = Launch(cancel);
            (IReadOnlyList<CaseResult> decided, OutsideTrouble? outside) = CaseResults.Merge(launch);
            foreach (CaseResult result in decided)
                Add(result);
            int left = _remaining.RemoveAll(c => decided.Any(d => d.Case.Id == c.Id));
            if (left == 0)
                GiveUp(outside ?? new OutsideTrouble("the ranks decided no case", []));
            else if (outside is not null)
                Add(new CaseResult(new TestCase("", "(end of the ranks)"), CaseOutcome.Failed, 0, outside.Headline, outside.Ranks));
        }

        return new CombinationResult(what, _results, TimeProvider.System.GetElapsedTime(start), _launches);
    }

    private LaunchRecord Launch(CancellationToken cancel)
    {
        string launchFolder = Path.Combine(folder, (++_launches).ToString(CultureInfo.InvariantCulture));
        using var run = new RankRun(what.Mpi, what.Ranks, what.Assembly, _remaining, limit, launchFolder);
        report.Launched(run.CommandLine);
        return run.Run(cancel);
    }

    /// <summary>A launch that decides nothing would go on doing so: the first case left tells why.</summary>
    private void GiveUp(OutsideTrouble why)
    {
        Add(new CaseResult(_remaining[0], CaseOutcome.Failed, 0, why.Headline, why.Ranks));
        foreach (TestCase testCase in _remaining.Skip(1))
            Add(new CaseResult(testCase, CaseOutcome.Failed, 0, "did not run, as the one before it", []));
        _remaining.Clear();
    }

    private void Add(CaseResult result)
    {
        _results.Add(result);
        report.Decided(what, result);
    }
}
