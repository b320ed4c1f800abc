using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Twister2.Dashboard.Server;
using Twister2.Launch.Tests;
using static Microsoft.Playwright.Assertions;

namespace Twister2.Dashboard.Tests;

/// <summary>Jobs that run on real ranks, looked at while they do.</summary>
[Trait("ranks", "none")]
public sealed class RunningJobTests(Browser browser) : DashboardTest, IClassFixture<Browser>
{
    private const string Job = "the-job";

    private readonly List<string> _faults = [];

    [Fact]
    public async Task Sixteen_ranks_are_watched_to_their_end_and_through_a_restart_of_the_dashboard()
    {
        using Run run = Start(Starts.Mpis[^1], 16, "5000");
        run.Until(() => File.Exists(In("metrics.jsonl")), "samples are written");
        IPage page = await browser.Open(_faults);
        await page.GotoAsync($"{Server.Address}jobs/{Job}#token={Server.Token.Value}");
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Running");
        await Expect(page.Locator(".tiles")).ToContainTextAsync("16 running");
        await Expect(page.Locator("#workers tbody tr")).ToHaveCountAsync(16);
        await Goes_on(page);
        await Is_drawn_in_all_ways(page);
        await Worker_page_follows_the_log(page);
        await Cluster_and_list_have_the_job(page);

        await page.GotoAsync($"{Server.Address}jobs/{Job}");
        await Goes_on(page);
        int port = Server.Address.Port;
        await Server.DisposeAsync();
        await Expect(page.Locator("#link")).ToHaveTextAsync("Connection lost, trying again");
        await Expect(page.Locator("#workers tbody tr")).ToHaveCountAsync(16);
        await using DashboardServer again = DashboardServer.Start(new DashboardOptions { Root = Root, Port = port });
        await Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await Goes_on(page);

        File.WriteAllText(In("go-on"), "");
        run.ToEnd().Succeeds();
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Completed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "End job" })).ToHaveCountAsync(0);
        await Expect(page.Locator(".tiles")).ToContainTextAsync("16 completed");
        await Has_the_numbers_of_the_files(page);
        Assert.Empty(await Looks.Faults(page));
        Assert.Empty(_faults);
        await Browser.Keep(page, "job-completed");
    }

    [Fact]
    public async Task Job_is_ended_from_its_page()
    {
        using Run run = Start(Starts.Local, 1, "1000");
        run.Until(() => File.Exists(In("metrics.jsonl")), "samples are written");
        IPage page = await browser.Open(_faults);
        await page.GotoAsync($"{Server.Address}jobs/{Job}#token={Server.Token.Value}");
        await page.GetByRole(AriaRole.Button, new() { Name = "End job" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Let it run" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "End job" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End job" }).ClickAsync();
        await Expect(page.Locator(".head .state")).ToHaveTextAsync("Killed");
        Assert.Equal(143, run.ToEnd().ExitCode);
        Assert.Empty(_faults);
    }

    /// <summary>The launcher must neither wait for the dashboard nor leave it behind.</summary>
    [Theory, InlineData("openmpi"), InlineData("mpich"), InlineData("local")]
    public async Task Dashboard_of_a_job_comes_and_goes_with_it(string mpi)
    {
        using Run run = Start(mpi, mpi == Starts.Local ? 1 : 2, "100", "--dashboard-port", "0");
        (int port, string token) = await Told(run);
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{port}/api/v1/jobs/{Job}");
        request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage response = await Client.SendAsync(request, Cancel);
        Assert.Equal(Job, Parse(await response.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString());
        run.Until(() => File.Exists(In("metrics.jsonl")), "it runs");
        File.WriteAllText(In("go-on"), "");
        Result result = run.ToEnd().Succeeds();
        Assert.Contains($"Dashboard: http://127.0.0.1:{port}/jobs/{Job}#token={token}", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Root, "*.token"));
    }

    [Fact]
    public async Task Job_without_its_dashboard_goes_on()
    {
        using Run run = new(Command.Worker(Starts.Local, 1, ["--root", Root, "--job-id", Job, "--dashboard", "--class", "Tells", Built.Workers]).With("TWISTER2_DASHBOARD", "/no/such/program"));
        Assert.Contains("The job goes on without a dashboard. There is no dashboard: '/no/such/program' does not exist.", run.ToEnd().Succeeds().Error, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Command_line_starts_it_and_a_signal_ends_it()
    {
        PastJob.Write(Root, "j");
        using Run run = new(new Command(Built.Tool, ["dashboard", "--root", Root, "--port", "0"]).With("TWISTER2_DASHBOARD", DashboardProgram));
        (int port, _) = await Told(run);
        Assert.Contains("\"id\":\"j\"", await Client.GetStringAsync($"http://127.0.0.1:{port}/api/v1/jobs", Cancel), StringComparison.Ordinal);
        run.Signal("TERM");
        Assert.Contains($"Dashboard: http://127.0.0.1:{port}/#token=", run.ToEnd().Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Root, "*.token"));
    }

    private static string DashboardProgram { get; } = Path.Combine(Path.GetDirectoryName(Built.Tool)!, "..", "..", "Twister2.Dashboard", Path.GetFileName(Path.GetDirectoryName(Built.Tool)!), "twister2-dashboard");

    private string In(string name) => Path.Combine(Root, "jobs", Job, name);

    private Run Start(string mpi, int ranks, string numbers, params string[] options) =>
        new(Command.Worker(mpi, ranks, ["--root", Root, "--job-id", Job, "--class", "Works", .. options, Built.Workers, numbers]).With("TWISTER2_DASHBOARD", DashboardProgram));

    private async Task<(int Port, string Token)> Told(Run run)
    {
        run.Until(() => Directory.EnumerateFiles(Root, "dashboard-*.token").Any(static file => new FileInfo(file).Length > 0), "the dashboard listens");
        string file = Directory.EnumerateFiles(Root, "dashboard-*.token").Single();
        return (int.Parse(Path.GetFileNameWithoutExtension(file)["dashboard-".Length..], CultureInfo.InvariantCulture), (await File.ReadAllTextAsync(file, Cancel)).Trim());
    }

    private static async Task Goes_on(IPage page)
    {
        ILocator records = page.Locator(".tiles > div", new() { HasText = "Records" }).Locator("dd");
        await Expect(records).Not.ToHaveTextAsync(await records.InnerTextAsync());
    }

    private async Task Is_drawn_in_all_ways(IPage page)
    {
        await Expect(page.Locator("#metrics svg")).ToHaveCountAsync(4);
        Assert.Empty(await Looks.Faults(page));
        await Browser.Keep(page, "job-running");
        foreach ((bool dark, bool phone) in ((bool, bool)[])[(true, false), (false, true)])
        {
            IPage other = await browser.Open(_faults, dark, phone);
            await other.GotoAsync($"{Server.Address}jobs/{Job}");
            await Expect(other.Locator("#metrics svg")).ToHaveCountAsync(4);
            Assert.Empty(await Looks.Faults(other));
            await Browser.Keep(other, dark ? "job-running-dark" : "job-running-phone");
            await other.Context.CloseAsync();
        }
    }

    private static async Task Worker_page_follows_the_log(IPage page)
    {
        await page.Locator("#workers tbody a").Nth(3).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Worker 3");
        await Expect(page.Locator("#log")).ToContainTextAsync("worker 3 of 16");
        await Expect(page.Locator("#metrics svg")).ToHaveCountAsync(4);
        string log = await page.Locator("#log").InnerTextAsync();
        await Expect(page.Locator("#log")).Not.ToHaveTextAsync(log);
        Assert.StartsWith(log.TrimEnd(), await page.Locator("#log").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await Looks.Faults(page));
        await Browser.Keep(page, "worker-running");
    }

    private static async Task Cluster_and_list_have_the_job(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Cluster" }).ClickAsync();
        await Expect(page.Locator(".tiles")).ToContainTextAsync("Workers16");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = Job })).ToBeVisibleAsync();
        Assert.Empty(await Looks.Faults(page));
        await Browser.Keep(page, "cluster-running");
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs", Exact = true }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody .state")).ToHaveTextAsync("Running");
    }

    // What the page says in the end is what the job has written.
    private async Task Has_the_numbers_of_the_files(IPage page)
    {
        JsonElement last = Parse(File.ReadAllLines(In("metrics.jsonl"))[^1]);
        long records = last.GetProperty("workers").EnumerateArray().Sum(static worker => worker.GetProperty("records").GetInt64());
        Assert.Equal(records, (await Get($"/jobs/{Job}")).GetProperty("load").GetProperty("records").GetInt64());
        string text = records switch { >= 99_950_000 => $"{records / 1e6:0} M", >= 9_995_000 => $"{records / 1e6:0.0} M", >= 999_500 => $"{records / 1e6:0.00} M", _ => $"{records / 1e3:0} k" };
        await Expect(page.Locator(".tiles > div", new() { HasText = "Records" }).Locator("dd")).ToContainTextAsync(text);
    }
}
