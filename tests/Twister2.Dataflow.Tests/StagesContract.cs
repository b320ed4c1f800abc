using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Tests;

/// <summary>What operators count for their stages, and what the meter tells of it, over every kind of worker.</summary>
public abstract class StagesContract(IWorkers workers)
{
    [Fact]
    public void Operators_that_follow_each_other_are_runs_of_one_stage() => workers.Run(env =>
    {
        for (int run = 1; run <= 5; run++)
        {
            using Partition<long> partition = Filled(env, 1000);
            StageLedger stage = Assert.Single(env.Stages.All);
            Assert.Equal(("Partition", "partition", "", run), (stage.Name, stage.Kind, stage.Graph, stage.Runs));
            Assert.Equal((run, run - 1), (stage.Counts.Tasks, stage.Counts.TasksDone));
            partition.WaitForCompletion();
            StageCounts counts = stage.Counts;
            Assert.Equal((run, 1000L * run), (counts.TasksDone, counts.RecordsIn));
            Assert.Equal(env.WorkerCount * run, stage.AllTasks);
            Assert.InRange(counts.Ended, counts.Started, DateTime.UtcNow.Ticks);
        }
    });

    [Fact]
    public void What_a_stage_has_sent_is_what_its_operators_have_sent() => workers.Run(env =>
    {
        long records = 0, bytes = 0, packed = 0;
        for (int run = 0; run < 3; run++)
        {
            using Partition<long> partition = Filled(env, 3000);
            partition.WaitForCompletion();
            Traffic sent = partition.Statistics.Sent;
            (records, bytes, packed) = (records + sent.Records, bytes + sent.WireBytes, packed + sent.Bytes);
        }
        StageLedger stage = Assert.Single(env.Stages.All);
        Assert.Equal((records, bytes, packed), (stage.Counts.RecordsOut, stage.Counts.BytesOut, stage.BytesPacked));
        Assert.Equal((bytes, env.Counters.MessagesSent), (env.Counters.SentTo.All().Sum(static link => link.Bytes), env.Counters.SentTo.All().Sum(static link => link.Messages)));
        Assert.DoesNotContain(env.Worker, env.Counters.SentTo.All().Select(static link => link.Worker));
    }, new DataflowOptions { ChunkBytes = 512, Compression = ChunkCompression.Always });

    [Fact]
    public void Operators_at_work_together_are_stages_of_their_own_the_same_on_all_workers() => workers.Run(env =>
    {
        for (int run = 0; run < 2; run++)
        {
            using Partition<long> first = Filled(env, 10), second = Filled(env, 20);
            first.WaitForCompletion();
            second.WaitForCompletion();
        }
        string own = string.Join(' ', env.Stages.All.Select(static stage => $"{stage.Name}:{stage.Key}"));
        Assert.Equal(["Partition", "Partition 2"], env.Stages.All.Select(static stage => stage.Name));
        Assert.Equal([20, 40], env.Stages.All.Select(static stage => stage.Counts.RecordsIn));
        Assert.True(env.AllReduce(own, static (a, b) => a == b ? a : "different") == own);
        Assert.Equal(("AllReduce", 1), (env.Stages.All[2].Name, env.Stages.All[2].Runs));
    });

    [Fact]
    public void What_was_spilled_is_counted() => workers.Run(env =>
    {
        using Partition<long> partition = Filled(env, 20_000);
        partition.WaitForCompletion();
        StageLedger stage = Assert.Single(env.Stages.All);
        Assert.Equal(env.Counters.BytesSpilled, stage.Counts.Spilled);
        Assert.True(env.AllReduce(stage.Counts.Spilled, static (a, b) => a + b) > 0);
    }, new DataflowOptions { MemoryBytes = 8 << 10, ChunkRecords = 64 });

    [Fact]
    public void A_program_that_keeps_its_operators_open_has_no_end_of_stages() => workers.Run(env =>
    {
        List<Partition<long>> open = [];
        for (int i = 0; i < 1100; i++) open.Add(new Partition<long>(env, LogicalPlan.OnePerWorker(env.WorkerCount), Target(env)));
        Assert.InRange(env.Stages.All.Count, 1000, 1002);
        Assert.Equal(100, env.Stages.All[^1].Runs);
        foreach (Partition<long> partition in open) partition.Finish(env.Worker);
        foreach (Partition<long> partition in open)
        {
            partition.WaitForCompletion();
            partition.Dispose();
        }
        Assert.All(env.Stages.All, static stage => Assert.Equal(stage.Counts.Tasks, stage.Counts.TasksDone));
    });

    private static Partition<long> Filled(DataflowEnvironment env, int records)
    {
        Partition<long> partition = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), Target(env));
        for (long i = 0; i < records; i++) partition.Add(env.Worker, i);
        partition.Finish(env.Worker);
        return partition;
    }

    private static Func<long, int> Target(DataflowEnvironment env) => value => (int)(value % env.WorkerCount);
}

[Trait("ranks", "none")]
public sealed class InProcessStages() : StagesContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiStages() : StagesContract(new MpiWorkers());
