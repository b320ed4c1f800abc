using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twister2.Dashboard.Tests;

/// <summary>The pages over directories written by hand, in a browser.</summary>
[Trait("ranks", "none")]
public sealed class PagesTests(Browser browser) : DashboardTest, IClassFixture<Browser>
{
    private const string Stall = "2 of 3 workers have not gone on, among them worker 0 (process 2436 on n17), for 300 s.\\n  Worker 1 holds up worker 0, worker 2: it is in the program's own code";

    private readonly List<string> _faults = [];

    [Fact]
    public async Task Root_without_jobs_says_how_to_start_one()
    {
        IPage page = await Open("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" })).ToBeVisibleAsync();
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        PastJob.Write(Root, "first-of-all");
        await Expect(page.GetByText("first-of-all")).ToBeVisibleAsync();
        await LooksRight(page);
    }

    [Fact]
    public async Task List_is_searched_filtered_and_paged_and_keeps_that_in_its_address()
    {
        for (int i = 0; i < 120; i++) PastJob.Write(Root, $"job-{i:000}", i % 10 == 0 ? "Failed" : "Completed", name: i % 2 == 0 ? "even" : "odd", minutes: i);
        IPage page = await Open("/");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.GetByText("51–100 of 120 jobs")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Failed 12" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(12);
        await page.GetByLabel("Search jobs").FillAsync("job-01");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByLabel("Search jobs").FillAsync("nothing has this name");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such jobs" })).ToBeVisibleAsync();
        await LooksRight(page);
    }

    [Fact]
    public async Task Keyboard_alone_leads_everywhere()
    {
        PastJob.Write(Root, "the-job", "Failed").Samples(20, 2);
        IPage page = await Open("/");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Skip to content")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        // Past the search and the two states.
        for (int i = 0; i < 4; i++) await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "wordcount" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "It failed" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Memory" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("Memory");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Memory" })).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" })).ToBeVisibleAsync();
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true)]
    public async Task Failed_job_tells_why_with_all_that_was_measured(bool isDark, bool isPhone)
    {
        PastJob job = Graph(PastJob.Write(Root, "kmeans-20260301-120000-0a1b2c3d", "Failed", name: "kmeans", workers: 16).Samples(300, 16));
        File.WriteAllText(job.In("failure.txt"), "twister2: job kmeans failed on rank 2 (n2): System.DivideByZeroException: Attempted to divide by zero.\n   at KMeans.Assignment.Nearest() in Assignment.cs:line 81\n  in Map: worker 2, task 2 (16 in all)");
        IPage page = await Open("/jobs/kmeans-20260301-120000-0a1b2c3d", isDark, isPhone);
        await Expect(page.GetByText("Attempted to divide by zero.")).ToBeVisibleAsync();
        await Expect(page.Locator(".tiles")).ToContainTextAsync("Workers16");
        // 100 · 299 · (1 + … + 16)
        await Expect(page.Locator(".tiles")).ToContainTextAsync("Records4.07 M");
        await Expect(page.Locator("#stages svg .title")).ToHaveCountAsync(4);
        await Expect(page.Locator("#stages tbody tr").Nth(2)).ToContainTextAsync("Failed50 %");
        await Expect(page.Locator("#workers tbody tr")).ToHaveCountAsync(16);
        await Expect(page.Locator("#links canvas")).ToHaveAttributeAsync("aria-label", "Bytes between 16 workers. The most went from worker 3 to worker 4: 40.0 kB.");
        await Expect(page.Locator("#events li").First).ToContainTextAsync("that was it");
        await Expect(page.Locator("#configuration")).ToContainTextAsync("kept");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "End job" })).ToHaveCountAsync(0);
        await LooksRight(page);
        await Browser.Keep(page, $"job-failed{(isDark ? "-dark" : "")}{(isPhone ? "-phone" : "")}");
    }

    [Fact]
    public async Task Job_that_does_not_go_on_shows_who_waits_for_whom()
    {
        PastJob job = PastJob.Write(Root, "hangs", "Running", workers: 3);
        File.AppendAllText(job.In("events.jsonl"), PastJob.Event(310, "stall", "Stalled", $"\"seconds\":300,\"message\":\"{Stall}\"") + "\n");
        IPage page = await Open("/jobs/hangs");
        await Expect(page.GetByText("Worker 1 holds up worker 0, worker 2")).ToHaveCountAsync(2);
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Does not go on");
        await LooksRight(page);
        await Browser.Keep(page, "job-stalled");
        File.AppendAllText(job.In("events.jsonl"), PastJob.Event(320, "stall", "Over") + "\n");
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Running");
    }

    [Fact]
    public async Task Pages_that_are_not_there_say_so()
    {
        IPage page = await Open("/jobs/no-such-job");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All jobs" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_jobs_write_is_text_and_nothing_else()
    {
        PastJob job = PastJob.Write(Root, "nasty", "Failed", name: "<img src=x onerror=alert(1)>");
        File.WriteAllText(job.In("failure.txt"), "<script>alert(2)</script>");
        File.WriteAllText(job.In("logs/worker-1.log"), "<b>bold</b>\n");
        IPage page = await Open("/jobs/nasty");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Expect(page.GetByText("<script>alert(2)</script>")).ToBeVisibleAsync();
        await page.GotoAsync(At("/jobs/nasty/workers/1").ToString());
        await Expect(page.Locator("#log")).ToHaveTextAsync("<b>bold</b>");
        Assert.Empty(_faults);
    }

    private async Task<IPage> Open(string path, bool isDark = false, bool isPhone = false)
    {
        IPage page = await browser.Open(_faults, isDark, isPhone);
        await page.GotoAsync(At($"{path}#token={Server.Token.Value}").ToString());
        return page;
    }

    private async Task LooksRight(IPage page)
    {
        Assert.Empty(await Looks.Faults(page));
        Assert.Empty(_faults);
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
    }

    private static PastJob Graph(PastJob job)
    {
        File.WriteAllText(job.In("stages.json"), """
            {"time":"2026-03-01T12:00:59Z","stages":[
            {"id":"0","name":"ReadText points","kind":"source","graph":"points","inputs":[],"state":"done","tasks":16,"tasksDone":16,"recordsOut":48000000,"started":"2026-03-01T12:00:02Z","ended":"2026-03-01T12:00:20Z"},
            {"id":"1","name":"Centers","kind":"source","graph":"points","inputs":[],"state":"done","tasks":16,"tasksDone":16,"recordsOut":64,"started":"2026-03-01T12:00:02Z","ended":"2026-03-01T12:00:03Z"},
            {"id":"2","name":"Map to nearest center","kind":"stage","graph":"points","inputs":["0","1"],"state":"running","tasks":16,"tasksDone":3,"recordsIn":24000000,"recordsOut":1600,"bytesOut":96000,"expected":48000000,"runs":12,"started":"2026-03-01T12:00:20Z"},
            {"id":"3","name":"AllReduce","kind":"allReduce","graph":"points","inputs":["2"],"state":"pending","tasks":16}]}
            """);
        string links = string.Join(",", Enumerable.Range(0, 16).SelectMany(static from => Enumerable.Range(0, 16).Where(to => to != from).Select(to => $"[{from},{to},{(from == 3 && to == 4 ? 40_000 : 700 * ((from * to) % 7))},3]")).Where(static link => !link.EndsWith(",0,3]", StringComparison.Ordinal)));
        File.WriteAllText(job.In("links.json"), $"{{\"time\":\"2026-03-01T12:00:59Z\",\"workers\":16,\"bytes\":[{links.Replace("0000,3]", "0000,30]", StringComparison.Ordinal)}]}}");
        return job;
    }
}
