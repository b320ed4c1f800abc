using System.Diagnostics;
using System.Text.Json;

namespace Twister2.Dashboard.Tests;

[Trait("ranks", "none")]
public sealed class JobsApiTests : DashboardTest
{
    [Fact]
    public async Task Jobs_are_listed_searched_filtered_and_paged()
    {
        PastJob.Write(Root, "a-1", minutes: 1);
        PastJob.Write(Root, "b-2", "Failed", name: "terasort", minutes: 2);
        PastJob.Write(Root, "c-3", "Killed", user: "grace", minutes: 3);
        JsonElement all = await Get("/jobs");
        Assert.Equal(["c-3", "b-2", "a-1"], Ids(all));
        Assert.Equal(3, Number(all, "total"));
        Assert.Equal(1, Number(all.GetProperty("states"), "Failed"));
        Assert.Equal(["b-2"], Ids(await Get("/jobs?search=TERA")));
        Assert.Equal(["c-3"], Ids(await Get("/jobs?search=grace")));
        Assert.Equal(["c-3", "b-2"], Ids(await Get("/jobs?state=failed,Killed")));
        JsonElement second = await Get("/jobs?offset=1&limit=1");
        Assert.Equal(["b-2"], Ids(second));
        Assert.Equal(3, Number(second, "total"));
        Assert.Empty(Ids(await Get("/jobs?offset=9")));
    }

    [Theory, InlineData("state=sleeping"), InlineData("state=3"), InlineData("limit=0"), InlineData("limit=1001"), InlineData("offset=-1")]
    public async Task Wrong_questions_are_refused(string query) => Assert.NotEmpty(await Refusal(400, $"/jobs?{query}"));

    [Fact]
    public async Task A_number_that_is_none_is_refused() => await Refusal(400, "/jobs?limit=many");

    [Fact]
    public async Task A_job_is_told_with_all_of_its_description()
    {
        PastJob job = PastJob.Write(Root, "the-job", "Failed");
        File.WriteAllText(job.In("failure.txt"), "twister2: it went wrong\n   at Here\n");
        JsonElement json = await Get("/jobs/the-job");
        Assert.Equal("Failed", json.GetProperty("state").GetString());
        Assert.Equal("twister2: it went wrong\n   at Here", json.GetProperty("failure").GetString());
        Assert.Equal(["n0", "n1"], json.GetProperty("nodes").EnumerateArray().Select(static node => node.GetString()));
        Assert.Equal("kept", json.GetProperty("configuration").GetProperty("extra").GetString());
        Assert.Equal(2, Number(json.GetProperty("workerStates"), "Running"));
        Assert.Equal(PastJob.Begin.AddSeconds(60), json.GetProperty("ended").GetDateTimeOffset());
    }

    [Theory, InlineData("/jobs/nothing"), InlineData("/jobs/nothing/events"), InlineData("/jobs/nothing/workers"), InlineData("/jobs/nothing/workers/0"), InlineData("/jobs/nothing/metrics"), InlineData("/jobs/nothing/stages"),
        InlineData("/jobs/nothing/links"), InlineData("/jobs/nothing/logs/console"), InlineData("/jobs/nothing/trace"), InlineData("/jobs/nothing/live"), InlineData("/nothing")]
    public async Task What_is_not_there_is_not_found(string path) => Assert.NotEmpty(await Refusal(404, path));

    // No id is a path; and a part of an id is none.
    [Theory, InlineData(".hidden"), InlineData("%2e%2e%2fjobs"), InlineData("..%5cjobs"), InlineData("a%20b")]
    public async Task Ids_that_are_none_are_refused(string id)
    {
        PastJob.Write(Root, "the-job");
        foreach (string more in (string[])["", "/events", "/logs/console", "/live"]) await Refusal(400, $"/jobs/{id}{more}");
        await Refusal(404, "/jobs/the-jo");
    }

    [Fact]
    public async Task Jobs_that_come_and_go_are_seen()
    {
        Assert.Empty(Ids(await Get("/jobs")));
        PastJob job = PastJob.Write(Root, "new-one");
        Assert.Equal("new-one", (await Get("/jobs/new-one")).GetProperty("id").GetString());
        await Task.Delay(1000, Cancel);
        Assert.Equal(["new-one"], Ids(await Get("/jobs")));
        Directory.Delete(job.Path, recursive: true);
        await Task.Delay(1000, Cancel);
        Assert.Empty(Ids(await Get("/jobs")));
    }

    [Fact]
    public async Task Damaged_directories_do_not_disturb_the_others()
    {
        PastJob.Write(Root, "good");
        File.WriteAllText(PastJob.Write(Root, "half").In("job.json"), "{\"id\":\"half\"");
        File.WriteAllText(PastJob.Write(Root, "other").In("job.json"), "[1, 2]");
        Directory.CreateDirectory(Path.Combine(Root, "jobs", "empty"));
        File.AppendAllText(PastJob.Write(Root, "torn", minutes: -1).In("events.jsonl"), "[]\n\"word\"\n{\"event\":\"job\",\"state\":\"Fai");
        Assert.Equal(["good", "torn"], Ids(await Get("/jobs")));
        Assert.Equal("Completed", (await Get("/jobs/torn")).GetProperty("state").GetString());
        await Refusal(404, "/jobs/half");
    }

    [Fact]
    public async Task A_thousand_past_jobs_are_on_the_first_page_within_two_seconds()
    {
        for (int i = 0; i < 1000; i++) PastJob.Write(Root, $"job-{i:0000}", minutes: i, workers: 8);
        long start = Stopwatch.GetTimestamp();
        JsonElement page = await Get("/jobs");
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(1000, Number(page, "total"));
        Assert.Equal("job-0999", Ids(page)[0]);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{took}");
    }

    [Fact]
    public async Task Any_page_of_a_hundred_thousand_events_opens()
    {
        PastJob job = PastJob.Write(Root, "long", "Running");
        using (StreamWriter file = File.AppendText(job.In("events.jsonl")))
            for (int i = 0; i < 100_000; i++) file.WriteLine(PastJob.Event(3 + i * 0.036, "worker", "Running", $"\"worker\":{i % 2},\"note\":{i}"));
        JsonElement last = await Get("/jobs/long/events?order=desc&limit=2");
        Assert.Equal(100_004, Number(last, "total"));
        Assert.Equal([99_999, 99_998], Notes(last));
        int[] notes = Notes(await Get("/jobs/long/events?offset=50&limit=3"));
        Assert.Equal([46, 47, 48], notes);
        JsonElement ofOne = await Get("/jobs/long/events?worker=1&order=desc&offset=49990&limit=20");
        Assert.Equal(50_001, Number(ofOne, "total"));
        Assert.Equal(11, ofOne.GetProperty("events").GetArrayLength());
        // And on, where more comes.
        File.AppendAllText(job.In("events.jsonl"), PastJob.Event(4000, "job", "Completed") + "\n{\"event\":\"half");
        Assert.Equal(100_005, Number(await Get("/jobs/long/events?limit=1"), "total"));
    }

    [Theory, InlineData("order=down"), InlineData("limit=5001"), InlineData("offset=-1")]
    public async Task Wrong_questions_about_events_are_refused(string query)
    {
        PastJob.Write(Root, "the-job");
        await Refusal(400, $"/jobs/the-job/events?{query}");
    }

    [Fact]
    public async Task Lines_that_are_none_are_shown_as_they_are()
    {
        File.WriteAllText(PastJob.Write(Root, "torn").In("events.jsonl"), "{\"event\":\"job\"}\nhalf\n[1]\n");
        JsonElement[] events = [.. (await Get("/jobs/torn/events")).GetProperty("events").EnumerateArray()];
        Assert.Equal(["job", "unreadable", "unreadable"], events.Select(static e => e.GetProperty("event").GetString()));
        Assert.Equal("half", events[1].GetProperty("message").GetString());
    }

    private static int[] Notes(JsonElement page) => [.. page.GetProperty("events").EnumerateArray().Select(static e => Number(e, "note"))];

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("jobs").EnumerateArray().Select(static job => job.GetProperty("id").GetString()!)];
}
