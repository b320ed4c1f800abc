using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tests;

/// <summary>Workers whose chunks go by the grid: whatever operators promise, they promise there too.</summary>
public sealed class GridWorkers(IWorkers workers) : IWorkers
{
    public void Run(Action<DataflowEnvironment> body, DataflowOptions? options = null) => workers.Run(body, (options ?? new DataflowOptions()) with { Routing = ExchangeRouting.Grid });

    public int Agree(int number) => workers.Agree(number);
}

[Trait("ranks", "none")]
public sealed class InProcessGridOperators() : OperatorContract(new GridWorkers(new InProcessWorkers()));

[Trait("ranks", "any")]
public sealed class MpiGridOperators() : OperatorContract(new GridWorkers(new MpiWorkers()));

[Trait("ranks", "none")]
public sealed class InProcessGridTables() : TableContract(new GridWorkers(new InProcessWorkers()));

/// <summary>The way over a worker in between.</summary>
[Trait("ranks", "none")]
public sealed class GridTests
{
    [Fact]
    public void Every_way_leads_over_one_worker_of_few()
    {
        for (int workers = 3; workers <= 70; workers++)
        {
            int columns = (int)Math.Ceiling(Math.Sqrt(workers));
            for (int from = 0; from < workers; from++)
            {
                HashSet<int> firsts = [];
                for (int to = 0; to < workers; to++)
                {
                    int between = GridRelay.Between(from, to, workers);
                    Assert.InRange(between, 0, workers - 1);
                    Assert.True(from / columns == between / columns || from % columns == between % columns);
                    Assert.True(to / columns == between / columns || to % columns == between % columns);
                    firsts.Add(between);
                }
                // A worker of a last row that is not full has links along its column as well.
                Assert.InRange(firsts.Count, 1, columns + (from / columns == (workers - 1) / columns ? columns : 0));
            }
        }
    }

    [Fact]
    public void A_worker_has_links_to_few_others() => LocalCluster.Run(25, env =>
    {
        using Partition<int> partition = new(env, LogicalPlan.OnePerWorker(25), value => value % 25);
        for (int i = 0; i < 500; i++) partition.Add(env.Worker, i);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        OperatorStatistics o = partition.Statistics;
        Assert.Equal(500, o.RecordsAdded);
        Assert.InRange(o.Sent.Chunks, 8, 20);
        Assert.InRange(o.Links.Count(link => link.Sent.Chunks > 0), 8, 8);
        int received = 0;
        foreach (ReadOnlySpan<int> chunk in partition.Read(env.Worker)) received += chunk.Length;
        Assert.Equal(500, received);
    }, new DataflowOptions { Routing = ExchangeRouting.Grid });

    [Fact]
    public void A_stuck_grid_says_so() => LocalCluster.Run(9, env =>
    {
        using Partition<int> partition = new(env, LogicalPlan.OnePerWorker(9), value => value % 9);
        for (int i = 0; i < 100; i++) partition.Add(env.Worker, i);
        if (env.Worker != 4) partition.Finish(env.Worker);
        for (int i = 0; i < 5; i++) env.Barrier();
        OperatorWait wait = partition.GetWait();
        Assert.Equal(env.Worker == 4 ? WaitStage.Filling : WaitStage.Ending, wait.Stage);
        env.Barrier();
        if (env.Worker == 4) partition.Finish(4);
        partition.WaitForCompletion();
    }, new DataflowOptions { Routing = ExchangeRouting.Grid });

    [Theory]
    [InlineData(ExchangeRouting.Direct)]
    [InlineData(ExchangeRouting.Grid)]
    public void Buffers_stay_within_their_bound_however_many_targets(ExchangeRouting routing) => LocalCluster.Run(4, env =>
    {
        const int Bound = 512 << 10;
        LogicalPlan plan = new(4, [0, 1, 2, 3], [.. Enumerable.Range(0, 300).Select(target => target % 4)]);
        using Partition<long> partition = new(env, plan, value => (int)(value % 300));
        for (long i = 0; i < 300_000; i++) partition.Add(env.Worker, i);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        // What is collected, what is on its way, what arrives; in a grid also what is passed on, and on its way for the second time.
        Assert.InRange(partition.Statistics.PeakBuffers, Bound / 4, (routing == ExchangeRouting.Grid ? 5 : 3) * Bound);
        // The last mark may still be on its way.
        Assert.InRange(partition.Statistics.Buffers, 0, 2048);
    }, new DataflowOptions { BytesInFlight = 512 << 10, Routing = routing });
}
