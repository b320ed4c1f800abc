using System.Text.Json;

namespace Twister2.Launch.Tests.Tool;

/// <summary>Jobs that are started again, and those that are waited for.</summary>
[Trait("ranks", "none")]
public sealed class RestartTests : ToolTest
{
    [Fact]
    public void Job_of_run_is_started_again_as_a_new_one()
    {
        Tool("run", "--class", "Tells", "--name", "again", Built.Workers, "--", "an argument", "--flag").Succeeds();
        string first = Path.GetFileName(OnlyJob()!.Path);
        Result result = Tool("restart", "last").Succeeds();
        Assert.Contains("arguments: an argument|--flag\n", result.Output, StringComparison.Ordinal);
        JsonElement[] jobs = [.. Json("list", "--json").EnumerateArray()];
        Assert.Equal(2, jobs.Length);
        Assert.All(jobs, static job => Assert.StartsWith("again-", job.GetProperty("id").GetString(), StringComparison.Ordinal));
        string second = jobs.Select(static job => job.GetProperty("id").GetString()!).Single(id => id != first);
        Assert.Contains($"\"restart_of\": \"{first}\"", File.ReadAllText(Path.Combine(Home, "jobs", second, "submission.json")), StringComparison.Ordinal);
        // And that one too.
        Assert.Contains("'an argument' --flag", Tool("restart", second, "--dry-run").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal("run", Json("restart", second, "--dry-run", "--json").GetProperty("arguments")[0].GetString());
    }

    [Fact]
    public void Submitted_job_is_submitted_again_and_its_code_is_taken_over()
    {
        string[] mpi = ["submit", "mpi", .. With(Starts.Mpis[^1], 2), "--wait"];
        Result first = Tool([.. mpi, "--class", "Fails", Built.Workers, "execute", "1"]);
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("Execute of rank 1", first.Output, StringComparison.Ordinal);
        Result second = Tool("restart", "last", "--json");
        Assert.Equal(1, second.ExitCode);
        JsonElement job = Parse(second.Output);
        Assert.Equal("Failed", job.GetProperty("state").GetString());
        Assert.Equal(2, job.GetProperty("worker_list").GetArrayLength());
    }

    [Fact]
    public void Waiting_prints_what_the_job_prints()
    {
        Result result = Tool("submit", "local", "--wait", "--class", "Tells", Built.Workers, "--", "x").Succeeds();
        Assert.Contains("arguments: x\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Ctrl+C ends the waiting, not the job", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_was_started_by_hand_is_started_by_its_description()
    {
        Run.ToEnd(Job(Starts.Mpis[0], 2, "Tells", "x")).Succeeds();
        Result result = Tool("restart", JobId, "--dry-run").Succeeds();
        Assert.Contains($"twister2 submit mpi -n 2 --name LaunchJobs.Workers --threads 1 {Built.Workers} -- x\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("was not started by twister2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Running_job_and_damaged_submission_are_refused()
    {
        using (Run run = new(ToolCommand("run", "--class", "Waits", "--name", "waits", Built.Workers)))
        {
            run.Until(() => OnlyJob() is { } job && File.Exists(Path.Combine(job.Path, "ready-0")), "the worker is ready");
            Refused("wait for its end, or end it", "restart", "last");
            JsonElement killed = Assert.Single(Json("kill", "last", "--json").EnumerateArray());
            Assert.Equal(("Killed", false), (killed.GetProperty("state").GetString(), killed.GetProperty("had_ended").GetBoolean()));
            run.ToEnd();
        }
        File.WriteAllText(Path.Combine(OnlyJob()!.Path, "submission.json"), "{\"arguments\":[");
        Refused("submission.json' is damaged", "restart", "last");
    }
}
