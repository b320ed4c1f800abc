using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Twister2.Launch.Tests.Tool;

/// <summary>Every verb with ids that are none, directories that are half there, and folders that cannot be read; and its help.</summary>
[Trait("ranks", "none")]
public sealed class BadJobTests : ToolTest
{
    private static readonly string[] VerbsOfJobs = ["status", "logs", "kill", "clear", "restart"];

    [Fact]
    public void Ids_that_lead_elsewhere_are_no_ids()
    {
        // There is a job beside the root, to be reached by a path only.
        Describe(In("elsewhere/job-1"), "job-1");
        Describe(Path.Combine(Home, "jobs", "job-2"), "job-2");
        string[] ids = ["../../elsewhere/job-1", "..", ".", In("elsewhere/job-1"), "job-2/../job-2", "jobs/job-2", "*", "job-2\0x"[..5] + "/"];
        foreach (string verb in VerbsOfJobs)
            Refused($"There is no job '{ids[Array.IndexOf(VerbsOfJobs, verb)]}'", verb, ids[Array.IndexOf(VerbsOfJobs, verb)]);
        foreach (string id in ids[VerbsOfJobs.Length..]) Refused($"There is no job '{id}'", "clear", id);
        Assert.True(Directory.Exists(In("elsewhere/job-1")));
        Assert.True(Directory.Exists(Path.Combine(Home, "jobs", "job-2")));
    }

    [Fact]
    public void Half_written_directories_are_told_and_left_out()
    {
        Directory.CreateDirectory(Path.Combine(Home, "jobs", "empty"));
        Directory.CreateDirectory(Path.Combine(Home, "jobs", "half"));
        File.WriteAllText(Path.Combine(Home, "jobs", "half", "job.json"), "{\"id\": \"half\", \"name\":");
        Directory.CreateDirectory(Path.Combine(Home, "jobs", "other"));
        File.WriteAllText(Path.Combine(Home, "jobs", "other", "job.json"), "[1]");
        foreach (string verb in VerbsOfJobs) Refused("has no job.json that can be read", verb, verb is "status" ? "empty" : verb is "logs" ? "other" : "half");
        Assert.Equal(0, Json("list", "--json").GetArrayLength());
        // A job of which nothing but its description is there.
        Describe(Path.Combine(Home, "jobs", "early"), "early");
        Assert.Equal("Starting", Json("status", "early", "--json").GetProperty("state").GetString());
        Assert.Empty(Tool("logs", "early").Succeeds().Output);
        Refused("has registered yet", "kill", "early");
    }

    [Fact]
    public void Folders_that_cannot_be_read_are_told()
    {
        Describe(Path.Combine(Home, "jobs", "mine"), "mine");
        File.SetUnixFileMode(Path.Combine(Home, "jobs"), UnixFileMode.None);
        try
        {
            foreach (string[] command in (string[][])[["list"], ["status", "last"], ["logs", "mine"], ["kill", "mine"], ["clear", "--all"], ["restart", "mine"]])
            {
                Result result = Run.ToEnd(BadInputTests.Unprivileged(ToolCommand(command)));
                Assert.True(result.ExitCode == 2, result.ToString());
                Assert.Contains("jobs' cannot be read: ", result.Error, StringComparison.Ordinal);
            }
            Result submit = Run.ToEnd(BadInputTests.Unprivileged(ToolCommand("submit", "local", Built.Workers)));
            Assert.True(submit.ExitCode == 1, submit.ToString());
            Assert.DoesNotContain("   at ", submit.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(Path.Combine(Home, "jobs"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Thousand_jobs_are_listed_within_a_second()
    {
        for (int i = 0; i < 1000; i++) Describe(Path.Combine(Home, "jobs", string.Create(CultureInfo.InvariantCulture, $"job-{i}")), string.Create(CultureInfo.InvariantCulture, $"job-{i}"));
        // Other work on the machine makes some slower: the fastest counts.
        double best = double.MaxValue;
        for (int i = 0; i < 5 && best > 1; i++)
        {
            long started = Stopwatch.GetTimestamp();
            Assert.Equal(1000, Json("list", "--limit", "0", "--json").GetArrayLength());
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        Assert.InRange(best, 0, 1);
    }

    [Fact]
    public void Every_verb_has_help_with_examples()
    {
        string all = Tool("--help").Succeeds().Output;
        foreach (Type options in Cli.ToolCommand.Verbs)
        {
            string verb = Cli.ToolCommand.NameOf(options), help = Tool(verb, "--help").Succeeds().Output;
            Assert.Contains($"\n  {verb} ", all, StringComparison.Ordinal);
            Assert.StartsWith($"twister2 {verb}: ", help, StringComparison.Ordinal);
            Assert.Contains("Examples:\n", help, StringComparison.Ordinal);
            Assert.Matches($"(?m)^  .*twister2 {verb}", help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
        }
        Refused("There is no verb 'runn'", "runn");
        Refused("Name a verb", []);
    }

    [Fact]
    public void Logs_and_clear_speak_json()
    {
        Run.ToEnd(Job(Starts.Local, 1, "Tells")).Succeeds();
        JsonElement[] lines = [.. Tool("logs", JobId, "--json").Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        Assert.All(lines, static line => Assert.Equal(0, line.GetProperty("worker").GetInt32()));
        Assert.Contains(lines, static line => line.GetProperty("text").GetString()!.Contains("The program has returned", StringComparison.Ordinal));
        Assert.Equal(JobId, Assert.Single(Json("clear", "--all", "--json").EnumerateArray()).GetString());
    }

    private static void Describe(string folder, string id)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "job.json"), $$"""{"id":"{{id}}","name":"x","workers":1,"started":"2026-11-23T10:00:00Z","arguments":[]}""");
        if (id.Length > 5) File.WriteAllText(Path.Combine(folder, "events.jsonl"), $$"""{"time":"2026-11-23T10:00:01Z","job":"{{id}}","event":"job","state":"Completed","summary":"done"}""" + "\n");
    }
}
