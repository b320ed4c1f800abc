using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>What real ranks tell of their work, in the files of the job's directory.</summary>
[Trait("ranks", "none")]
public sealed class MetricsTests : JobTest
{
    public static TheoryData<string, int> Starts => Tests.Starts.AllIfFull;

    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Starts))]
    public void Numbers_of_a_short_job_are_those_of_its_work(string mpi, int ranks)
    {
        Run.ToEnd(Job(mpi, ranks, "Measured")).Succeeds();

        JsonElement[] workers = [.. Samples[^1].GetProperty("workers").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, ranks), workers.Select(static worker => worker.GetProperty("id").GetInt32()));
        Assert.All(workers, static worker => Assert.True(Long(worker, "rss") > Long(worker, "heap") && Long(worker, "heap") > 0 && Long(worker, "threads") > 1));
        Assert.Equal(workers.Sum(static worker => Long(worker, "bytesSent")), workers.Sum(static worker => Long(worker, "bytesReceived")));
        // Added to the gathers, read by the source, added to the reduce.
        Assert.Equal(ranks * 3000 + 900 + 900, workers.Sum(static worker => Long(worker, "records")));

        JsonElement gather = Stage("allGather");
        Assert.Equal(("done", 3L * ranks, 3L * ranks, 3L, 3000L * ranks), (Text(gather, "state"), Long(gather, "tasks"), Long(gather, "tasksDone"), Long(gather, "runs"), Long(gather, "recordsIn")));
        JsonElement reduce = Stage("keyedReduce"), count = Stage("action");
        Assert.Equal(("done", 900L, "Count"), (Text(reduce, "state"), Long(reduce, "recordsIn"), Text(reduce, "graph")));
        Assert.Equal(("done", 9L), (Text(count, "state"), Long(count, "recordsIn")));
        Assert.Equal([Text(reduce, "id")], count.GetProperty("inputs").EnumerateArray().Select(static input => input.GetString()));
        Assert.All(Stages, static stage => Assert.Equal("done", Text(stage, "state")));

        JsonElement links = Json("links.json");
        long[][] bytes = [.. links.GetProperty("bytes").EnumerateArray().Select(static link => link.EnumerateArray().Select(static number => number.GetInt64()).ToArray())];
        Assert.Equal(ranks, links.GetProperty("workers").GetInt32());
        foreach (JsonElement worker in workers)
            Assert.Equal(Long(worker, "bytesSent"), bytes.Where(link => link[0] == Long(worker, "id")).Sum(static link => link[2]));
        foreach (JsonElement worker in workers)
            Assert.Equal(Long(worker, "bytesReceived"), bytes.Where(link => link[1] == Long(worker, "id")).Sum(static link => link[2]));
        Assert.Equal(Stages.Sum(static stage => Long(stage, "bytesOut")), bytes.Sum(static link => link[2]));
        Assert.DoesNotContain(Directory.EnumerateFiles(Record.Path), static path => path.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Running_job_is_seen_and_a_killed_one_leaves_what_was_known(string mpi)
    {
        using Run run = new(Job(mpi, 3, "Measured", "60000"));
        run.Until(() => File.Exists(Path.Combine(Record.Path, "stages.json")) && Stages.Any(static stage => Text(stage, "kind") == "keyedReduce" && Text(stage, "state") == "done"), "the reduce is done", seconds: 20);
        run.Until(() => Samples.Length >= 3, "three samples", seconds: 10);
        run.Signal("KILL");
        run.ToEnd();
        Assert.All(Samples, static sample => Assert.Equal(3, sample.GetProperty("workers").GetArrayLength()));
        Assert.Equal(900, Long(Stage("keyedReduce"), "recordsIn"));
    }

    /// <summary>The disk has room for the events, not for all samples.</summary>
    [Theory, MemberData(nameof(Mpis))]
    public void Job_goes_on_where_the_disk_of_its_directory_is_full(string mpi)
    {
        Directory.CreateDirectory(In("disk"));
        Command command = Worker(mpi, 3, "--root", In("disk"), "--job-id", JobId, "--class", "FillsDisk", Built.Workers);
        Result result = Run.ToEnd(BadOutputTests.OnSmallDisk(command, In("disk")));
        result.Succeeds();
        Assert.Equal(1, result.Error.Split("metrics cannot be written").Length - 1);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Trace_has_all_workers_with_their_operators_and_waits(string mpi)
    {
        Run.ToEnd(Worker(mpi, 3, "--trace", "--job-id", JobId, "--class", "Measured", Built.Workers)).Succeeds();
        JsonElement[] events = [.. Json("trace.json").GetProperty("traceEvents").EnumerateArray()];
        Assert.Equal([0, 1, 2], events.Select(static e => e.GetProperty("pid").GetInt32()).Distinct().Order());
        Assert.Equal(9, events.Count(static e => Text(e, "name") == "AllGather" && Text(e, "ph") == "b"));
        Assert.Equal(3, events.Count(static e => Text(e, "name") == "process_name"));
        Assert.Contains(events, static e => e.TryGetProperty("cat", out JsonElement kind) && kind.GetString() == "wait");
        Assert.DoesNotContain(Directory.EnumerateFiles(Record.Path), static path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void Log_has_levels_for_categories_and_lines_for_programs()
    {
        Result result = Run.ToEnd(Worker(Tests.Starts.Local, 1, "--log-level", "Error,Worker=Information", "--log-format", "json", "--job-id", JobId, "--class", "Measured", Built.Workers)).Succeeds();
        JsonElement[] lines = [.. Record.LogOf(0).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(lines, static line => Text(line, "category") == "Worker" && line.GetProperty("values").TryGetProperty("Seconds", out _));
        Assert.Contains("\"category\":\"Worker\"", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Record.Path, "trace.json")));
    }

    [Theory, InlineData("--log-level", "Warning,Dataflow=loud", "'loud'"), InlineData("--log-level", "a,b", "'a'"), InlineData("--log-format", "xml", "log-format")]
    public void Wrong_option_of_the_log_is_told(string option, string value, string what)
    {
        Result result = Run.ToEnd(Worker(Tests.Starts.Local, 1, option, value, "--class", "Tells", Built.Workers));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
    }

    private JsonElement[] Samples => [.. File.ReadAllLines(Path.Combine(Record.Path, "metrics.jsonl")).Select(static line => JsonDocument.Parse(line).RootElement)];

    private JsonElement[] Stages => [.. Json("stages.json").GetProperty("stages").EnumerateArray()];

    private JsonElement Stage(string kind) => Assert.Single(Stages, stage => Text(stage, "kind") == kind);

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Record.Path, name))).RootElement;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
