using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>The ranks that made a launch stop without a failed assertion: they died or hang.</summary>
/// <param name="Ranks">Those ranks.</param>
/// <param name="CaseId">The case in which, or just before which, it happened; null when it was outside any known case.</param>
/// <param name="What">What they did: "hung", "exited with code 3".</param>
/// <param name="Detail">More on it, to follow the place; empty if there is none.</param>
internal sealed record Culprit(IReadOnlyList<int> Ranks, string? CaseId, string What, string Detail = "")
{
    /// <summary>Null when no rank died or hangs, or when a failed case accounts for it.</summary>
    public static Culprit? Find(LaunchRecord launch)
    {
        if (launch.Cause == StopCause.Hang)
            return Hanging(launch);
        // mpiexec ends the other ranks when one has died: the first to go is the cause.
        RankRecord? dead = launch.Ranks.Where(r => r.Died).MinBy(r => r.Exit!.Order);
        if (dead is not null)
            return new Culprit([dead.Rank], Place(launch, dead), dead.Exit!.ToString());
        if (launch.Cause != StopCause.Ended)
            return null;
        RankRecord[] lost = [.. launch.Ranks.Where(r => !r.Log.Done)];
        if (lost.Length == 0)
            return null;
        RankRecord[] rear = Rear(lost);
        return new Culprit([.. rear.Select(r => r.Rank)], Place(launch, rear[0]), "ended without an exit code (killed?)");
    }

    private static Culprit? Hanging(LaunchRecord launch)
    {
        RankRecord[] live = [.. launch.Ranks.Where(r => r.Exit is null)];
        RankRecord[] unfinished = [.. live.Where(r => !r.Log.Done)];
        string limit = string.Create(CultureInfo.InvariantCulture, $" (no progress for {launch.Limit.TotalSeconds:0.#} s)");
        if (unfinished.Length == 0)
            return new Culprit([.. live.Select(r => r.Rank)], null, "did not end", limit);
        string? place = Place(launch, Rear(unfinished)[0]);
        // Ranks in the same case hang too, however many cases each has had before: a rank may have run one that the others do not have.
        int[] hung = [.. Rear(unfinished).Concat(unfinished.Where(r => place is not null && r.Log.Current?.Id == place)).Select(r => r.Rank).Distinct().Order()];
        return new Culprit(hung, place, "hung", limit);
    }

    private static RankRecord[] Rear(RankRecord[] ranks)
    {
        int least = ranks.Min(r => r.Log.Completed);
        return [.. ranks.Where(r => r.Log.Completed == least)];
    }

    /// <summary>The case a rank is in, or, between two cases, the next one as far as any rank knows it.</summary>
    private static string? Place(LaunchRecord launch, RankRecord rank) =>
        rank.Log.Current?.Id ?? CaseResults.Order(launch).FirstOrDefault(id => rank.Log.Find(id) is null);
}
