using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>What a completed job leaves behind: its directory, and one line for its user.</summary>
[Trait("ranks", "none")]
public sealed class JobRecordTests : JobTest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void Job_and_workers_go_from_Starting_over_Running_to_Completed(string mpi, int ranks)
    {
        Run.ToEnd(WordCount(mpi, ranks, Write("text", "a b\na\n"))).Succeeds();

        Assert.Equal(["Starting", "Running", "Completed"], Record.JobStates);
        for (int worker = 0; worker < ranks; worker++) Assert.Equal(["Starting", "Running", "Completed"], Record.WorkerStates(worker));
        DateTime last = DateTime.MinValue;
        foreach (JsonElement e in Record.Events)
        {
            Assert.Equal(JobId, e.GetProperty("job").GetString());
            DateTime time = e.GetProperty("time").GetDateTime();
            Assert.True(time >= last, "Time runs backwards.");
            last = time;
        }
        Assert.Equal(6, Enumerable.Range(0, ranks).Sum(worker => Record.LastOfWorker(worker).GetProperty("bytes_read").GetInt64()));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Description_logs_and_rights_of_the_job_directory(string mpi, int ranks)
    {
        Run.ToEnd(WordCount(mpi, ranks, "--top", "3", Write("text", "a b\na\n"))).Succeeds();

        JsonElement description = Record.Description;
        Assert.Equal(JobId, description.GetProperty("id").GetString());
        Assert.Equal(ranks, description.GetProperty("workers").GetInt32());
        Assert.Equal(["--top", "3", In("text")], description.GetProperty("arguments").EnumerateArray().Select(static argument => argument.GetString()));
        foreach (string folder in (string[])[Record.Path, Path.Combine(Record.Path, "logs"), Path.Combine(Home, "jobs")])
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder));
        for (int worker = 0; worker < ranks; worker++) Assert.Contains($"worker {worker} of {ranks}", Record.LogOf(worker), StringComparison.Ordinal);
        Assert.Equal(ranks, Directory.GetFiles(Path.Combine(Record.Path, "logs")).Length);
    }

    [Theory, MemberData(nameof(Starts))]
    public void Summary_is_one_line_and_quiet_leaves_it_out(string mpi, int ranks)
    {
        string text = Write("text", "a b\na\n");
        Result told = Run.ToEnd(WordCount(mpi, ranks, text)).Succeeds();
        string summary = Assert.Single(told.Error.Split('\n'), static line => line.StartsWith($"Job {JobId} completed", StringComparison.Ordinal));
        Assert.Contains(ranks == 1 ? "1 worker on 1 node, read 2 records" : $"{ranks} workers on 1 node, read 2 records", summary, StringComparison.Ordinal);
        Assert.EndsWith(Record.Path, summary, StringComparison.Ordinal);

        Result quiet = Run.ToEnd(Worker(mpi, ranks, "--quiet", Built.WordCount, text)).Succeeds();
        Assert.DoesNotContain("completed", quiet.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Starts))]
    public void Job_without_an_id_gets_one_with_its_name(string mpi, int ranks)
    {
        Run.ToEnd(Worker(mpi, ranks, "--name", "My Count!", Built.WordCount, Write("text", "a"))).Succeeds();
        Assert.Matches("^mycount-[0-9]{8}-[0-9]{6}-[0-9a-f]{8}$", Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(Home, "jobs")))));
    }
}
