namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed class LocalClusterTests
{
    [Fact]
    public void Workers_with_different_plans_are_told()
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using AllGather<int> gather = new(env, env.Worker == 0 ? LogicalPlan.OnePerWorker(2) : new LogicalPlan(2, [0, 1], [1, 0]));
            gather.Add(env.Worker, [.. Enumerable.Range(0, 100_000)]);
            gather.Finish(env.Worker);
            gather.WaitForCompletion();
        }));
        Assert.Contains("the same plans", e.InnerExceptions[0].Message, StringComparison.Ordinal);
    }

    /// <summary>As one that throws in the middle leaves them: the end of the environment must not wait, for then nobody would hear of it.</summary>
    [Fact]
    public void Operators_that_were_given_up_do_not_hold_up_the_end()
    {
        VirtualWorkers workers = new(3) { Options = new DataflowOptions { ChunkBytes = 64 } };
        workers.Run(env =>
        {
            using Partition<int> partition = new(env, LogicalPlan.OnePerWorker(3), value => value % 3);
            // Some hundred messages: a worker may be gone before the next begins, and who has more under way than it may waits for room.
            for (int i = 0; i < 3_000; i++) partition.Add(env.Worker, i);
        });
        Assert.All(workers.Failures, Assert.Null);
        Assert.All(workers.Held, held => Assert.Equal(0, held));
    }

    [Fact]
    public void Gives_the_results_in_the_order_of_the_workers() => Assert.Equal([0, 10, 20], LocalCluster.Run(3, env => env.Worker * 10));

    [Fact]
    public void A_worker_that_fails_ends_the_others()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(3, env =>
        {
            if (env.Worker == 1) throw new InvalidOperationException("worker 1 is unwell");
            env.Barrier();
        }));
        Assert.Contains(failure.InnerExceptions, e => e is InvalidOperationException);
        Assert.Equal(2, failure.InnerExceptions.Count(e => e is WorkerFailedException { Message: "Worker 1 failed: worker 1 is unwell" }));
    }

    [Fact]
    public void A_target_that_does_not_exist_is_refused_by_name()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(1, env =>
        {
            Partition<int> partition = new(env, LogicalPlan.OnePerWorker(1), _ => 7);
            partition.Add(0, 5);
        }));
        Assert.Contains("chose task 7; there are 1", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_before_finishing_is_refused() => LocalCluster.Run(1, env =>
    {
        using Gather<int> gather = new(env, LogicalPlan.ToOne(1, 0));
        Assert.Throws<InvalidOperationException>(gather.WaitForCompletion);
    });

    [Fact]
    public void Finishing_twice_is_refused() => LocalCluster.Run(1, env =>
    {
        using Gather<int> gather = new(env, LogicalPlan.ToOne(1, 0));
        gather.Finish(0);
        Assert.Throws<ArgumentException>(() => gather.Finish(0));
    });

    [Fact]
    public void Workers_that_do_different_things_are_told_so()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            if (env.Worker == 0) env.AllReduce(1L, (a, b) => a + b);
            else env.AllReduce("one", (a, b) => a + b);
        }));
        Assert.Contains(failure.InnerExceptions, e => e.Message.Contains("Every worker must build the same operators", StringComparison.Ordinal));
    }

    [Fact]
    public void Describes_what_it_waits_for() => LocalCluster.Run(2, env =>
    {
        using Gather<int> gather = new(env, LogicalPlan.ToOne(2, 0));
        Assert.Contains("is being filled by worker", gather.DescribeWait(), StringComparison.Ordinal);
        gather.Finish(env.Worker);
        gather.WaitForCompletion();
    });
}
