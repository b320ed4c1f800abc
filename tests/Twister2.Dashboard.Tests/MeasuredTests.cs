using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Twister2.Dashboard.Tests;

/// <summary>Workers, metrics, stages, links, logs.</summary>
[Trait("ranks", "none")]
public sealed class MeasuredTests : DashboardTest
{
    [Fact]
    public async Task Workers_have_what_was_measured_last()
    {
        PastJob.Write(Root, "j", "Running").Samples(11, 2);
        JsonElement[] workers = [.. (await Get("/jobs/j/workers?sort=-records")).GetProperty("workers").EnumerateArray()];
        Assert.Equal([1, 0], workers.Select(static worker => Number(worker, "worker")));
        JsonElement load = workers[0].GetProperty("load");
        Assert.Equal(2000, Number(load, "records"));
        Assert.Equal(200, load.GetProperty("recordsPerSecond").GetDouble());
        Assert.Equal(1000, Number(load, "rss"));
        Assert.Equal("n1", (await Get("/jobs/j/workers/1")).GetProperty("node").GetString());
        Assert.Equal(1, (await Get("/jobs/j/workers?limit=1&offset=1")).GetProperty("workers").GetArrayLength());
        await Refusal(404, "/jobs/j/workers/2");
        await Refusal(400, "/jobs/j/workers?sort=beauty");
        Assert.Equal(3000, Number((await Get("/jobs/j")).GetProperty("load"), "records"));
    }

    [Fact]
    public async Task A_course_of_time_has_as_many_points_as_were_asked_for_and_the_right_rates()
    {
        PastJob.Write(Root, "j", "Running").Samples(1001, 2);
        JsonElement all = await Get("/jobs/j/metrics?points=100");
        double[] rates = Numbers(all, "recordsPerSecond");
        Assert.InRange(rates.Length, 90, 100);
        Assert.All(rates.Skip(1), static rate => Assert.Equal(300, rate, 0.01));
        Assert.All(Numbers(all, "cpu"), static cpu => Assert.Equal(1, cpu, 0.001));
        Assert.All(Numbers(all, "waiting").Skip(1), static share => Assert.Equal(0.25, share, 0.001));
        Assert.Equal(PastJob.Begin.AddSeconds(1000).ToUnixTimeMilliseconds(), Numbers(all, "time")[^1]);
        Assert.All(Numbers(await Get("/jobs/j/metrics?worker=1&points=7"), "recordsPerSecond").Skip(1), static rate => Assert.Equal(200, rate, 0.01));
        Assert.Empty(Numbers(await Get("/jobs/j/metrics?worker=9"), "time"));
        await Refusal(400, "/jobs/j/metrics?points=1");
    }

    // Two workers for three hours: more than are kept.
    [Fact]
    public async Task A_long_course_is_whole_and_bounded()
    {
        PastJob.Write(Root, "j", "Running").Samples(10_800, 2);
        double[] times = Numbers(await Get("/jobs/j/metrics?points=2000"), "time"), rates = Numbers(await Get("/jobs/j/metrics?points=2000"), "recordsPerSecond");
        Assert.InRange(times.Length, 500, 2000);
        Assert.InRange(times[0], PastJob.Begin.ToUnixTimeMilliseconds(), PastJob.Begin.AddSeconds(60).ToUnixTimeMilliseconds());
        Assert.Equal(PastJob.Begin.AddSeconds(10_799).ToUnixTimeMilliseconds(), times[^1]);
        Assert.All(rates.Skip(1), static rate => Assert.Equal(300, rate, 0.01));
    }

    // What it counted still counts: the sum does not fall and jump.
    [Fact]
    public async Task A_worker_that_is_silent_for_a_while_makes_no_gap_in_the_sum()
    {
        PastJob.Write(Root, "j", "Running").Samples(30, 2, static (i, worker) => worker == 0 || i is < 10 or >= 20);
        double[] rates = Numbers(await Get("/jobs/j/metrics"), "recordsPerSecond");
        Assert.All(rates[11..20], static rate => Assert.Equal(100, rate, 0.01));
        Assert.Equal(300, rates[25], 0.01);
    }

    [Fact]
    public async Task Samples_that_come_are_read_on_and_half_of_one_is_waited_for()
    {
        PastJob job = PastJob.Write(Root, "j", "Running").Samples(3, 1);
        Assert.Equal(3, Numbers(await Get("/jobs/j/metrics"), "time").Length);
        string line = $"{{\"time\":\"{PastJob.Begin.AddSeconds(9):O}\",\"workers\":[{{\"id\":0,\"records\":900}}]}}\n";
        File.AppendAllText(job.In("metrics.jsonl"), line[..30]);
        Assert.Equal(3, Numbers(await Get("/jobs/j/metrics"), "time").Length);
        File.AppendAllText(job.In("metrics.jsonl"), line[30..]);
        Assert.Equal(4, Numbers(await Get("/jobs/j/metrics"), "time").Length);
    }

    [Fact]
    public async Task Nothing_measured_is_no_error()
    {
        PastJob.Write(Root, "j");
        Assert.Empty(Numbers(await Get("/jobs/j/metrics"), "time"));
        Assert.Equal(0, (await Get("/jobs/j/stages")).GetProperty("stages").GetArrayLength());
        Assert.Equal(0, (await Get("/jobs/j/links")).GetProperty("links").GetArrayLength());
        Assert.Equal(2, Number(await Get("/jobs/j/workers"), "total"));
        await Refusal(404, "/jobs/j/trace");
    }

    [Fact]
    public async Task Stages_and_links_are_told()
    {
        PastJob job = PastJob.Write(Root, "j", "Failed");
        File.WriteAllText(job.In("stages.json"), """{"time":"2026-03-01T12:00:00Z","stages":[{"id":"0","name":"a","state":"done"},{"id":"1","name":"b","kind":"join","inputs":["0"],"state":"running","tasks":4,"tasksDone":1,"expected":9,"new":1}]}""");
        File.WriteAllText(job.In("links.json"), """{"time":"2026-03-01T12:00:00Z","workers":3,"bytes":[[0,1,500,2],[2,0,7,1]]}""");
        JsonElement[] stages = [.. (await Get("/jobs/j/stages")).GetProperty("stages").EnumerateArray()];
        // The job has failed, and nothing runs any more.
        Assert.Equal(["done", "failed"], stages.Select(static stage => stage.GetProperty("state").GetString()));
        Assert.Equal("0", stages[1].GetProperty("inputs")[0].GetString());
        JsonElement links = await Get("/jobs/j/links");
        Assert.Equal(3, Number(links, "workers"));
        Assert.Equal([0, 1, 500, 2], links.GetProperty("links")[0].EnumerateArray().Select(static number => number.GetInt32()));
        File.WriteAllText(job.In("stages.json"), "{\"stages\":[");
        Assert.Equal(0, (await Get("/jobs/j/stages")).GetProperty("stages").GetArrayLength());
    }

    [Theory, InlineData("bytes=0-4", "01234", 0), InlineData("bytes=-3", "789", 7), InlineData("bytes=8-", "89", 8), InlineData("bytes=-100", "0123456789", 0)]
    public async Task A_log_is_read_by_ranges_of_bytes(string range, string text, int from)
    {
        File.WriteAllText(PastJob.Write(Root, "j").In("logs/worker-1.log"), "0123456789");
        using HttpResponseMessage response = await Range("/jobs/j/logs/worker-1", range);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(text, await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((from, 10), ((int)response.Content.Headers.ContentRange!.From!, (int)response.Content.Headers.ContentRange.Length!));
    }

    [Fact]
    public async Task A_log_is_read_whole_and_behind_its_end_is_nothing()
    {
        PastJob job = PastJob.Write(Root, "j");
        File.WriteAllText(job.In("logs/worker-1.log"), "0123456789");
        File.WriteAllText(job.In("console.log"), "printed");
        using HttpResponseMessage whole = await Client.GetAsync(At("/api/v1/jobs/j/logs/worker-1"), Cancel);
        Assert.Equal("0123456789", await whole.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/plain", whole.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", whole.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("printed", await Client.GetStringAsync(At("/api/v1/jobs/j/logs/console"), Cancel));
        using HttpResponseMessage behind = await Range("/jobs/j/logs/worker-1", "bytes=10-");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, behind.StatusCode);
        await Refusal(404, "/jobs/j/logs/worker-7");
    }

    [Theory, InlineData("..%2fjob.json"), InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd"), InlineData("worker-1.log"), InlineData("worker--1"), InlineData("worker-1%2f..%2fconsole"), InlineData("worker-"), InlineData("job.json"),
        InlineData("worker-99999999999999999999"), InlineData("CONSOLE"), InlineData("worker-٣")]
    public async Task No_other_file_is_a_log(string name)
    {
        PastJob.Write(Root, "j");
        await Refusal(400, $"/jobs/j/logs/{name}");
    }

    [Fact]
    public async Task Nodes_have_the_load_of_what_runs_on_them()
    {
        PastJob.Write(Root, "done").Samples(3, 2);
        // Its processes are on other machines, of which nothing is known here: it runs until it says otherwise.
        PastJob.Write(Root, "runs", "Running").Samples(11, 2);
        JsonElement[] nodes = [.. (await Get("/cluster")).GetProperty("nodes").EnumerateArray()];
        Assert.Equal(["n0", "n1"], nodes.Select(static node => node.GetProperty("node").GetString()));
        Assert.All(nodes, static node => Assert.Equal("runs", node.GetProperty("jobs")[0].GetString()));
        Assert.Equal(0.5, nodes[0].GetProperty("cpu").GetDouble());
    }

    [Fact]
    public async Task Prometheus_reads_what_runs()
    {
        PastJob.Write(Root, "runs", "Running").Samples(11, 2);
        PastJob.Write(Root, "failed", "Failed");
        string text = await Client.GetStringAsync(At("/metrics"), Cancel);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("twister2_jobs{state=\"Failed\"} 1", lines);
        Assert.Contains("twister2_worker_records_total{job=\"runs\",worker=\"1\",node=\"n1\"} 2000", lines);
        Assert.Contains("twister2_worker_cpu_cores{job=\"runs\",worker=\"0\",node=\"n0\"} 0.5", lines);
        Assert.Contains("# TYPE twister2_worker_records_total counter", lines);
        Assert.All(lines, static line => Assert.Matches("""^(# (HELP|TYPE) twister2_\w+ .+|twister2_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[0-9.]+)$""", line));
    }

    [Fact]
    public async Task OpenAPI_document_has_every_route()
    {
        JsonElement document = Parse(await Client.GetStringAsync(At("/openapi/v1.json"), Cancel));
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(static path => path.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "/api/v1/about", "/api/v1/cluster", "/api/v1/jobs", "/api/v1/jobs/{id}", "/api/v1/jobs/{id}/events", "/api/v1/jobs/{id}/kill", "/api/v1/jobs/{id}/links", "/api/v1/jobs/{id}/live",
                "/api/v1/jobs/{id}/logs/{name}", "/api/v1/jobs/{id}/metrics", "/api/v1/jobs/{id}/stages", "/api/v1/jobs/{id}/trace", "/api/v1/jobs/{id}/workers", "/api/v1/jobs/{id}/workers/{worker}", "/api/v1/live", "/metrics",
            ],
            paths);
        JsonElement list = document.GetProperty("paths").GetProperty("/api/v1/jobs").GetProperty("get");
        Assert.StartsWith("Jobs under the root", list.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(list.GetProperty("parameters").EnumerateArray(), static parameter => parameter.GetProperty("name").GetString() == "jobs");
    }

    private async Task<HttpResponseMessage> Range(string path, string range)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, At($"/api/v1{path}"));
        request.Headers.Range = RangeHeaderValue.Parse(range);
        return await Client.SendAsync(request, Cancel);
    }

    private static double[] Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(static number => number.GetDouble())];
}
