using Xunit;

namespace Twister2.MpiTest.Tests;

public sealed class WatchTests
{
    private readonly Watch _watch = new(Seconds(10), Seconds(60), Seconds(2));

    [Fact]
    public void Ranks_that_make_progress_go_on() =>
        Assert.Equal(StopCause.None, Look(9, In(1, since: 0), In(3, since: 5)));

    [Fact]
    public void The_rank_at_the_rear_hangs_after_the_limit() =>
        Assert.Equal(StopCause.Hang, Look(10.5, In(1, since: 0), In(3, since: 9)));

    [Fact]
    public void A_rank_that_waits_for_a_slower_one_does_not_hang() =>
        Assert.Equal(StopCause.None, Look(100, In(5, since: 0), In(1, since: 95)));

    [Fact]
    public void The_last_to_arrive_at_the_rear_gets_its_full_time()
    {
        Assert.Equal(StopCause.None, Look(100, In(5, since: 0), In(5, since: 95)));
        Assert.Equal(StopCause.Hang, Look(106, In(5, since: 0), In(5, since: 95)));
    }

    [Fact]
    public void Starting_up_has_a_limit_of_its_own()
    {
        var notYet = new RankPosition(Begun: 0, 0, null, Done: false, Exited: false, Seconds(0));
        Assert.Equal(StopCause.None, Look(59, notYet, In(0, since: 1)));
        Assert.Equal(StopCause.Hang, Look(62, notYet, In(0, since: 1)));
        Assert.Equal(StopCause.Hang, Look(12, In(0, since: 1), In(0, since: 1)));
    }

    [Fact]
    public void A_rank_that_does_not_end_hangs() =>
        Assert.Equal(StopCause.Hang, Look(11, Ended, new RankPosition(3, 3, null, Done: true, Exited: false, Seconds(0))));

    [Fact]
    public void After_a_failure_the_others_have_a_short_grace()
    {
        Assert.Equal(StopCause.None, Look(5, Failed(at: 1), In(1, since: 0)));
        Assert.Equal(StopCause.None, Look(6.9, Failed(at: 1), In(1, since: 0)));
        Assert.Equal(StopCause.Trouble, Look(7.1, Failed(at: 1), In(1, since: 0)));
    }

    [Fact]
    public void A_rank_that_comes_up_is_waited_for_when_others_have_failed_their_first_case()
    {
        var notYet = new RankPosition(Begun: 0, 0, null, Done: false, Exited: false, Seconds(0));
        Assert.Equal(StopCause.None, Look(5, Failed(at: 0), notYet));
        Assert.Equal(StopCause.None, Look(64, Failed(at: 0), notYet));
        Assert.Equal(StopCause.Trouble, Look(66, Failed(at: 0), notYet));
    }

    [Fact]
    public void A_rank_that_has_not_come_to_the_failed_case_has_the_time_of_a_case()
    {
        var before = new RankPosition(Begun: 1, 1, null, Done: false, Exited: false, Seconds(4));
        Assert.Equal(StopCause.None, Look(5, Failed(at: 1), before));
        Assert.Equal(StopCause.None, Look(14, Failed(at: 1), before));
        Assert.Equal(StopCause.Trouble, Look(15.1, Failed(at: 1), before));
    }

    [Fact]
    public void A_rank_that_still_comes_nearer_is_waited_for()
    {
        Assert.Equal(StopCause.None, Look(5, Failed(at: 9), In(1, since: 5)));
        Assert.Equal(StopCause.None, Look(8, Failed(at: 9), In(2, since: 7)));
        Assert.Equal(StopCause.Trouble, Look(25.1, Failed(at: 9), In(8, since: 25)));
    }

    [Fact]
    public void When_all_have_passed_the_failed_case_there_is_nothing_to_wait_for() =>
        Assert.Equal(StopCause.Trouble, Look(5, Failed(at: 1), In(2, since: 5)));

    [Fact]
    public void A_dead_rank_is_trouble() =>
        Assert.Equal(StopCause.Trouble, Look(5, In(2, since: 4), new RankPosition(1, 1, null, Done: false, Exited: true, Seconds(4))));

    [Fact]
    public void An_ended_launcher_ends_everything() =>
        Assert.Equal(StopCause.Ended, _watch.Look([Ended, In(1, since: 0)], launcherEnded: true, Seconds(1)));

    private static RankPosition Ended => new(3, 3, null, Done: true, Exited: true, Seconds(1));

    private static RankPosition In(int index, double since) => new(index + 1, index, null, Done: false, Exited: false, Seconds(since));

    private static RankPosition Failed(int at) => new(at + 1, at + 1, at, Done: false, Exited: false, Seconds(5));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private StopCause Look(double now, params RankPosition[] ranks) => _watch.Look(ranks, launcherEnded: false, Seconds(now));
}
