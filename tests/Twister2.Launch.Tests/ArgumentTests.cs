namespace Twister2.Launch.Tests;

/// <summary>Which arguments are the worker's and which are the job's; help.</summary>
[Trait("ranks", "none")]
public sealed class ArgumentTests : JobTest
{
    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void What_follows_the_job_is_the_jobs(string mpi, int ranks)
    {
        string[] arguments = ["--quiet", "--local", "--class", "Nobody", "--help", "--", "-x", "", "a b", "ä"];
        Result result = Run.ToEnd(Job(mpi, ranks, "Tells", arguments)).Succeeds();
        Assert.Contains($"arguments: {string.Join('|', arguments)}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"workers: {ranks}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Job {JobId} completed", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Starts))]
    public void Two_dashes_end_the_workers_options(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Worker(mpi, ranks, "--class=Tells", "--quiet", "--threads", "3", "--memory", "1.5G", "--", Built.Workers, "--", "x")).Succeeds();
        Assert.Contains("threads: 3\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("memory: 1610612736\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("arguments: --|x\n", result.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("Tells", true), InlineData("Twister2.LaunchJobs.Tells", true), InlineData("CountEach", false)]
    public void Class_chooses_the_worker_by_either_name(string name, bool tells)
    {
        Result result = Run.ToEnd(Worker(Tests.Starts.Local, 1, "--class", name, Built.Workers, Write("x", ""))).Succeeds();
        Assert.Equal(tells, result.Output.Contains("arguments: ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Help_of_the_worker(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Worker(mpi, ranks, "--help")).Succeeds();
        Assert.Single(result.Output.Split('\n'), static line => line.StartsWith("Usage: twister2-worker", StringComparison.Ordinal));
        Assert.Single(result.Output.Split('\n'), static line => line.Contains("--registration-timeout", StringComparison.Ordinal));
        Assert.Single(result.Output.Split('\n'), static line => line.Contains("--threads", StringComparison.Ordinal));
        Assert.DoesNotContain("ERROR", result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Home));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Version_of_the_worker(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Worker(mpi, ranks, "--version")).Succeeds();
        Assert.Matches(@"^twister2-worker \d+\.\d+\.\d+", Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Help_of_WordCount(string mpi, int ranks)
    {
        Result result = Run.ToEnd(WordCount(mpi, ranks, "--help")).Succeeds();
        Assert.Single(result.Output.Split('\n'), static line => line.StartsWith("Usage: twister2-worker WordCount.dll", StringComparison.Ordinal));
        Assert.Single(result.Output.Split('\n'), static line => line.Contains("--verify", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Starts))]
    public void WordCount_verifies_itself(string mpi, int ranks)
    {
        Result result = Run.ToEnd(WordCount(mpi, ranks, "--verify", Write("text", "a B a\nÄ ä\n"))).Succeeds();
        Assert.Contains("Verified", result.Output, StringComparison.Ordinal);
    }
}
