namespace Twister2.MpiTest;

/// <summary>What went wrong before the first case or after the last: it belongs to no case, and must not be lost.</summary>
internal sealed record OutsideTrouble(string Headline, IReadOnlyList<RankReport> Ranks)
{
    public static OutsideTrouble? Find(LaunchRecord launch, Culprit? culprit)
    {
        bool begun = launch.Ranks.Any(r => r.Log.Cases.Count > 0);
        string when = begun ? "after the last case" : "before the first case";
        if (culprit is { CaseId: null })
            return new OutsideTrouble($"{RankSet.Format(culprit.Ranks)} {culprit.What} {when}{culprit.Detail}",
                Reports(launch, r => culprit.Ranks.Contains(r.Rank)));
        RankRecord[] bad = [.. launch.Ranks.Where(r => r.Log.Done && r.Exit is { Code: not 0 })];
        if (bad.Length > 0)
        {
            string how = string.Join("; ", bad.GroupBy(r => r.Exit!.Code)
                .Select(g => $"{RankSet.Format(g.Select(r => r.Rank))} {g.First().Exit} {when}"));
            return new OutsideTrouble(how, Reports(launch, r => bad.Contains(r)));
        }

        if (launch.LauncherExit is { } code and not 0)
            return new OutsideTrouble($"mpiexec exited with code {code}:\n{launch.LauncherOutput.TrimEnd()}", []);
        return begun ? null : new OutsideTrouble("the ranks ran no case at all", Reports(launch, _ => true));
    }

    private static RankReport[] Reports(LaunchRecord launch, Func<RankRecord, bool> wanted) =>
        [.. launch.Ranks.Where(wanted).Select(r => new RankReport(r.Rank, r.Exit?.ToString() ?? "did not end", [],
            (r.Log.Cases.Count > 0 ? r.Log.Cases[^1].Output : r.Log.Preamble).ToString(),
            r.Log.Cases.Count > 0 ? r.Log.Cases[^1].Error.ToString() : "", r.Stacks))];
}
