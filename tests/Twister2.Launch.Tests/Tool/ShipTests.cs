using System.Diagnostics;

namespace Twister2.Launch.Tests.Tool;

/// <summary>Jobs on nodes that have no file system in common: each rank has folders of its own here, as if it were alone on its node.</summary>
[Trait("ranks", "none")]
public sealed class ShipTests : ToolTest
{
    private const int Ranks = 3;

    public static TheoryData<string> Mpis => Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void Job_that_only_worker_0_has_is_sent_to_the_others(string mpi)
    {
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        Directory.CreateDirectory(In("node-0/job/empty.lproj"));
        Result first = OnNodes(mpi, "job/LaunchJobs.OwnVersions.dll").Succeeds();
        // Its own packages come along, and are loaded from where they were sent to.
        Assert.Contains("CsCheck 7\n", first.Output, StringComparison.Ordinal);
        Assert.Contains($"was sent to {Ranks} of {Ranks} nodes", first.Error, StringComparison.Ordinal);
        string[] files = Files(In("node-0/job"));
        for (int rank = 0; rank < Ranks; rank++) Assert.Equal(files, Files(Package(rank)));
        // A copy that is damaged is found and sent again, to its node alone; the others have theirs.
        string damaged = Path.Combine(Package(1), "LaunchJobs.OwnVersions.dll");
        File.WriteAllText(damaged, "damaged");
        Directory.Delete(Package(2), recursive: true);
        Result second = OnNodes(mpi, "job/LaunchJobs.OwnVersions.dll").Succeeds();
        Assert.Contains($"was sent to 2 of {Ranks} nodes", second.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Built.OwnVersions), File.ReadAllBytes(damaged));
        Assert.Contains($"was found on {Ranks} of {Ranks} nodes", OnNodes(mpi, "job/LaunchJobs.OwnVersions.dll").Succeeds().Error, StringComparison.Ordinal);
        for (int rank = 0; rank < Ranks; rank++) Assert.Single(Directory.GetFileSystemEntries(In($"node-{rank}/packages")));
    }

    [Fact]
    public void Nodes_that_share_nothing_at_all_run_a_job()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts need root");
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        Directory.CreateDirectory(Home);
        // On all nodes but the first the root is another, empty disk, of which a copy of the log is kept to look at.
        string alone = $"[ $rank = 0 ] || exec unshare -m sh -c 'mount -t tmpfs none {Home} && {Built.Worker} \"$@\" && cp {Home}/jobs/*/logs/worker-*.log .' sh \"$@\"";
        Assert.Contains("was sent to 3 of 3 nodes", OnNodes("mpich", alone, ["job/LaunchJobs.OwnVersions.dll"]).Succeeds().Error, StringComparison.Ordinal);
        Assert.Equal("worker-0.log", Assert.Single(Directory.GetFiles(Home, "worker-*.log", SearchOption.AllDirectories).Select(Path.GetFileName)));
        Assert.Contains("The program has returned", File.ReadAllText(In("node-2/worker-2.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_file_of_the_same_name_is_not_what_runs()
    {
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        Directory.CreateDirectory(In("node-1/job"));
        // An older version of it, say.
        File.Copy(Built.NoWorker, In("node-1/job/LaunchJobs.OwnVersions.dll"));
        Assert.Contains("was sent to 3 of 3 nodes", OnNodes("mpich", "job/LaunchJobs.OwnVersions.dll").Succeeds().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_all_see_is_sent_only_if_that_is_wanted()
    {
        Assert.DoesNotContain("package", OnNodes("mpich", Built.OwnVersions).Succeeds().Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("node-0/packages")));
        Assert.Contains("was sent to 3 of 3 nodes", OnNodes("mpich", "--ship", Built.OwnVersions).Succeeds().Error, StringComparison.Ordinal);
        Assert.Equal(Files(Path.GetDirectoryName(Built.OwnVersions)!), Files(Package(1)));
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Node_that_cannot_keep_it_ends_the_job(string mpi)
    {
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        Directory.CreateDirectory(In("node-1"));
        Write("node-1/packages", "a file");
        OnNodes(mpi, "job/LaunchJobs.OwnVersions.dll").FailsWith(1, "The job's package cannot be written to", "node-1/packages", "TWISTER2_PACKAGES");
    }

    [Fact]
    public void Folder_that_others_can_write_to_is_refused()
    {
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        Directory.CreateDirectory(In("node-2/packages"));
        File.SetUnixFileMode(In("node-2/packages"), (UnixFileMode)0x1FF);
        OnNodes("mpich", "job/LaunchJobs.OwnVersions.dll").FailsWith(1, "others can write to it");
    }

    [Fact]
    public void Folder_that_is_no_jobs_is_not_sent()
    {
        Copy(Path.GetDirectoryName(Built.OwnVersions)!, In("node-0/job"));
        using (FileStream large = File.Create(In("node-0/job/large"))) large.SetLength(3L << 30);
        OnNodes("mpich", "job/LaunchJobs.OwnVersions.dll").FailsWith(2, "publish the job into a folder of its own");
    }

    /// <summary>Runs a job by ranks each of which is in a folder of its own and keeps packages there.</summary>
    private Result OnNodes(string mpi, params string[] arguments) => OnNodes(mpi, alone: "", arguments);

    /// <param name="mpi">The MPI.</param>
    /// <param name="alone">What each rank does before it runs the job.</param>
    /// <param name="arguments">The worker's and the job's.</param>
    private Result OnNodes(string mpi, string alone, string[] arguments)
    {
        for (int rank = 0; rank < Ranks; rank++) Directory.CreateDirectory(In($"node-{rank}"));
        string script = Write("node.sh", $$"""
            rank=${PMI_RANK:-$OMPI_COMM_WORLD_RANK}
            cd {{Folder}}/node-$rank && export TWISTER2_PACKAGES=$PWD/packages
            {{alone}}
            exec {{Built.Worker}} "$@"
            """);
        return Run.ToEnd(Command.Ranks(mpi, Ranks, ["sh", script, .. arguments]).With("TWISTER2_HOME", Home));
    }

    private string Package(int rank) => Assert.Single(Directory.GetDirectories(In($"node-{rank}/packages")));

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => $"{Path.GetRelativePath(folder, file)} {new FileInfo(file).Length}").Order(StringComparer.Ordinal)];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using Process copy = Process.Start("cp", ["-r", from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
