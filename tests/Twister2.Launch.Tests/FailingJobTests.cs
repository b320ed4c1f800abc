namespace Twister2.Launch.Tests;

/// <summary>A job that throws is told of once, with rank, type, message and stack, and ends on all ranks.</summary>
[Trait("ranks", "none")]
public sealed class FailingJobTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void Exception_on_one_rank(string mpi) => Fails(mpi, 4, "execute", "2", "rank 2", "Execute of rank 2", "Fails.Execute");

    [Theory, MemberData(nameof(Mpis))]
    public void Exception_on_all_ranks(string mpi) => Fails(mpi, 4, "execute", "all", "Execute of rank", "Fails.Execute");

    [Theory, MemberData(nameof(Mpis))]
    public void Exception_in_a_stage_on_one_rank(string mpi)
    {
        Fails(mpi, 4, "stage", "2", "rank 2", "stage of rank 2 at 2", "FailInStage");
        Assert.Empty(Directory.GetFileSystemEntries(Record.Path, "never*"));
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Exception_on_a_thread_of_the_job(string mpi) => Fails(mpi, 4, "thread", "2", "rank 2", "thread of rank 2");

    [Theory, InlineData("execute"), InlineData("stage"), InlineData("thread")]
    public void Exception_without_MPI(string how) => Fails(Starts.Local, 1, how, "0", "rank 0", "of rank 0");

    [Theory, MemberData(nameof(Mpis))]
    public void Fast_failure_of_one_rank(string mpi) => Dies(mpi, "fastfail");

    [Theory, MemberData(nameof(Mpis))]
    public void One_rank_is_killed(string mpi) => Dies(mpi, "kill");

    [Theory, MemberData(nameof(Mpis))]
    public void Launcher_is_terminated(string mpi) => IsTerminated(mpi, 3);

    [Fact]
    public void Worker_without_MPI_is_terminated() => Assert.Equal(143, IsTerminated(Starts.Local, 1).ExitCode);

    [Theory, MemberData(nameof(Mpis))]
    public void One_rank_is_terminated(string mpi)
    {
        Result result = Run.ToEnd(Job(mpi, 4, "Fails", "terminate", "2"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(["Starting", "Running", "Killed"], Record.JobStates);
        Assert.Equal("Killed", Record.WorkerStates(2)[^1]);
        Assert.Contains("was ended by SIGTERM, on rank 2 first", File.ReadAllText(Record.FailureFile), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Workers_whose_launcher_was_killed_end(string mpi)
    {
        const int Ranks = 3;
        using Run run = new(Job(mpi, Ranks, "Waits"));
        run.Until(() => Enumerable.Range(0, Ranks).All(rank => File.Exists(Path.Combine(Record.Path, $"ready-{rank}"))), "all workers run");
        run.KillAllBut("twister2-worker");
        Result result = run.ToEnd(30); // Also sees that no worker is left.
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("Completed", Record.JobStates);
        // Open MPI's own end of a rank, which comes at once, is told by nobody.
        if (mpi == "mpich") Assert.Contains("was ended by the loss of its launcher", File.ReadAllText(Record.FailureFile), StringComparison.Ordinal);
    }

    private void Fails(string mpi, int ranks, string how, string who, params string[] words)
    {
        Result result = Run.ToEnd(Job(mpi, ranks, "Fails", how, who));

        result.FailsWithStack(1, ["System.InvalidTimeZoneException", .. words]);
        Assert.Equal("Failed", Record.JobStates[^1]);
        Assert.Single(Record.JobStates, "Failed");
        Assert.Single(Enumerable.Range(0, ranks), worker => Record.WorkerStates(worker) is [.., "Failed"]);
        Assert.DoesNotContain(Enumerable.Range(0, ranks), worker => Record.WorkerStates(worker).Contains("Completed"));
        Assert.Contains("System.InvalidTimeZoneException", File.ReadAllText(Record.FailureFile), StringComparison.Ordinal);
        string log = result.Error[(result.Error.IndexOf("log: ", StringComparison.Ordinal) + 5)..].Split('\n')[0];
        Assert.Contains("System.InvalidTimeZoneException", File.ReadAllText(log), StringComparison.Ordinal);
    }

    private void Dies(string mpi, string how)
    {
        Result result = Run.ToEnd(Job(mpi, 4, "Fails", how, "2"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("Completed", Record.JobStates);
    }

    private Result IsTerminated(string mpi, int ranks)
    {
        using Run run = new(Job(mpi, ranks, "Waits"));
        run.Until(() => Enumerable.Range(0, ranks).All(rank => File.Exists(Path.Combine(Record.Path, $"ready-{rank}"))), "all workers run");
        run.Signal("TERM");
        Result result = run.ToEnd(30);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(["Starting", "Running", "Killed"], Record.JobStates);
        return result;
    }
}
