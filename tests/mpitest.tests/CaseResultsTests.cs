using Xunit;
using static Twister2.MpiTest.Tests.Lines;

namespace Twister2.MpiTest.Tests;

public sealed class CaseResultsTests
{
    private static readonly RankExit Good = new(0, 1);

    [Fact]
    public void A_case_passes_when_it_passed_on_every_rank()
    {
        var (decided, outside) = Merge(StopCause.Ended, Ended(Passed("a") + Skipped("b")), Ended(Passed("a") + Passed("b")));
        Assert.Equal(["a Passed", "b Passed"], Text(decided));
        Assert.Null(outside);
    }

    [Fact]
    public void A_case_skipped_on_all_ranks_is_skipped()
    {
        var (decided, _) = Merge(StopCause.Ended, Ended(Skipped("a")), Ended(Skipped("a")));
        CaseResult result = Assert.Single(decided);
        Assert.Equal((CaseOutcome.Skipped, "why not"), (result.Outcome, result.Headline));
    }

    [Fact]
    public void What_comes_after_a_failure_is_left_to_the_next_launch()
    {
        var (decided, outside) = Merge(StopCause.Trouble,
            Stopped(Passed("a") + Passed("b") + Passed("c")), Stopped(Passed("a") + Failed("b") + Failed("c")), Stopped(Passed("a") + Start("b")));
        Assert.Equal(["a Passed", "b Failed"], Text(decided));
        Assert.Equal("rank 1 failed; rank 0 passed; rank 2 did not finish it", decided[1].Headline);
        Assert.Equal(1, Assert.Single(decided[1].Ranks).Rank);
        Assert.Null(outside);
    }

    [Fact]
    public void A_case_that_a_slow_rank_had_not_ended_is_left_too()
    {
        var (decided, _) = Merge(StopCause.Trouble, Stopped(Passed("a") + Failed("b")), Stopped(Start("a")));
        CaseResult result = Assert.Single(decided);
        Assert.Equal(("b", "rank 0 failed; rank 1 did not reach it"), (result.Case.Id, result.Headline));
    }

    [Fact]
    public void The_rank_at_the_rear_hangs_and_the_others_wait()
    {
        var (decided, _) = Merge(StopCause.Hang,
            Stopped(Passed("a") + Passed("b") + Start("c")), Stopped(Passed("a") + Start("b") + "stuck\n"), Stopped(Passed("a") + Passed("b")));
        Assert.Equal(["a Passed", "b Failed"], Text(decided));
        Assert.Equal("rank 1 hung in it (no progress for 5 s); rank 0 finished it (now in Case c); rank 2 finished it", decided[1].Headline);
        Assert.Equal("stuck\n", decided[1].Ranks[1].Output);
        Assert.Equal(3, decided[1].Ranks.Count);
    }

    [Fact]
    public void A_hang_between_two_cases_is_put_before_the_next()
    {
        var (decided, _) = Merge(StopCause.Hang, Stopped(Passed("a") + Start("b")), Stopped(Passed("a")));
        Assert.Equal(["a Passed", "b Failed"], Text(decided));
        Assert.Contains("rank 1 hung before it (no progress for 5 s)", decided[1].Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_rank_to_die_is_the_cause_of_the_others_death()
    {
        var (decided, _) = Merge(StopCause.Ended,
            new RankRecord(0, Log(Passed("a") + Start("b")), new RankExit(143, 20)), new RankRecord(1, Log(Passed("a") + Passed("b") + Start("c")), new RankExit(3, 10)));
        Assert.Equal(["a Passed", "c Failed"], Text(decided));
        Assert.Equal("rank 1 exited with code 3 in it; rank 0 did not reach it", decided[1].Headline);
    }

    [Fact]
    public void A_rank_killed_together_with_its_shell_is_still_named()
    {
        var (decided, _) = Merge(StopCause.Ended, Ended(Passed("a")), new RankRecord(1, Log(Start("a")), null));
        Assert.Equal("rank 1 ended without an exit code (killed?) in it; rank 0 passed", Assert.Single(decided).Headline);
    }

    [Fact]
    public void A_case_that_a_rank_did_not_run_fails()
    {
        var (decided, _) = Merge(StopCause.Ended, Ended(Passed("a") + Passed("b")), Ended(Passed("b")));
        Assert.Equal(["b Passed", "a Failed"], Text(decided));
        Assert.StartsWith("rank 1 did not run it", decided[1].Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_after_the_last_case_is_reported_outside_of_the_cases()
    {
        var (decided, outside) = Merge(StopCause.Ended, Ended(Passed("a")), new RankRecord(1, Log(Passed("a") + Done), new RankExit(139, 5)));
        Assert.Equal(["a Passed"], Text(decided));
        Assert.Equal("rank 1 was ended by signal 11 (SIGSEGV) after the last case", outside?.Headline);
    }

    [Fact]
    public void A_rank_that_does_not_end_is_reported_outside_of_the_cases()
    {
        var (decided, outside) = Merge(StopCause.Hang, Ended(Passed("a")), new RankRecord(1, Log(Passed("a") + Done), null, "in Finalize"));
        Assert.Equal(["a Passed"], Text(decided));
        Assert.Equal("rank 1 did not end after the last case (no progress for 5 s)", outside?.Headline);
        Assert.Equal("in Finalize", Assert.Single(outside!.Ranks).Stacks);
    }

    [Fact]
    public void Ranks_that_die_before_any_case_decide_nothing_and_say_why()
    {
        var (decided, outside) = Merge(StopCause.Ended, new RankRecord(0, Log("no library\n"), new RankExit(134, 3)), new RankRecord(1, Log(""), new RankExit(1, 9)));
        Assert.Empty(decided);
        Assert.StartsWith("rank 0 was ended by signal 6", outside?.Headline, StringComparison.Ordinal);
        Assert.EndsWith("before the first case", outside?.Headline, StringComparison.Ordinal);
        Assert.Equal("no library\n", Assert.Single(outside!.Ranks).Output);
    }

    [Fact]
    public void A_launcher_that_complains_at_the_end_is_reported()
    {
        RankRecord[] ranks = [Ended(Passed("a"))];
        var launch = new LaunchRecord([new TestCase("a", "Case a")], ranks, StopCause.Ended, 1, "no finalize was called\n", TimeSpan.FromSeconds(5));
        Assert.Equal("mpiexec exited with code 1:\nno finalize was called", CaseResults.Merge(launch).Outside?.Headline);
    }

    private static RankRecord Ended(string text) => new(0, Log(text + Done), Good);

    private static RankRecord Stopped(string text) => new(0, Log(text), null);

    private static (IReadOnlyList<CaseResult> Decided, OutsideTrouble? Outside) Merge(StopCause cause, params RankRecord[] ranks)
    {
        RankRecord[] numbered = [.. ranks.Select((r, i) => r with { Rank = i })];
        TestCase[] wanted = [.. numbered.SelectMany(r => r.Log.Cases).Select(c => new TestCase(c.Id, c.Name)).Distinct()];
        return CaseResults.Merge(new LaunchRecord(wanted, numbered, cause, cause == StopCause.Ended ? 0 : null, "", TimeSpan.FromSeconds(5)));
    }

    private static IEnumerable<string> Text(IReadOnlyList<CaseResult> decided) => decided.Select(d => $"{d.Case.Id} {d.Outcome}");
}
