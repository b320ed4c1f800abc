using System.Text.Json;
using Xunit;

namespace Twister2.MpiTest.Tests;

/// <summary>The samples' every way to go wrong, inside real ranks.</summary>
public sealed class SamplesTests(SampleRun samples) : IClassFixture<SampleRun>
{
    public static TheoryData<string> EachMpi { get; } = ["openmpi", "mpich"];

    [Theory, MemberData(nameof(EachMpi))]
    public void Every_case_is_decided_and_the_last_line_counts_them(string mpi)
    {
        (HarnessProcess process, JsonElement run) = samples.Of(mpi);
        Assert.Equal("7 passed, 9 failed", process.LastLine);
        Assert.Equal(1, process.ExitCode);
        Assert.Equal("", process.Error);
        Assert.Equal(17, run.GetProperty("cases").GetArrayLength());
        Assert.Contains("mpitest.samples  ", process.Output, StringComparison.Ordinal);
        Assert.Matches($@"mpitest\.samples  {mpi} +n=3 +7 passed, 9 failed, 1 skipped", process.Output);
        Assert.StartsWith(mpi, process.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void No_process_is_left(string mpi) => Assert.Empty(samples.Of(mpi).Process.Leftovers);

    [Theory, MemberData(nameof(EachMpi))]
    public void A_failed_assertion_on_one_rank_fails_the_case_with_that_ranks_output(string mpi)
    {
        JsonElement result = Failed(mpi, "Bad.FailsOnRank1");
        Assert.StartsWith("rank 1 failed; ", Headline(result), StringComparison.Ordinal);
        JsonElement rank = Assert.Single(result.GetProperty("ranks").EnumerateArray());
        Assert.Equal(1, rank.GetProperty("rank").GetInt32());
        Assert.Equal("rank 1 was here", rank.GetProperty("output").GetString()!.Trim());
        JsonElement failure = rank.GetProperty("failures")[0];
        Assert.Contains("Assert.NotEqual() Failure", failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("Bad.cs:line", failure.GetProperty("stackTrace").GetString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void Ranks_stuck_after_a_failure_do_not_count_as_hung(string mpi) =>
        Assert.Equal("rank 1 failed; ranks 0, 2 did not finish it", Headline(Failed(mpi, "Bad.FailsOnRank1WhileOthersWait")));

    [Theory, MemberData(nameof(EachMpi))]
    public void A_failure_on_all_ranks_is_told_once(string mpi)
    {
        // A rank that a busy machine holds up for more than the ten seconds after the others' failure did not finish it.
        Assert.Matches("^(ranks 0-2|ranks? [0-2](, [0-2])?) failed(; ranks? [0-2](, [0-2])? did not (finish|reach) it)?$", Headline(Failed(mpi, "Bad.ThrowsOnAllRanks"))!);
        string[] lines = samples.Of(mpi).Process.Output.Split('\n');
        Assert.Single(lines, l => l.Contains("InvalidOperationException: thrown everywhere", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void A_hung_rank_is_named_with_its_stack_and_last_output(string mpi)
    {
        JsonElement result = Failed(mpi, "Hanging.HangsOnRank1");
        Assert.StartsWith("rank 1 hung in it (no progress for 6 s); ranks 0, 2 finished it", Headline(result), StringComparison.Ordinal);
        JsonElement rank = result.GetProperty("ranks")[1];
        Assert.Equal("rank 1 comes in", rank.GetProperty("output").GetString()!.Trim());
        string stacks = rank.GetProperty("stacks").GetString()!;
        // Where ptrace is forbidden the kernel's view must be there.
        Assert.Matches("Samples.Rank.WaitForOthers|no managed stacks: .*\n.*sleeping", stacks);
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void A_case_in_which_all_hang_names_all(string mpi) =>
        Assert.Equal("ranks 0-2 hung in it (no progress for 6 s)", Headline(Failed(mpi, "Hanging.HangsEverywhere")));

    [Theory, MemberData(nameof(EachMpi))]
    public void A_rank_that_exits_fails_the_case_with_its_code_and_last_words(string mpi)
    {
        JsonElement result = Failed(mpi, "Bad.ExitsOnRank0");
        Assert.StartsWith("rank 0 exited with code 3 in it", Headline(result), StringComparison.Ordinal);
        Assert.Equal("last words", result.GetProperty("ranks")[0].GetProperty("output").GetString()!.Trim());
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void A_rank_that_crashes_fails_the_case_with_its_signal(string mpi)
    {
        JsonElement result = Failed(mpi, "Bad.CrashesOnTheLastRank");
        Assert.StartsWith("rank 2 was ended by signal 6 (SIGABRT", Headline(result), StringComparison.Ordinal);
        Assert.Contains("crash on purpose", result.GetProperty("ranks")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void A_fixture_that_fails_after_its_cases_is_not_lost(string mpi)
    {
        JsonElement result = Failed(mpi, "Fixtures.PassesBeforeTheFixtureFails");
        Assert.Contains("cannot be disposed of on rank 1", result.GetRawText(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EachMpi))]
    public void A_case_that_only_some_ranks_have_fails(string mpi) =>
        Assert.StartsWith("ranks 1, 2 did not run it", Headline(Failed(mpi, "RowsDiffer(row: 1)")), StringComparison.Ordinal);

    [Theory, MemberData(nameof(EachMpi))]
    public void A_case_skipped_on_one_rank_passes_and_one_skipped_on_all_is_skipped(string mpi)
    {
        Assert.Equal("passed", samples.Case(mpi, "Good.SkippedOnRank1").GetProperty("outcome").GetString());
        JsonElement skipped = samples.Case(mpi, "Good.SkippedEverywhere");
        Assert.Equal("skipped", skipped.GetProperty("outcome").GetString());
        Assert.Equal("not today", Headline(skipped));
    }

    private JsonElement Failed(string mpi, string name)
    {
        JsonElement result = samples.Case(mpi, name);
        Assert.Equal("failed", result.GetProperty("outcome").GetString());
        return result;
    }

    private static string? Headline(JsonElement result) => result.GetProperty("headline").GetString();
}
