namespace Twister2.MpiTest;

/// <summary>Why a launch is over.</summary>
internal enum StopCause
{
    /// <summary>It is not: go on.</summary>
    None,

    /// <summary>The launcher has ended by itself.</summary>
    Ended,

    /// <summary>A case failed or a rank died; the others have had their time to reach the same point.</summary>
    Trouble,

    /// <summary>The ranks that are furthest behind have made no progress for the time limit.</summary>
    Hang,
}

/// <summary>Where a rank is, as far as stopping is concerned.</summary>
/// <param name="Begun">Cases begun.</param>
/// <param name="Completed">Cases ended.</param>
/// <param name="FirstFailure">Index of its first failed case.</param>
/// <param name="Done">All its cases are done.</param>
/// <param name="Exited">Its process has ended.</param>
/// <param name="LastProgress">When its log last showed progress.</param>
internal readonly record struct RankPosition(int Begun, int Completed, int? FirstFailure, bool Done, bool Exited, TimeSpan LastProgress)
{
    /// <summary>True once the rank has left the case with this index behind, or never will.</summary>
    public bool IsPast(int index) => Completed > index || Exited;
}

/// <summary>Decides when a launch must be stopped. It holds no clock: times come in with each look.</summary>
/// <param name="caseLimit">Time a rank may stay in one case.</param>
/// <param name="startLimit">Time for a rank to come up, on a machine that may have fewer cores than ranks, also after another one has failed.</param>
/// <param name="grace">Time for the other ranks to reach the point where one failed; they may be stuck in a collective.</param>
internal sealed class Watch(TimeSpan caseLimit, TimeSpan startLimit, TimeSpan grace)
{
    /// <summary>After trouble ranks that still make progress are let on for this many times the grace, then stopped.</summary>
    private const int LongestGrace = 6;

    /// <summary>Ranks that have not come to the failed case have at least this many times the grace.</summary>
    private const int SlowGrace = 3;

    private TimeSpan? _trouble;

    public StopCause Look(IReadOnlyList<RankPosition> ranks, bool launcherEnded, TimeSpan now)
    {
        if (launcherEnded)
            return StopCause.Ended;
        if (ranks.Any(r => r.FirstFailure is not null || (r.Exited && !r.Done)))
            return AfterTrouble(ranks, now);
        return Hangs(ranks, now) ? StopCause.Hang : StopCause.None;
    }

    private StopCause AfterTrouble(IReadOnlyList<RankPosition> ranks, TimeSpan now)
    {
        _trouble ??= now;
        int index = ranks.Min(r => Math.Min(r.FirstFailure ?? int.MaxValue, r.Exited && !r.Done ? r.Completed : int.MaxValue));
        if (ranks.All(r => r.IsPast(index)))
            return StopCause.Trouble;
        RankPosition[] behind = [.. ranks.Where(r => !r.IsPast(index))];
        TimeSpan patience = ranks.All(r => r.FirstFailure is null) ? grace : Patience(behind, index);
        TimeSpan last = behind.Max(r => r.LastProgress);
        TimeSpan since = last > _trouble ? last : _trouble.Value;
        return now - since > patience || now - _trouble > Longer(patience, grace * LongestGrace) ? StopCause.Trouble : StopCause.None;
    }

    /// <summary>Ranks that are in the failed case may be stuck in its collective. One that has not come so far is slow, or is still coming up.</summary>
    private TimeSpan Patience(RankPosition[] behind, int failed)
    {
        if (behind.All(r => r.Begun > failed))
            return grace;
        return Longer(grace * SlowGrace, behind.All(r => r.Begun > 0) ? caseLimit : startLimit);
    }

    /// <summary>A rank that waits for a slower one does not hang; only those at the rear are looked at.</summary>
    private bool Hangs(IReadOnlyList<RankPosition> ranks, TimeSpan now)
    {
        RankPosition[] live = [.. ranks.Where(r => !r.Exited)];
        if (live.Length == 0)
            return now - ranks.Max(r => r.LastProgress) > startLimit;
        int rear = live.Min(Place);
        RankPosition[] last = [.. live.Where(r => Place(r) == rear)];
        TimeSpan limit = last.All(r => r.Begun > 0) ? caseLimit : Longer(caseLimit, startLimit);
        return now - last.Max(r => r.LastProgress) > limit;
    }

    private static int Place(RankPosition rank) => rank.Done ? int.MaxValue : rank.Completed;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
