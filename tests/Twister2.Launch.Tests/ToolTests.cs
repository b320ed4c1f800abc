using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>The verbs of twister2 about jobs, on real ones.</summary>
[Trait("ranks", "none")]
public sealed class ToolTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void Completed_job_is_listed_shown_and_its_logs_printed(string mpi)
    {
        Run.ToEnd(Job(mpi, 2, "Tells")).Succeeds();
        string[] row = Tool("list").Succeeds().Output.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([JobId, "Completed", "2"], row[..3]);
        string status = Tool("status", JobId).Succeeds().Output;
        Assert.Contains("state      Completed", status, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Tool("status", "last", "--json").Succeeds().Output);
        Assert.Equal("Completed", json.RootElement.GetProperty("state").GetString());
        Assert.Equal([0, 1], json.RootElement.GetProperty("worker_list").EnumerateArray().Select(static worker => worker.GetProperty("worker").GetInt32()));
        string logs = Tool("logs", JobId).Succeeds().Output;
        Assert.Contains("[0] ", logs, StringComparison.Ordinal);
        Assert.Contains("[1] ", logs, StringComparison.Ordinal);
        Assert.Contains("The program has returned", Assert.Single(Tool("logs", JobId, "--worker", "1", "--lines", "1").Succeeds().Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_job_says_why()
    {
        Run.ToEnd(Job(Tests.Starts.Local, 1, "Fails", "nonsense"));
        string status = Tool("status", JobId).Succeeds().Output;
        Assert.Contains("state      Failed", status, StringComparison.Ordinal);
        Assert.Contains($"job {JobId} failed on rank 0", status, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Kill_ends_a_job_and_leaves_nothing(string mpi)
    {
        using Run run = StartWaiting(mpi);
        Assert.Equal($"{JobId}: Killed", Assert.Single(Tool("kill", JobId).Succeeds().Lines));
        Assert.NotEqual(0, run.ToEnd().ExitCode);
        Assert.Equal("Killed", State());
        Assert.Equal($"{JobId}: had ended already (Killed)", Assert.Single(Tool("kill", JobId).Succeeds().Lines));
    }

    [Fact]
    public void Kill_ends_workers_that_are_stopped()
    {
        using Run run = StartWaiting("openmpi");
        foreach (int process in Processes()) Signal("STOP", process);
        Assert.Equal($"{JobId}: Killed", Assert.Single(Tool("kill", JobId, "--grace", "1").Succeeds().Lines));
        run.ToEnd();
        Assert.Contains("SIGKILL", Tool("status", JobId).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_was_killed_without_a_word_is_lost()
    {
        using (Run run = StartWaiting("mpich"))
        {
            Assert.Equal("Running", State());
            run.KillAllBut("nobody");
            run.ToEnd();
        }
        Assert.Equal("Lost", State());
        Assert.Equal(JobId, Tool("list", "--state", "lost").Succeeds().Output.Split('\n')[1].Split(' ')[0]);
    }

    [Theory, InlineData("local"), InlineData("openmpi"), InlineData("mpich")]
    public void Submitted_job_goes_on_by_itself(string mpi)
    {
        string[] to = mpi == "local" ? ["local"] : ["mpi", "-n", "2", "--launcher", string.Join(' ', Command.Ranks(mpi, 2, []).ToString().Split(' ')[..^2])];
        Result submitted = Tool(["submit", .. to, "--class", "Tells", "--name", "mine", Built.Workers, "--", "--an-argument"]).Succeeds();
        string id = Assert.Single(submitted.Lines);
        Assert.StartsWith("mine-", id, StringComparison.Ordinal);
        Tool("logs", id, "--follow").Succeeds();
        string status = Tool("status", id).Succeeds().Output;
        Assert.Contains("state      Completed", status, StringComparison.Ordinal);
        Assert.Contains("--an-argument", status, StringComparison.Ordinal);
        Assert.Contains("completed in", Tool("logs", id, "--console").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_cannot_start_is_told()
    {
        Result result = Tool("submit", "mpi", "--launcher", "no-such-mpiexec", Built.Workers);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not start (exit code 127)", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Home, "jobs")));
        string id = Assert.Single(Tool("submit", "local", "--class", "Nobody", Built.Workers).Succeeds().Lines);
        Tool("logs", id, "--follow").Succeeds();
        Assert.Contains("Nobody", Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_what_has_ended_only()
    {
        Run.ToEnd(Job(Tests.Starts.Local, 1, "Tells")).Succeeds();
        Assert.Equal(2, Tool("clear").ExitCode);
        Assert.Equal(JobId, Assert.Single(Tool("clear", "--all", "--dry-run").Succeeds().Output.Trim().Split('\n')));
        Assert.Empty(Tool("clear", "--older-than", "1").Succeeds().Output);
        Tool("clear", "--state", "completed").Succeeds();
        Assert.Equal(2, Tool("status", JobId).ExitCode);
        using Run run = StartWaiting("openmpi");
        Assert.Equal(2, Tool("clear", JobId).ExitCode);
        Assert.Empty(Tool("clear", "--all").Succeeds().Output);
        Tool("kill", JobId).Succeeds();
        run.ToEnd();
    }

    [Theory]
    [InlineData("status", "nobody", "There is no job 'nobody'")]
    [InlineData("status", "../jobs", "There is no job '../jobs'")]
    [InlineData("status", "", "There is no job ''")]
    [InlineData("logs", "last", "There is no job")]
    [InlineData("kill", "nobody", "There is no job 'nobody'")]
    [InlineData("clear", "nobody", "There is no job 'nobody'")]
    [InlineData("list", "--state=asleep", "state")]
    [InlineData("list", "--limit=-1", "--limit -1")]
    [InlineData("submit", "local", "JOB")]
    public void Wrong_use(string verb, string argument, string words)
    {
        Result result = Tool(verb, argument);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Beginning_of_several_ids_is_refused()
    {
        Run.ToEnd(Job(Tests.Starts.Local, 1, "Tells")).Succeeds();
        Copy("the-joke");
        Assert.Contains("the beginning of 2 ids: the-job, the-joke", Tool("status", "the-jo").Error, StringComparison.Ordinal);
        Assert.Equal(0, Tool("status", "the-jok").ExitCode);
        Assert.Equal(0, Tool("status", JobId).ExitCode);
    }

    [Fact]
    public void Half_a_line_and_many_events_are_read()
    {
        Run.ToEnd(Job(Tests.Starts.Local, 1, "Tells")).Succeeds();
        string file = Path.Combine(Home, "jobs", JobId, "events.jsonl");
        string[] lines = File.ReadAllLines(file);
        File.WriteAllLines(file, [.. lines[..^1], .. Enumerable.Repeat(lines[2], 100_000), lines[^1], lines[^1][..20]]);
        Assert.Equal("Completed", State());
        File.WriteAllText(Path.Combine(Home, "jobs", JobId, "job.json"), "{");
        Assert.Contains("no job.json that can be read", Tool("status", JobId).Error, StringComparison.Ordinal);
    }

    private string State()
    {
        using JsonDocument json = JsonDocument.Parse(Tool("status", JobId, "--json").Succeeds().Output);
        return json.RootElement.GetProperty("state").GetString()!;
    }

    private IEnumerable<int> Processes()
    {
        using JsonDocument json = JsonDocument.Parse(Tool("status", JobId, "--json").Succeeds().Output);
        return [.. json.RootElement.GetProperty("worker_list").EnumerateArray().Select(static worker => worker.GetProperty("pid").GetInt32())];
    }

    private void Copy(string id)
    {
        string from = Path.Combine(Home, "jobs", JobId), to = Path.Combine(Home, "jobs", id);
        Directory.CreateDirectory(to);
        foreach (string file in (string[])["job.json", "events.jsonl"])
            File.WriteAllText(Path.Combine(to, file), File.ReadAllText(Path.Combine(from, file)).Replace(JobId, id, StringComparison.Ordinal));
    }

    private Run StartWaiting(string mpi)
    {
        Run run = new(Job(mpi, 3, "Waits"));
        run.Until(() => Enumerable.Range(0, 3).All(rank => File.Exists(Path.Combine(Home, "jobs", JobId, $"ready-{rank}"))), "all workers are ready");
        return run;
    }

    private static void Signal(string name, int process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private Result Tool(params IReadOnlyList<string> arguments) => Run.ToEnd(new Command(Built.Tool, arguments)
        .With("TWISTER2_HOME", Home)
        .With("OMPI_ALLOW_RUN_AS_ROOT", "1").With("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .With("PATH", $"{Path.GetDirectoryName(Built.Worker)}:{System.Environment.GetEnvironmentVariable("PATH")}"));
}
