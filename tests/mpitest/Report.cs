using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>Writes what a person reads: the MPIs first, a line per combination, failures in full, the sum last.</summary>
internal sealed class Report(TextWriter to, bool verbose)
{
    public void Start(IReadOnlyList<MpiInstallation> mpis)
    {
        foreach (MpiInstallation mpi in mpis)
            to.WriteLine($"{mpi.Name,-8}  {mpi.VersionLine}  ({mpi.Launcher})");
        to.WriteLine();
    }

    public void Launched(string commandLine)
    {
        if (verbose)
            to.WriteLine("+ " + commandLine);
    }

    public void Decided(Combination what, CaseResult result)
    {
        if (verbose)
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {result.Outcome,-8}{result.Case.Name}  ({what.Title}, {result.Seconds:0.000} s)"));
    }

    public void Finished(CombinationResult result, int nameWidth)
    {
        int skipped = result.Count(CaseOutcome.Skipped);
        string more = skipped > 0 ? $", {skipped} skipped" : "";
        string name = result.What.AssemblyName.PadRight(nameWidth);
        string counts = $"{result.Count(CaseOutcome.Passed)} passed, {result.Count(CaseOutcome.Failed)} failed{more}";
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}  {result.What.Mpi.Name,-8} n={result.What.Ranks,-3} {counts}  ({result.Elapsed.TotalSeconds:0.0} s)"));
        string? last = null;
        foreach (CaseResult failed in result.Cases.Where(c => c.Outcome == CaseOutcome.Failed))
        {
            // Cases that share one short reason are named under it.
            if (failed.Ranks.Count > 0 || failed.Headline != last)
                Failure(result.What, failed);
            else
                to.WriteLine($"        {failed.Case.Name}");
            last = failed.Headline;
        }

        to.Flush();
    }

    /// <summary>The last line that anything else may read.</summary>
    public void Sum(IReadOnlyList<CombinationResult> results)
    {
        int skipped = results.Sum(r => r.Count(CaseOutcome.Skipped));
        to.WriteLine();
        if (skipped > 0)
            to.WriteLine($"{skipped} skipped");
        to.WriteLine($"{results.Sum(r => r.Count(CaseOutcome.Passed))} passed, {results.Sum(r => r.Count(CaseOutcome.Failed))} failed");
        to.Flush();
    }

    private void Failure(Combination what, CaseResult failed)
    {
        to.WriteLine($"FAILED  {failed.Case.Name}  ({what.Title})");
        Block("", failed.Headline ?? "", "    ");
        // The same assertion often fails on several ranks; it is told once.
        foreach (IGrouping<(string, string), RankReport> same in failed.Ranks.GroupBy(FailureKey))
        {
            if (same.First().Failures.Count > 0)
                to.WriteLine($"    {RankSet.Format(same.Select(r => r.Rank))}:");
            foreach (RankFailure failure in same.First().Failures)
            {
                Block("", failure.Message, "        ");
                Block("", StackText.Shorten(failure.StackTrace), "        ");
            }

            foreach (RankReport rank in same)
                RankText(rank);
        }
    }

    private void RankText(RankReport rank)
    {
        Block($"    output of rank {rank.Rank}:", rank.Output, "        ");
        Block($"    standard error of rank {rank.Rank} around this case:", StackText.Shorten(rank.Error), "        ");
        Block($"    threads of rank {rank.Rank}:", StackText.Shorten(rank.Stacks ?? ""), "        ");
    }

    private static (string, string) FailureKey(RankReport rank) =>
        (string.Join('\n', rank.Failures.Select(f => f.Message)), string.Join('\n', rank.Failures.Select(f => f.StackTrace)));

    private void Block(string title, string text, string indent)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (title.Length > 0)
            to.WriteLine(title);
        foreach (string line in text.TrimEnd().Split('\n'))
            to.WriteLine(indent + line.TrimEnd('\r'));
    }
}
