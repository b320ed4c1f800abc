namespace Twister2.Launch.Tests;

/// <summary>Wrong use of twister2-worker and of WordCount: one message that says what to do, and exit code 2.</summary>
[Trait("ranks", "none")]
public sealed class BadUseTests : JobTest
{
    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void No_job(string mpi, int ranks) => Fails(Worker(mpi, ranks), "No job was named", "Usage:");

    [Theory, MemberData(nameof(Starts))]
    public void Missing_job(string mpi, int ranks) => Fails(Worker(mpi, ranks, In("Missing.dll")), "Missing.dll", "does not exist");

    [Theory, MemberData(nameof(Starts))]
    public void Job_that_is_no_assembly(string mpi, int ranks) => Fails(Worker(mpi, ranks, Write("Text.dll", "no assembly")), "Text.dll", ".NET assembly");

    [Theory, MemberData(nameof(Starts))]
    public void Job_that_is_a_folder(string mpi, int ranks) => Fails(Worker(mpi, ranks, Folder), Folder);

    [Theory, MemberData(nameof(Starts))]
    public void Job_without_a_worker(string mpi, int ranks) => Fails(Worker(mpi, ranks, Built.NoWorker), "LaunchJobs.NoWorker.dll", "has no worker", "IWorker");

    [Theory, MemberData(nameof(Starts))]
    public void Several_workers_and_no_choice(string mpi, int ranks) => Fails(Worker(mpi, ranks, Built.Workers), "--class", "Tells", "Waits");

    [Theory, MemberData(nameof(Starts))]
    public void Unknown_class(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--class", "Nobody", Built.Workers), "Nobody", "Tells", "Waits");

    [Theory, MemberData(nameof(Starts))]
    public void Wrong_option_of_the_worker(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--nonsense", Built.WordCount, "x"), "'nonsense'");

    [Theory, MemberData(nameof(Starts))]
    public void Wrong_value_of_an_option_of_the_worker(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--log-level", "loud", Built.WordCount, "x"), "log-level");

    [Theory, MemberData(nameof(Starts))]
    public void No_threads(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--threads", "0", Built.WordCount, "x"), "cannot have 0 threads");

    [Theory, MemberData(nameof(Starts))]
    public void No_size_of_memory(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--memory", "lots", Built.WordCount, "x"), "'lots'", "4G");

    [Theory, MemberData(nameof(Starts))]
    public void Wrong_option_of_the_job(string mpi, int ranks) => Fails(Worker(mpi, ranks, Built.WordCount, "--nonsense", "x"), "'nonsense'");

    [Theory, MemberData(nameof(Starts))]
    public void Job_without_its_input(string mpi, int ranks) => Fails(Worker(mpi, ranks, Built.WordCount), "INPUT");

    [Theory, MemberData(nameof(Starts))]
    public void Job_id_with_a_slash(string mpi, int ranks) => Fails(Worker(mpi, ranks, "--job-id", "a/b", Built.WordCount, "x"), "'a/b' is no job id");

    [Theory, MemberData(nameof(Starts))]
    public void Job_id_that_leads_elsewhere(string mpi, int ranks)
    {
        Fails(Worker(mpi, ranks, "--job-id", "..", Built.WordCount, "x"), "'..' is no job id");
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Job_id_that_is_in_use(string mpi, int ranks)
    {
        Run.ToEnd(Job(mpi, ranks, "Tells")).Succeeds();
        int events = Record.Events.Count;
        Fails(Job(mpi, ranks, "Tells"), $"'{JobId}' is in use");
        Assert.Equal(events, Record.Events.Count);
        Assert.False(File.Exists(Record.FailureFile));
    }

    private static void Fails(Command command, params string[] words) => Run.ToEnd(command).FailsWith(2, words);
}
