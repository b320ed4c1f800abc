using Xunit;
using static Twister2.MpiTest.Tests.Lines;

namespace Twister2.MpiTest.Tests;

public sealed class RankLogTests
{
    [Fact]
    public void Outcomes_are_read_in_order()
    {
        RankLog log = Log(Passed("a") + Failed("b") + Skipped("c") + Start("d"));
        Assert.Equal([RankOutcome.Passed, RankOutcome.Failed, RankOutcome.Skipped, RankOutcome.Running], log.Cases.Select(c => c.Outcome));
        Assert.Equal("d", log.Current?.Id);
        Assert.Equal(3, log.Completed);
        Assert.False(log.Done);
        Assert.Equal(0.25, log.Cases[0].Seconds);
        Assert.Equal("why not", log.Cases[2].SkipReason);
        Assert.Equal("Case a", log.Cases[0].Name);
    }

    [Fact]
    public void A_case_with_several_tests_is_skipped_only_if_all_are() =>
        Assert.Equal(RankOutcome.Passed, Log(Start("a") + End(total: 3, skipped: 2)).Cases[0].Outcome);

    [Fact]
    public void A_failure_shows_the_exception_chain_and_all_stacks()
    {
        RankFailure failure = Assert.Single(Log(Failed("a")).Cases[0].Failures);
        Assert.Equal("X: wrong\n ---- Y: inner", failure.Message);
        Assert.Equal("   at A()\n ---- inner ----\n   at B()", failure.StackTrace);
    }

    [Fact]
    public void Text_may_arrive_in_any_pieces()
    {
        string text = Start("a") + "printed\n" + Output("said") + "unfinished " + End() + Passed("b") + Done;
        var log = new RankLog();
        foreach (char c in text)
            log.Feed(c.ToString());
        Assert.Equal([RankOutcome.Passed, RankOutcome.Passed], log.Cases.Select(c => c.Outcome));
        Assert.Equal("printed\nsaid\nunfinished \n", log.Cases[0].Output.ToString());
        Assert.True(log.Done);
    }

    [Fact]
    public void Output_before_the_first_case_and_an_unfinished_last_line_are_kept()
    {
        RankLog log = Log("hello\n" + Start("a") + "last words");
        Assert.Equal("", log.Cases[0].Output.ToString());
        log.Close();
        Assert.Equal("last words\n", log.Cases[0].Output.ToString());
        Assert.Equal("hello\n", log.Preamble.ToString());
    }

    [Theory]
    [InlineData("{\"$type\":\"test-case-fini")]
    [InlineData("{\"type\":\"test-case-finished\"}")]
    [InlineData("{}")]
    public void A_line_that_is_no_message_is_output(string line)
    {
        RankLog log = Log(Start("a") + line + "\n");
        Assert.Equal(line + "\n", log.Cases[0].Output.ToString());
        Assert.NotNull(log.Current);
    }

    [Theory]
    [InlineData("test-class-cleanup-failure")]
    [InlineData("error")]
    public void A_failure_outside_any_case_fails_the_case_before_it(string type)
    {
        RankLog log = Log(Passed("a") + Passed("b") + Fail("late", type) + Done);
        Assert.Equal([RankOutcome.Passed, RankOutcome.Failed], log.Cases.Select(c => c.Outcome));
        Assert.StartsWith(type + ": X: late", Assert.Single(log.Cases[1].Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_error_goes_to_every_case_of_the_step_in_which_it_was_read()
    {
        var log = new RankLog();
        log.Feed("", "early\n");
        log.Feed(Passed("a") + Start("b"), "one\n");
        log.Feed(End() + Start("c"), "two\n");
        Assert.Equal("early\n", log.Preamble.ToString());
        Assert.Equal(["one\n", "one\ntwo\n", "two\n"], log.Cases.Select(c => c.Error.ToString()));
    }

    [Fact]
    public void Output_alone_is_no_progress()
    {
        RankLog log = Log(Start("a"));
        int progress = log.Progress;
        log.Feed("noise\n" + Output("more"));
        Assert.Equal(progress, log.Progress);
        log.Feed(End());
        Assert.True(log.Progress > progress);
    }

    [Fact]
    public void Endless_output_keeps_its_end()
    {
        var tail = new OutputTail();
        for (int i = 0; i < 100_000; i++)
            tail.Append("0123456789");
        tail.Append("end");
        string text = tail.ToString();
        Assert.StartsWith("[earlier output left out]", text, StringComparison.Ordinal);
        Assert.EndsWith("end", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 60_000, 140_000);
    }
}
