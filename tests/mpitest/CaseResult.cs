namespace Twister2.MpiTest;

internal enum CaseOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>The verdict on one case under one MPI and number of ranks.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">The verdict over all ranks.</param>
/// <param name="Seconds">The time it took on the slowest rank.</param>
/// <param name="Headline">What went wrong on which ranks, or why it was skipped.</param>
/// <param name="Ranks">The ranks that have something to show for it.</param>
internal sealed record CaseResult(TestCase Case, CaseOutcome Outcome, double Seconds, string? Headline, IReadOnlyList<RankReport> Ranks);

/// <summary>What one rank has to show for a failed case.</summary>
/// <param name="Rank">The rank.</param>
/// <param name="State">What happened there, in a few words.</param>
/// <param name="Failures">The failed assertions and exceptions.</param>
/// <param name="Output">What it wrote in this case, or last.</param>
/// <param name="Error">Its standard error meanwhile.</param>
/// <param name="Stacks">Its threads when it hung.</param>
internal sealed record RankReport(
    int Rank, string State, IReadOnlyList<RankFailure> Failures, string Output, string Error, string? Stacks);
