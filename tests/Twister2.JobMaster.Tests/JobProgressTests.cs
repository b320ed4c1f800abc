using CsCheck;
using Microsoft.Extensions.Logging;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Heartbeats;
using Twister2.JobMaster.Metrics;

namespace Twister2.JobMaster.Tests;

/// <summary>How what workers tell of stages and links comes together.</summary>
[Trait("ranks", "none")]
public sealed class JobProgressTests : IDisposable
{
    private static readonly Gen<StageCounts> Counts = Gen.Select(Gen.Long[0, 1000].Array[7], Gen.Long[0, 5], Gen.Long[0, 5], static (n, started, ended) => new StageCounts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], started, ended));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void News_come_as_they_went() => Gen.Select(Counts.Array[0, 4], Gen.Long.Array[0, 4], Gen.Bool).Sample((counts, links, isLast) =>
    {
        News news = new() { IsLast = isLast };
        news.Add(new Beat(7, 3) { Seconds = 1.5, MemoryBytes = 2, HeapBytes = 3, PauseSeconds = 4.5, Threads = 5, Records = 6, BytesSent = 7, BytesReceived = 8, BytesSpilled = 9, SecondsWaited = 10.5, Waits = "w" });
        for (int i = 0; i < counts.Length; i++) news.Add($"stage {i}", counts[i]);
        for (int i = 0; i < links.Length; i++) news.Add(new LinkTraffic(i, 70_000, links[i], 1 + i));
        News read = Wire.FromBytes(Wire.ToBytes(news.Write), News.Read);
        Assert.Equal(isLast, read.IsLast);
        Assert.Equal(news.Beats, read.Beats);
        Assert.Equal(news.Stages, read.Stages);
        Assert.Equal(news.Links, read.Links);
    }, iter: 500);

    /// <summary>Whatever is told when, and however it is put together on the way, in the end it is what was done.</summary>
    [Fact]
    public void Changes_add_up_to_what_was_done() => Gen.Select(Counts.Array[1, 6], Gen.Bool.Array[6]).Sample((steps, together) =>
    {
        StageCounts told = StageCounts.None, done = StageCounts.None;
        News onTheWay = new();
        JobProgress progress = new(1, static () => [], TimeProvider.System);
        StageCounts heard = StageCounts.None;
        for (int i = 0; i < steps.Length; i++)
        {
            done = done.Plus(steps[i]);
            onTheWay.Add("s", done.Since(told));
            told = done;
            if (together[i] && i < steps.Length - 1) continue;
            heard = heard.Plus(onTheWay.Stages["s"]);
            progress.Take(onTheWay);
            onTheWay = new News();
        }
        Assert.Equal(done, heard);
    }, iter: 500);

    [Fact]
    public void Stages_of_all_workers_are_one_and_done_when_all_are()
    {
        const int Workers = 3;
        JobProgress? progress = null;
        WorkerReport[] reports = new WorkerReport[Workers];
        LocalCluster.Run(Workers, env =>
        {
            IReadOnlyList<DataflowEnvironment> dataflows = [env];
            reports[env.Worker] = new WorkerReport(env.Worker, Workers, new Pulse(env.Worker, () => dataflows), () => dataflows);
            if (env.Worker == 0) progress = new JobProgress(Workers, () => dataflows, TimeProvider.System);
            Assert.Empty(reports[env.Worker].Tell().Stages);
            using AllGather<long> gather = new(env, LogicalPlan.OnePerWorker(Workers));
            if (env.Worker > 0) gather.Add(env.Worker, 5);
            env.Barrier();
            if (env.Worker == 0)
            {
                foreach (WorkerReport report in reports) progress!.Take(report.Tell());
                StageProgress stage = StageOf(progress!, "AllGather");
                Assert.Equal((StageState.Running, 3, 0, 1), (stage.State, stage.Tasks, stage.TasksDone, stage.Runs));
                Assert.NotNull(stage.Started);
                Assert.Null(stage.Ended);
            }
            env.Barrier();
            gather.Finish(env.Worker);
            gather.WaitForCompletion();
            env.Barrier();
            if (env.Worker == 0)
            {
                foreach (WorkerReport report in reports) progress!.Take(report.Tell(isLast: true));
                StageProgress stage = StageOf(progress!, "AllGather");
                Assert.Equal(("0", "AllGather", "allGather", StageState.Done, 3, 3, 2), (stage.Id, stage.Name, stage.Kind, stage.State, stage.Tasks, stage.TasksDone, stage.RecordsIn));
                Assert.True(stage.Ended >= stage.Started);
                JobLinks links = progress!.LookAtLinks(always: true)!;
                Assert.Equal(Workers, links.Workers);
                Assert.Equal(links.Links.OrderBy(static link => (link.From, link.To)), links.Links);
                Assert.Equal(reports.Length, links.Links.Select(static link => link.From).Distinct().Count());
                Assert.Null(progress.LookAtStages(always: false));
                Assert.Null(progress.LookAtLinks(always: false));
                // Nothing is told twice. The barriers are stages too, and may still be under way elsewhere.
                string key = env.Stages.All.Single(static ledger => ledger.Name == "AllGather").Key;
                Assert.All(reports, report => Assert.DoesNotContain(key, report.Tell(isLast: true).Stages.Keys));
            }
            env.Barrier();
        });
    }

    [Fact]
    public void Of_many_links_those_with_the_most_bytes_are_kept()
    {
        JobProgress progress = new(5000, static () => [], TimeProvider.System);
        News news = new();
        for (int from = 0; from < 150; from++)
            for (int to = 0; to < 100; to++) news.Add(new LinkTraffic(from, to, from * 100 + to, 1));
        progress.Take(news);
        IReadOnlyList<LinkTraffic> links = progress.LookAtLinks(always: false)!.Links;
        Assert.Equal(10_000, links.Count);
        Assert.Equal(5000, links.Min(static link => link.Bytes));
    }

    [Fact]
    public void Processor_time_of_the_start_is_not_taken_for_that_of_the_first_second()
    {
        // This process has used a second and more until now.
        Beat beat = new Pulse(0, static () => []).Feel();
        Assert.InRange(beat.ProcessorSeconds, 0, beat.Seconds * System.Environment.ProcessorCount + 0.1);
    }

    [Fact]
    public void Processor_time_is_of_the_workers_own_clock()
    {
        MovingTime time = new();
        JobSamples samples = new(3, time);
        samples.Take(new Beat(2, 0) { Seconds = 1, ProcessorSeconds = 3 });
        samples.Take(new Beat(1, 0) { Seconds = 2, ProcessorSeconds = 1, Records = 5, Threads = 6 });
        Assert.Equal([(1, 0.5), (2, 3.0)], samples.Look().Workers.Select(static worker => (worker.Id, worker.Cpu)));
        time.Pass(1);
        samples.Take(new Beat(2, 2) { Seconds = 3, ProcessorSeconds = 4 });
        samples.Take(new Beat(2, 1) { Seconds = 2, ProcessorSeconds = 100 });
        Assert.Equal([0.5, 0.5], samples.Look().Workers.Select(static worker => worker.Cpu));
        // Worker 1 is silent.
        time.Pass(3.5);
        Assert.Equal([2], samples.Look().Workers.Select(static worker => worker.Id));
    }

    [Fact]
    public void Job_goes_on_where_its_metrics_cannot_be_written()
    {
        RecordingLogger logger = new();
        JobMetrics metrics = new(_folder["no/such/folder"], 1, new JobProgress(1, static () => [], TimeProvider.System), logger, TimeProvider.System);
        metrics.Take(new News());
        metrics.Dispose();
        Assert.Single(logger.Lines, static line => line.Contains("metrics cannot be written", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static StageProgress StageOf(JobProgress progress, string name) => Assert.Single(progress.LookAtStages(always: false)!.Stages, stage => stage.Name == name);
}
