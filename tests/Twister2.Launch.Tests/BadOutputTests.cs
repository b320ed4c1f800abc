namespace Twister2.Launch.Tests;

/// <summary>Output that cannot be written: one message, no result, nothing temporary left, and what was there before is as it was.</summary>
[Trait("ranks", "none")]
public sealed class BadOutputTests : JobTest
{
    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void Output_folder_that_exists(string mpi, int ranks)
    {
        Directory.CreateDirectory(In("out"));
        Write("out/precious", "as it was");
        Run.ToEnd(WordCount(mpi, ranks, "--output", In("out"), Write("text", "a"))).FailsWith(1, In("out"), "exists already");
        Assert.Equal(In("out"), Assert.Single(Directory.GetFileSystemEntries(Folder, "out*")));
        Assert.Equal("as it was", File.ReadAllText(Assert.Single(Directory.GetFileSystemEntries(In("out")))));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Output_below_a_file(string mpi, int ranks) =>
        Run.ToEnd(WordCount(mpi, ranks, "--output", In("text/out"), Write("text", "a"))).FailsWith(1, In("text/out"), "cannot be made");

    [Theory, MemberData(nameof(Starts))]
    public void Output_in_a_folder_that_is_not_writable(string mpi, int ranks)
    {
        string closed = Closed("closed");
        Run.ToEnd(BadInputTests.Unprivileged(WordCount(mpi, ranks, "--output", Path.Combine(closed, "out"), Write("text", "a"))))
            .FailsWith(1, Path.Combine(closed, "out"), "denied");
        Assert.Empty(Directory.GetFileSystemEntries(closed));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Full_disk(string mpi, int ranks)
    {
        // 8 MB of words of which no two are the same, onto a disk of 2 MB.
        File.WriteAllLines(In("text"), Enumerable.Range(0, 500_000).Select(static i => $"word-number-{i:x8}"));
        Directory.CreateDirectory(In("disk"));
        Command command = WordCount(mpi, ranks, "--words", "space", "--output", In("disk/out"), In("text"));
        Result result = Run.ToEnd(OnSmallDisk(command, In("disk")));
        result.FailsWith(1, In("disk/out"), "cannot be written", "No space left");
        Assert.Equal("left on the disk: []", result.Lines.Last(static line => line.StartsWith("left on the disk", StringComparison.Ordinal)));
    }

    /// <summary>The disk of the job's own directory is full when the program fails: why it failed must be told all the same.</summary>
    [Theory, MemberData(nameof(Starts))]
    public void Full_disk_below_the_job_directory(string mpi, int ranks)
    {
        Directory.CreateDirectory(In("disk"));
        Command command = Worker(mpi, ranks, "--root", In("disk"), "--job-id", JobId, "--class", "Fails", Built.Workers, "full", "0");
        Result result = Run.ToEnd(OnSmallDisk(command, In("disk")));
        result.FailsWithStack(1, "System.InvalidTimeZoneException", "disk is full on rank 0", "failure.txt cannot be written: No space left");
    }

    [Theory, MemberData(nameof(Starts))]
    public void Root_for_job_directories_that_is_not_writable(string mpi, int ranks)
    {
        string closed = Closed("closed");
        Run.ToEnd(BadInputTests.Unprivileged(Worker(mpi, ranks, "--root", Path.Combine(closed, "root"), Built.WordCount, Write("text", "a"))))
            .FailsWith(1, Path.Combine(closed, "root"), "cannot be made", "--root");
    }

    [Theory, MemberData(nameof(Starts))]
    public void Root_for_job_directories_below_a_file(string mpi, int ranks) =>
        Run.ToEnd(Worker(mpi, ranks, "--root", Path.Combine(Write("text", "a"), "root"), Built.WordCount, In("text"))).FailsWith(1, "text/root", "cannot be made", "--root");

    private string Closed(string name) =>
        Directory.CreateDirectory(In(name), UnixFileMode.UserRead | UnixFileMode.UserExecute).FullName;

    /// <summary>Mounts a small disk that only the command sees, and lists what it leaves there.</summary>
    internal static Command OnSmallDisk(Command command, string disk)
    {
        string[] unshare = Environment.IsPrivilegedProcess ? ["unshare", "--mount"] : ["unshare", "--user", "--map-root-user", "--mount"];
        const string Script = "mount -t tmpfs -o size=2m small \"$0\" && { \"$@\"; code=$?; echo \"left on the disk: [$(ls -A \"$0\")]\"; exit $code; }";
        return command.Inside([.. unshare, "sh", "-c", Script, disk]);
    }
}
