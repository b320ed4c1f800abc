using Twister2.Dataflow;
using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Tests;

/// <summary>What worker 0 concludes from what it hears, and from silence.</summary>
[Trait("ranks", "none")]
public sealed class WorkerHealthTests
{
    private static readonly HealthLimits Limits = new(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(60));

    private readonly MovingTime _time = new();
    private readonly long[] _numbers = new long[4];
    private readonly WorkerHealth _health;

    public WorkerHealthTests() => _health = new WorkerHealth(4, Limits, _time);

    [Fact]
    public void Nothing_is_told_of_workers_that_are_well()
    {
        for (int second = 0; second < 1000; second++) Assert.Empty(After(1, [0, 1, 2, 3]));
    }

    [Fact]
    public void Silent_worker_is_lost_once_and_found_once()
    {
        for (int second = 0; second < 7; second++) Assert.Empty(After(1, [0, 1, 3]));
        Assert.Equal(new WorkerLost(2, TimeSpan.FromSeconds(8)), Assert.Single(After(1, [0, 1, 3])));
        for (int second = 0; second < 20; second++) Assert.Empty(After(1, [0, 1, 3]));
        Assert.Equal(new WorkerBack(2), Assert.Single(After(1, [0, 1, 2, 3])));
        Assert.Empty(After(1, [0, 1, 2, 3]));
    }

    [Fact]
    public void Worker_that_never_told_anything_is_lost_too() =>
        Assert.Equal([1, 3], After(9, [0, 2]).Cast<WorkerLost>().Select(static lost => lost.Worker));

    [Fact]
    public void Old_news_do_not_make_a_worker_alive()
    {
        Take(new Beat(1, 5), new Beat(0, 0), new Beat(2, 0), new Beat(3, 0));
        _time.Pass(8);
        Take(new Beat(1, 5), new Beat(1, 4), new Beat(0, 1), new Beat(2, 1), new Beat(3, 1));
        Assert.Equal(1, Assert.IsType<WorkerLost>(Assert.Single(_health.Look())).Worker);
    }

    [Fact]
    public void Worker_that_stays_silent_is_given_up()
    {
        Assert.IsType<WorkerLost>(Assert.Single(After(299, [0, 1, 2])));
        Assert.Equal(new WorkerGivenUp(3, TimeSpan.FromSeconds(300)), Assert.Single(After(1, [0, 1, 2])));
    }

    [Fact]
    public void Nobody_is_given_up_where_there_is_no_limit()
    {
        WorkerHealth health = new(2, HealthLimits.Of(TimeSpan.Zero, TimeSpan.Zero), _time);
        _time.Pass(1e6);
        health.Take(new Beat(0, 0) { SecondsWithoutProgress = 1e6 });
        Assert.Equal(1, Assert.IsType<WorkerLost>(Assert.Single(health.Look())).Worker);
    }

    [Fact]
    public void Stall_is_told_when_it_begins_each_time_it_has_doubled_and_when_it_is_over()
    {
        List<double> told = [];
        for (int second = 1; second <= 500; second++)
        {
            _time.Pass(1);
            Take(new Beat(0, second), new Beat(1, second), new Beat(2, second) { SecondsWithoutProgress = second }, new Beat(3, second) { SecondsWithoutProgress = second - 30 });
            told.AddRange(_health.Look().Cast<JobStalled>().Select(static stall => stall.Seconds));
        }
        Assert.Equal([60, 120, 240, 480], told);
        Take(new Beat(2, 501));
        Assert.Empty(_health.Look());
        Take(new Beat(3, 501));
        Assert.IsType<JobGoesOn>(Assert.Single(_health.Look()));
        Assert.Empty(_health.Look());
    }

    [Fact]
    public void Stall_names_those_who_do_not_go_on_and_who_holds_them_up()
    {
        WorkerWaits waits = new()
        {
            Worker = 1,
            Workers = 4,
            Built = 3,
            Operators = [new OperatorWait { Worker = 1, Operator = "Reduce", Number = 2, Stage = WaitStage.Ending, Awaits = [new AwaitedWorker(3, Awaited.EndMark)], Blocked = TimeSpan.FromSeconds(70) }],
        };
        Take(new Beat(0, 0) { Built = 3 }, new Beat(1, 0) { Built = 3, SecondsWithoutProgress = 70, Waits = waits.ToJson() }, new Beat(2, 0) { Built = 3 }, new Beat(3, 0) { Built = 2 });
        JobStalled stall = Assert.IsType<JobStalled>(Assert.Single(_health.Look()));
        Assert.Equal([1], stall.Workers);
        Culprit culprit = Assert.Single(stall.Waits.Culprits);
        Assert.Equal(3, culprit.Worker);
        Assert.Equal([1], culprit.HoldsUp);
    }

    [Fact]
    public void Worker_whose_program_has_returned_need_not_go_on()
    {
        Take(new Beat(0, 0), new Beat(1, 0) { HasReturned = true, SecondsWithoutProgress = 1000 }, new Beat(2, 0), new Beat(3, 0));
        Assert.Empty(_health.Look());
    }

    [Fact]
    public void Worker_1_looks_after_worker_0()
    {
        MasterHealth health = new(Limits);
        Assert.Empty(health.Look(TimeSpan.FromSeconds(7)));
        Assert.Equal(new WorkerLost(0, TimeSpan.FromSeconds(8)), Assert.Single(health.Look(TimeSpan.FromSeconds(8))));
        Assert.Empty(health.Look(TimeSpan.FromSeconds(9)));
        Assert.Equal(new WorkerBack(0), Assert.Single(health.Look(TimeSpan.Zero)));
        Assert.Equal(2, health.Look(TimeSpan.FromSeconds(300)).Count());
    }

    /// <summary>The beats of some workers, so many seconds later.</summary>
    private HealthChange[] After(double seconds, int[] workers)
    {
        _time.Pass(seconds);
        foreach (int worker in workers) _health.Take(new Beat(worker, _numbers[worker]++));
        return [.. _health.Look()];
    }

    private void Take(params Beat[] beats)
    {
        foreach (Beat beat in beats) _health.Take(beat);
    }
}
