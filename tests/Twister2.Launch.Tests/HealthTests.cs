using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>Workers that are stopped, and workers that do not go on: found, named, and the job ended where it should be.</summary>
[Trait("ranks", "none")]
public sealed class HealthTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void Stopped_worker_is_lost_and_found_when_it_goes_on(string mpi)
    {
        using Run run = Start(mpi, "Waits");
        int process = ProcessOf(2);
        Signal("STOP", process);
        run.Until(() => StateOf(2) == "Lost", "worker 2 is lost", seconds: 15);
        Assert.Contains("it has not answered for 8 s", Record.LastOfWorker(2).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Running", StateOf(1));
        Signal("CONT", process);
        run.Until(() => StateOf(2) == "Running", "worker 2 is back", seconds: 15);
        run.Signal("TERM");
        run.ToEnd();
    }

    // Worker 0, which looks after all, is looked after by worker 1.
    [Theory, InlineData("openmpi", 0), InlineData("mpich", 1)]
    public void Job_ends_when_a_worker_stays_silent(string mpi, int worker)
    {
        using Run run = Start(mpi, "Waits", "--lost-timeout", "10");
        Signal("STOP", ProcessOf(worker));
        Result result = run.ToEnd();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"failed: worker {worker} (process ", result.Error, StringComparison.Ordinal);
        Assert.Equal("Lost", StateOf(worker));
        Assert.Equal("Failed", Record.JobStates[^1]);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Worker_that_does_not_go_on_is_named_with_those_who_wait_for_it(string mpi)
    {
        using Run run = Start(mpi, "Stalls", "--stall-timeout", "6");
        run.Until(() => Stalls.Any(), "a stall is told", seconds: 20);
        Assert.Contains("Worker 1 holds up worker 0, worker 2", Stalls.First().GetProperty("message").GetString(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Record.Path, "go-on"), "");
        Assert.Contains("holds up", run.ToEnd().Succeeds().Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("--lost-timeout"), InlineData("--stall-timeout")]
    public void Negative_time_is_refused(string option)
    {
        Result result = Run.ToEnd(Worker(Tests.Starts.Local, 1, option, "-1", "--class", "Tells", Built.Workers));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{option} cannot be -1 s", result.Error, StringComparison.Ordinal);
    }

    private IEnumerable<JsonElement> Stalls => Record.Events.Where(static e => e.GetProperty("event").GetString() == "stall");

    private string? StateOf(int worker) => Record.WorkerStates(worker)[^1];

    private int ProcessOf(int worker) => Record.Events.First(e => e.TryGetProperty("pid", out _) && e.GetProperty("worker").GetInt32() == worker).GetProperty("pid").GetInt32();

    /// <summary>Three workers that run.</summary>
    private Run Start(string mpi, string worker, params string[] options)
    {
        Run run = new(Worker(mpi, 3, [.. options, "--job-id", JobId, "--class", worker, Built.Workers]));
        run.Until(() => Enumerable.Range(0, 3).All(rank => File.Exists(Path.Combine(Record.Path, $"ready-{rank}"))), "all workers are ready");
        return run;
    }

    private static void Signal(string name, int process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
