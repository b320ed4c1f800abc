using System.Text.Json;

namespace Twister2.Launch.Tests.Tool;

/// <summary>Jobs in the foreground: <c>twister2 run</c>.</summary>
[Trait("ranks", "none")]
public sealed class RunTests : ToolTest
{
    public static TheoryData<string> Ways => [Starts.Local, .. Starts.Mpis];

    [Theory, MemberData(nameof(Ways))]
    public void Prints_what_the_job_prints_and_nothing_else(string mpi)
    {
        Result result = Tool(["run", .. With(mpi, 2), "--class", "Tells", "--name", "mine", Built.Workers, "--", "a b", "--flag"]).Succeeds();
        Assert.StartsWith($"workers: {(mpi == Starts.Local ? 1 : 2)}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("arguments: a b|--flag\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("Job mine-", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ways))]
    public void Ends_with_the_jobs_exit_code(string mpi)
    {
        Result result = Tool(["run", .. With(mpi, 2), "--class", "Fails", "--json", Built.Workers, "execute", "0"]);
        Assert.Equal(1, result.ExitCode);
        JsonElement summary = Parse(result.Output);
        Assert.Equal(1, summary.GetProperty("exit_code").GetInt32());
        Assert.Equal("Failed", summary.GetProperty("job").GetProperty("state").GetString());
        Assert.Contains("Execute of rank 0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_all_that_is_on_standard_output()
    {
        Result result = Tool("run", "--json", "--class", "Tells", Built.Workers).Succeeds();
        JsonElement summary = Parse(result.Output);
        Assert.Equal("Completed", summary.GetProperty("job").GetProperty("state").GetString());
        Assert.Equal(OnlyJob()!.Path, summary.GetProperty("job").GetProperty("directory").GetString());
        Assert.Contains("workers: 1\n", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ways))]
    public void Interrupt_ends_the_job_and_leaves_nothing(string mpi)
    {
        int ranks = mpi == Starts.Local ? 1 : 3;
        using Run run = new(ToolCommand(["run", .. With(mpi, ranks), "--class", "Waits", Built.Workers]));
        run.Until(() => OnlyJob() is { } job && Enumerable.Range(0, ranks).All(rank => File.Exists(Path.Combine(job.Path, $"ready-{rank}"))), "all workers are ready");
        run.Signal("INT");
        Result result = run.ToEnd(20);
        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.Equal("Killed", OnlyJob()!.JobStates[^1]);
    }

    [Fact]
    public void Workers_that_do_not_end_are_killed()
    {
        using Run run = new(ToolCommand("run", "--class", "Waits", Built.Workers));
        run.Until(() => OnlyJob() is { } job && File.Exists(Path.Combine(job.Path, "ready-0")), "the worker is ready");
        Signal("STOP", OnlyJob()!.LastOfWorker(0).TryGetProperty("pid", out JsonElement pid) ? pid.GetInt32() : OnlyJob()!.Events.First(static e => e.TryGetProperty("pid", out _)).GetProperty("pid").GetInt32());
        run.Signal("TERM");
        Assert.Equal(143, run.ToEnd(30).ExitCode);
    }

    [Fact]
    public void Input_goes_to_the_job()
    {
        // A pipe, that is; a terminal stays this program's.
        Result result = Run.ToEnd(new Command("sh", ["-c", $"echo hello | '{Built.Tool}' run '{Built.OwnProgram}' -- cat"]).With("TWISTER2_HOME", Home));
        Assert.Contains("hello from 1 workers: cat\n", result.Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_of_its_own_is_a_job_of_the_tool()
    {
        Result result = Tool(["run", .. With(Starts.Mpis[0], 2), "--name", "own", "--threads", "2", Built.OwnProgram, "--", "--quiet"]).Succeeds();
        Assert.Contains("hello from 2 workers: --quiet\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("own-", Path.GetFileName(OnlyJob()!.Path), StringComparison.Ordinal);
        Assert.Equal(2, OnlyJob()!.Description.GetProperty("threads").GetInt32());
        Refused("is a program, and chooses itself", "run", "--class", "X", Built.OwnProgram);
    }

    [Fact]
    public void Terminal_shows_progress()
    {
        string log = In("typescript");
        using Run run = new(InTerminal(log, $"run --class Waits '{Built.Workers}'"));
        run.Until(() => OnlyJob() is { } job && File.Exists(Path.Combine(job.Path, "ready-0")), "the worker is ready");
        // As the job writes it, again and again: the job has none itself.
        string file = Path.Combine(OnlyJob()!.Path, "stages.json");
        string mine = Write("mine", """{"time":"2026-11-23T14:00:00Z","stages":[{"id":"0","name":"Squares","kind":"stage","state":"running","tasks":1,"tasksDone":0,"recordsIn":2500,"expected":10000,"more":1}]}""");
        run.Until(() =>
        {
            File.Copy(mine, $"{file}.new");
            File.Move($"{file}.new", file, overwrite: true);
            return File.ReadAllText(log).Contains("2,500", StringComparison.Ordinal);
        }, "the display shows the stage");
        Tool("kill", "last").Succeeds();
        run.ToEnd();
        string shown = File.ReadAllText(log);
        Assert.Contains("Squares", shown, StringComparison.Ordinal);
        Assert.Contains("25 %", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_on_a_terminal_are_not_broken()
    {
        string line = new('x', 200), log = In("typescript");
        Run.ToEnd(InTerminal(log, $"run --class Tells '{Built.Workers}' {line}")).Succeeds();
        Assert.Contains($"arguments: {line}\r\n", File.ReadAllText(log), StringComparison.Ordinal);
    }

    // Narrower than what the job prints.
    private Command InTerminal(string log, string arguments) => Prepared(new Command("script", ["-qefc", $"stty cols 60 rows 20; '{Built.Tool}' {arguments}", log])).With("TERM", "xterm");

    [Theory]
    [InlineData("There is no file 'no.dll'", "no.dll")]
    [InlineData("-n 0: give 1 or more", "-n", "0", "JOB")]
    [InlineData("--threads 0: give 1 or more", "--threads", "0", "JOB")]
    [InlineData("--log-level: 'loud'", "--log-level", "loud", "JOB")]
    [InlineData("'lots'", "--memory", "lots", "JOB")]
    [InlineData("There is no 'no-such-launcher' on the PATH", "--launcher", "no-such-launcher", "JOB")]
    [InlineData("--launcher is empty", "--launcher", " ", "JOB")]
    [InlineData("What to work on is missing", "-n", "2")]
    [InlineData("Option 'nonsense' is unknown", "--nonsense", "JOB")]
    public void Wrong_use(string words, params string[] arguments)
    {
        Refused(words, ["run", .. arguments.Select(static argument => argument == "JOB" ? Built.Workers : argument)]);
        Assert.Null(OnlyJob());
    }
}
