using System.Text.Json;
using Twister2.Tests;

namespace Twister2.Launch.Tests.Slurm;

/// <summary>Jobs of a real Slurm, from their submission to their end, whatever that is.</summary>
[Trait("ranks", "none")]
public sealed class SlurmTests(DevCluster cluster) : IClassFixture<DevCluster>
{
    public static TheoryData<string> Mpis => Starts.BothMpis;

    public static TheoryData<string, string> Launches => [.. Starts.Mpis.SelectMany(static mpi => (TheoryDataRow<string, string>[])[new(mpi, mpi == "mpich" ? "srun-pmi2" : "srun-pmix"), new(mpi, "mpiexec")])];

    /// <summary>One way of each MPI.</summary>
    public static TheoryData<string, string> OtherLaunches => [.. Starts.Mpis.Select(static mpi => new TheoryDataRow<string, string>(mpi, mpi == "mpich" ? "srun-pmi2" : "mpiexec"))];

    [Theory, MemberData(nameof(Launches))]
    public void Submitted_job_runs_on_all_nodes(string mpi, string launch)
    {
        string id = cluster.Submit("--mpi", mpi, "--launch", launch, "--nodes", "2", "-n", "4", "--time", "5", "--name", "mine", "--class", "Tells", Built.Workers, "--", "it's", "$HOME \"x\"", "--flag");
        Assert.StartsWith("mine-", id, StringComparison.Ordinal);
        Result logs = cluster.Tool("logs", id, "--follow").Succeeds();
        foreach (int worker in Enumerable.Range(0, 4)) Assert.Contains($"[{worker}] ", logs.Output, StringComparison.Ordinal);
        JsonElement status = cluster.Status(id);
        Assert.Equal("Completed", status.GetProperty("state").GetString());
        Assert.Equal(["n1", "n1", "n2", "n2"], status.GetProperty("worker_list").EnumerateArray().Select(static worker => worker.GetProperty("node").GetString()));
        string console = cluster.Tool("logs", id, "--console").Succeeds().Output;
        Assert.Contains("workers: 4\n", console, StringComparison.Ordinal);
        Assert.Contains("arguments: it's|$HOME \"x\"|--flag\n", console, StringComparison.Ordinal);
        Assert.Contains($"libmpi{(mpi == "mpich" ? "ch" : "")}.so", console, StringComparison.Ordinal);
        Assert.Equal(["Completed", "4"], cluster.Row(id)[1..3]);
        Assert.Contains($"\"slurm_job_id\": \"{status.GetProperty("slurm_job_id").GetString()}\"", File.ReadAllText(cluster.PathOf(id, "job.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_get_the_cores_that_were_asked_for()
    {
        string id = cluster.Submit("--nodes", "2", "--workers-per-node", "1", "--cpus-per-task", "2", "--class", "Tells", Built.Workers);
        cluster.Tool("logs", id, "--follow").Succeeds();
        Assert.Contains("threads: 2\n", cluster.Tool("logs", id, "--console").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal(2, cluster.Status(id).GetProperty("threads").GetInt32());
    }

    [Fact]
    public void Waiting_job_says_what_for_and_can_be_killed()
    {
        string id = cluster.Submit("--nodes", "2", "-n", "2", "--sbatch-arg=--begin=now+1hour", "--class", "Tells", Built.Workers);
        string status = cluster.Tool("status", id).Succeeds().Output;
        Assert.Contains("state      Pending: waits in Slurm's queue (BeginTime: not before ", status, StringComparison.Ordinal);
        Assert.Equal(["Pending", "2"], cluster.Row(id, "--state", "pending")[1..3]);
        Assert.Contains("is Pending: waits in Slurm's queue", cluster.Tool("logs", id).Succeeds().Error, StringComparison.Ordinal);
        Assert.Equal(2, cluster.Tool("clear", id).ExitCode);
        Assert.Equal($"{id}: Killed\n", cluster.Tool("kill", id).Succeeds().Output);
        Assert.Contains("cancelled before it began", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal($"{id}: had ended already (Killed)\n", cluster.Tool("kill", id).Succeeds().Output);
        cluster.Tool("clear", id).Succeeds();
        Assert.Equal(2, cluster.Tool("status", id).ExitCode);
    }

    [Theory, MemberData(nameof(OtherLaunches))]
    public void Kill_ends_a_job_and_leaves_nothing(string mpi, string launch)
    {
        string id = cluster.Submit("--mpi", mpi, "--launch", launch, "--nodes", "2", "-n", "2", "--class", "Waits", Built.Workers);
        cluster.UntilReady(id, 2);
        Assert.Equal("Running", cluster.State(id));
        Assert.Equal($"{id}: Killed\n", cluster.Tool("kill", id).Succeeds().Output);
        Assert.Contains("state      Killed: It was cancelled", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("SIGTERM", File.ReadAllText(cluster.PathOf(id, "events.jsonl")), StringComparison.Ordinal);
        string number = cluster.NumberOf(id);
        DevCluster.Until(() => !DevCluster.Processes(number).Any(), () => string.Join('\n', DevCluster.Processes(number)));
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Failed_job_says_why(string mpi)
    {
        string id = cluster.Submit("--mpi", mpi, "--nodes", "2", "-n", "2", "--class", "Fails", Built.Workers, "execute", "1");
        cluster.Tool("logs", id, "--follow").Succeeds();
        string status = cluster.Tool("status", id).Succeeds().Output;
        Assert.Contains("state      Failed", status, StringComparison.Ordinal);
        Assert.Contains("Execute of rank 1", status, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_follows_the_job_to_its_end_and_takes_over_its_code()
    {
        Result done = cluster.Tool("submit", "slurm", "--wait", "--nodes", "2", "-n", "2", "--class", "Tells", Built.Workers, "--", "x").Succeeds();
        Assert.Contains("arguments: x\n", done.Output, StringComparison.Ordinal);
        Result failed = cluster.Tool("submit", "slurm", "--wait", "--json", "--mpi", "mpich", "--nodes", "2", "-n", "2", "--class", "Fails", Built.Workers, "execute", "1");
        Assert.True(failed.ExitCode == 1, failed.ToString());
        using JsonDocument json = JsonDocument.Parse(failed.Output);
        Assert.Equal("Failed", json.RootElement.GetProperty("state").GetString());
        Assert.Contains("Execute of rank 1", failed.Error, StringComparison.Ordinal);
        // The same again, as a job of its own.
        Result again = cluster.Tool("restart", json.RootElement.GetProperty("id").GetString()!);
        Assert.True(again.ExitCode == 1, again.ToString());
        Assert.Contains($"\"restart_of\": \"{json.RootElement.GetProperty("id").GetString()}\"", File.ReadAllText(cluster.PathOf(again.Output.Split("\"id\": \"")[1].Split('"')[0], "submission.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Program_of_its_own_and_project_packages_run_on_nodes()
    {
        string id = cluster.Submit("--nodes", "2", "-n", "2", "--name", "own", Built.OwnProgram, "x");
        cluster.Tool("logs", id, "--follow").Succeeds();
        Assert.Contains("hello from 2 workers: x\n", cluster.Tool("logs", id, "--console").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal("Completed", cluster.State(id));
        id = cluster.Submit("--nodes", "2", "-n", "2", "--ship", Built.OwnVersions);
        cluster.Tool("logs", id, "--follow").Succeeds();
        Assert.Contains("of 2 nodes", cluster.Tool("logs", id, "--console").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_sees_that_the_nodes_share_the_root()
    {
        Result alone = cluster.Tool("doctor", "--no-launch");
        Assert.Contains("OK    slurm          partitions: ", alone.Output, StringComparison.Ordinal);
        Assert.Contains("OK    srun           starts ranks by ", alone.Output, StringComparison.Ordinal);
        Assert.Contains($"OK    shared root    all 2 nodes see {cluster.Home}", cluster.Start("salloc", "-N", "2", Built.Tool, "doctor", "--no-launch").Succeeds().Output, StringComparison.Ordinal);
        // Each node has a /dev/shm of its own.
        string ofMachine = Path.Combine("/dev/shm", Path.GetFileName(cluster.Folder));
        try
        {
            Result apart = cluster.Start("salloc", "-N", "2", Built.Tool, "doctor", "--no-launch", "--root", ofMachine);
            Assert.True(apart.ExitCode == 1, apart.ToString());
            Assert.Contains($"FAIL  shared root    {ofMachine} is not seen by n1, n2", apart.Output.Replace("n2, n1", "n1, n2", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(ofMachine, recursive: true);
        }
    }

    [Fact]
    public void Worker_that_ends_without_a_word_is_named()
    {
        string id = cluster.Submit("--nodes", "2", "-n", "2", "--class", "Fails", Built.Workers, "kill", "1");
        cluster.Tool("logs", id, "--follow").Succeeds();
        // Worker 0 has noted no more than the signal by which Slurm ended it.
        Assert.Contains("state      Failed: Worker 1 on n2 ended without a word: killed.", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_cannot_start_has_failed()
    {
        string id = cluster.Submit("--launch", "srun-nonsense", Built.Workers);
        cluster.UntilState(id, "Failed");
        Assert.Contains($"no worker wrote an end. What was printed: twister2 logs {id} --console", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("nonsense", cluster.Tool("logs", id, "--console").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_needs_more_memory_than_it_has_is_told_so()
    {
        string id = cluster.Submit("--mem", "20", "--class", "Waits", Built.Workers);
        cluster.UntilState(id, "Failed");
        Assert.Contains("ran out of memory", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_of_a_failed_node_is_lost()
    {
        string id = cluster.Submit("--nodes", "2", "-n", "2", "--class", "Waits", Built.Workers);
        cluster.UntilReady(id, 2);
        cluster.Slurm("scontrol", "update", "nodename=n2", "state=down", "reason=test");
        try
        {
            cluster.UntilState(id, "Lost");
            Assert.Contains("a node of it failed", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
        }
        finally
        {
            // It may be back by itself: its daemon is there.
            cluster.Start("scontrol", "update", "nodename=n2", "state=resume");
            DevCluster.Until(() => cluster.Start("sinfo", "-h", "-n", "n2", "-o", "%T").Output is "idle\n" or "mixed\n", static () => "n2 does not come back.");
        }
    }

    [Fact]
    public void Requeued_job_starts_again_under_its_id()
    {
        string id = cluster.Submit("--mpi", "mpich", "--requeue", "-n", "2", "--class", "Waits", Built.Workers), number = cluster.NumberOf(id);
        cluster.UntilReady(id, 2);
        cluster.Slurm("scontrol", "requeue", number);
        cluster.UntilState(id, "Pending");
        Assert.Contains("was put back into the queue; waits", cluster.Tool("status", id).Succeeds().Output, StringComparison.Ordinal);
        foreach (int rank in Enumerable.Range(0, 2)) File.Delete(cluster.PathOf(id, $"ready-{rank}"));
        // Slurm would wait for two minutes.
        DevCluster.Until(() => cluster.Start("scontrol", "update", $"jobid={number}", "starttime=now").ExitCode == 0, static () => "It cannot be started.");
        cluster.UntilReady(id, 2);
        string status = cluster.Tool("status", id).Succeeds().Output;
        Assert.Contains("state      Running", status, StringComparison.Ordinal);
        Assert.Contains("started again 1 time", status, StringComparison.Ordinal);
        Assert.Equal(2, cluster.Status(id).GetProperty("worker_list").GetArrayLength());
        cluster.Tool("kill", id).Succeeds();
        Assert.Equal("Killed", cluster.State(id));
    }

    [Fact]
    public void Job_is_ended_at_its_time_limit()
    {
        cluster.UntilReady(cluster.TimesOut, 2);
        cluster.Tool("logs", cluster.TimesOut, "--follow").Succeeds();
        string status = cluster.Tool("status", cluster.TimesOut).Succeeds().Output;
        Assert.Contains("state      Killed: Slurm ended it at its time limit of 1:00; --time gives it more.", status, StringComparison.Ordinal);
        // The limit was brought forward when the workers knew it already, so they have noted the signal alone.
        Assert.Contains("SIGTERM", File.ReadAllText(cluster.PathOf(cluster.TimesOut, "events.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Template_runs_by_hand()
    {
        Directory.CreateDirectory(Path.Combine(cluster.Folder, "out"));
        Directory.CreateSymbolicLink(Path.Combine(cluster.Folder, "out", "bin"), Path.GetDirectoryName(Built.Worker)!);
        Result sbatch = cluster.Start("sbatch", "--wait", "-N", "2", "-n", "2", "--output=by-hand.out", Path.Combine(Repository.Root, "slurm", "job.sbatch"), Built.OwnVersions);
        Assert.True(sbatch.ExitCode == 0, $"{sbatch}\n{File.ReadAllText(Path.Combine(cluster.Folder, "by-hand.out"))}");
        Assert.Contains("completed in", File.ReadAllText(Path.Combine(cluster.Folder, "by-hand.out")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid partition specified: nowhere", "--partition", "nowhere")]
    [InlineData("Slurm refuses the job", "--mem", "999999G")]
    [InlineData("Slurm refuses the job", "--time", "soon")]
    [InlineData("Slurm refuses the job", "--sbatch-arg=--no-such-option")]
    public void What_Slurm_refuses_leaves_nothing(string words, params string[] options)
    {
        Result result = cluster.Tool(["submit", "slurm", "--name", "refused", .. options, Built.Workers]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("refused-", cluster.Tool("list", "--limit", "0").Succeeds().Output, StringComparison.Ordinal);
    }
}
