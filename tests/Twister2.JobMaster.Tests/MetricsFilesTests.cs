using CsCheck;
using Twister2.JobMaster.Metrics;

namespace Twister2.JobMaster.Tests;

/// <summary>The files of metrics as they are written and read.</summary>
[Trait("ranks", "none")]
public sealed class MetricsFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly TestFolder _folder = new();

    private string Samples => Path.Combine(_folder.Path, "metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_are_read_as_they_were_written_each_once()
    {
        MetricsWriter writer = new(_folder.Path);
        MetricsReader reader = new(_folder.Path);
        Assert.Empty(reader.ReadSamples());
        // Longer than a reader's piece.
        MetricsSample[] samples = [SampleOf(0, 1), SampleOf(1, 2000), SampleOf(2, 0)];
        Assert.Equal(writer.Append(samples[0]), new FileInfo(Samples).Length);
        Same([samples[0]], reader.ReadSamples());
        writer.Append(samples[1]);
        writer.Append(samples[2]);
        Same(samples[1..], reader.ReadSamples());
        Assert.Empty(reader.ReadSamples());
        Same(samples, new MetricsReader(_folder.Path).ReadSamples());
    }

    [Fact]
    public void Half_a_line_is_read_when_it_is_whole()
    {
        new MetricsWriter(_folder.Path).Append(SampleOf(0, 3));
        string line = File.ReadAllText(Samples);
        MetricsReader reader = new(_folder.Path);
        for (int end = 0; end < line.Length; end += 7)
        {
            File.WriteAllText(Samples, line[..end]);
            Assert.Empty(reader.ReadSamples());
        }
        File.WriteAllText(Samples, line);
        Same([SampleOf(0, 3)], reader.ReadSamples());
    }

    [Fact]
    public void Job_that_is_started_again_goes_on_behind_half_a_line()
    {
        File.WriteAllText(Samples, """{"time":"2026""");
        new MetricsWriter(_folder.Path).Append(SampleOf(0, 1));
        Same([SampleOf(0, 1)], new MetricsReader(_folder.Path).ReadSamples());
    }

    [Fact]
    public void Unknown_fields_and_missing_ones_are_no_errors()
    {
        File.WriteAllText(Samples, """
            {"time":"2026-01-02T03:04:05.678Z","of":{"the":["future"]},"workers":[{"id":7,"colour":"red"}]}
            no JSON
            {"workers":[]}

            """);
        MetricsSample[] samples = [.. new MetricsReader(_folder.Path).ReadSamples()];
        Assert.Equal(2, samples.Length);
        Assert.Equal(new WorkerSample { Id = 7 }, Assert.Single(samples[0].Workers));
        File.WriteAllText(Path.Combine(_folder.Path, "stages.json"), """{"stages":[{"id":"a","shape":1}]}""");
        Assert.Equal("a", Assert.Single(new MetricsReader(_folder.Path).ReadStages()!.Stages).Id);
        File.WriteAllText(Path.Combine(_folder.Path, "links.json"), """{"workers":2,"bytes":[[0,1,5,6,7],[1],null]}""");
        Assert.Equal(new LinkTraffic(0, 1, 5, 6), Assert.Single(new MetricsReader(_folder.Path).ReadLinks()!.Links));
    }

    [Fact]
    public void Nothing_is_known_where_there_are_no_files_or_damaged_ones()
    {
        MetricsReader reader = new(_folder.Path);
        Assert.Null(reader.ReadStages());
        Assert.Null(reader.ReadLinks());
        foreach (string text in (string[])["", "{", "[]", "null", """{"stages":[{"state":"unheard of"}]}"""])
        {
            File.WriteAllText(Path.Combine(_folder.Path, "stages.json"), text);
            File.WriteAllText(Path.Combine(_folder.Path, "links.json"), text);
            Assert.Null(reader.ReadStages());
            Assert.Null(reader.ReadLinks());
        }
    }

    [Fact]
    public void Reader_can_begin_near_the_end()
    {
        MetricsWriter writer = new(_folder.Path);
        int length = 0;
        for (int i = 0; i < 50; i++) length = writer.Append(SampleOf(i, 2));
        MetricsReader reader = new(_folder.Path);
        reader.SkipTo(5 * length / 2);
        Same([SampleOf(48, 2), SampleOf(49, 2)], reader.ReadSamples());
        // Never back.
        reader.SkipTo(long.MaxValue / 2);
        Assert.Empty(reader.ReadSamples());
    }

    [Fact]
    public void Stages_are_read_as_they_were_written()
    {
        Gen<StageProgress> stage = Gen.Select(Gen.String, Gen.Enum<StageState>(), Gen.Long, Gen.Int[0, 3], Gen.Bool, static (text, state, number, inputs, has) => new StageProgress
        {
            Id = text,
            Name = text + "x",
            Kind = "keyedReduce",
            Graph = has ? text : "",
            Inputs = [.. Enumerable.Range(0, inputs).Select(static input => $"{input}")],
            State = state,
            Tasks = number,
            TasksDone = number ^ 1,
            Runs = number ^ 2,
            RecordsIn = number ^ 3,
            RecordsOut = number ^ 4,
            BytesOut = number ^ 5,
            Spilled = number ^ 6,
            Waiting = 1.5,
            Expected = has ? number : null,
            Started = has ? Now : null,
            Ended = has ? null : Now,
        });
        MetricsWriter writer = new(_folder.Path);
        stage.Array[0, 5].Sample(stages =>
        {
            writer.Replace(new JobStages { Time = Now, Stages = stages });
            JobStages read = new MetricsReader(_folder.Path).ReadStages()!;
            Assert.Equal(Now, read.Time);
            Assert.Equal(stages.Select(static one => one with { Inputs = [] }), read.Stages.Select(static one => one with { Inputs = [] }));
            Assert.Equal(stages.SelectMany(static one => one.Inputs), read.Stages.SelectMany(static one => one.Inputs));
        }, iter: 200, threads: 1);
        Assert.Equal(["stages.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Links_are_read_as_they_were_written()
    {
        LinkTraffic[] links = [new(0, 1, long.MaxValue, 1), new(70_000, 3, 0, 0)];
        new MetricsWriter(_folder.Path).Replace(new JobLinks { Time = Now, Workers = 5, Links = links });
        JobLinks read = new MetricsReader(_folder.Path).ReadLinks()!;
        Assert.Equal((Now, 5), (read.Time, read.Workers));
        Assert.Equal(links, read.Links);
    }

    [Fact]
    public void What_was_at_work_when_a_job_failed_has_failed()
    {
        JobStages stages = new() { Stages = [new() { State = StageState.Done }, new() { State = StageState.Running }, new() { State = StageState.Pending }] };
        Assert.Equal([StageState.Done, StageState.Failed, StageState.Pending], stages.OfEnded(JobState.Killed).Stages.Select(static stage => stage.State));
        Assert.Same(stages, stages.OfEnded(JobState.Running));
        Assert.Same(stages, stages.OfEnded(JobState.Completed));
    }

    [Theory]
    [InlineData(200, 5, 1)]
    [InlineData(12_800, 5, 1)]
    [InlineData(200_000, 5, 10)]
    [InlineData(2_000_000, 5, 100)]
    [InlineData(200, 1200, 2)]
    [InlineData(200, 1e6, 10)]
    public void Samples_are_rarer_where_there_are_many_workers_and_in_long_jobs(int bytes, double elapsed, double after) =>
        Assert.Equal(after, SamplePace.After(bytes, TimeSpan.FromSeconds(elapsed)).TotalSeconds, 0.001);

    private static MetricsSample SampleOf(int second, int workers) => new()
    {
        Time = Now.AddSeconds(second),
        Workers = [.. Enumerable.Range(0, workers).Select(static worker => new WorkerSample
        {
            Id = worker, Cpu = 0.125, Rss = 1 + worker, Heap = 2, GcPause = 0.0625, Threads = 3, Records = 4, BytesSent = 5, BytesReceived = 6, Spilled = 7, Waiting = 8.5,
        })],
    };

    private static void Same(IEnumerable<MetricsSample> expected, IEnumerable<MetricsSample> samples) => Assert.Equal(
        expected.Select(static sample => (sample.Time, string.Join('\n', sample.Workers))), samples.Select(static sample => (sample.Time, string.Join('\n', sample.Workers))));
}
