namespace Twister2.MpiTest;

/// <summary>All that is known of one mpiexec after it is over.</summary>
/// <param name="Wanted">The cases the ranks were told to run.</param>
/// <param name="Ranks">All ranks, in order.</param>
/// <param name="Cause">Why it ended or was stopped.</param>
/// <param name="LauncherExit">Exit code of mpiexec; null when the harness stopped it.</param>
/// <param name="LauncherOutput">What mpiexec itself wrote.</param>
/// <param name="Limit">The time limit of a case, for messages.</param>
internal sealed record LaunchRecord(
    IReadOnlyList<TestCase> Wanted,
    IReadOnlyList<RankRecord> Ranks,
    StopCause Cause,
    int? LauncherExit,
    string LauncherOutput,
    TimeSpan Limit);

/// <summary>One rank of a launch that is over.</summary>
/// <param name="Rank">The rank.</param>
/// <param name="Log">What it wrote.</param>
/// <param name="Exit">How it ended; null when it was killed, or never started.</param>
/// <param name="Stacks">What its threads were doing, taken before it was killed for hanging.</param>
internal sealed record RankRecord(int Rank, RankLog Log, RankExit? Exit, string? Stacks = null)
{
    public bool Died => !Log.Done && Exit is not null;
}
