namespace Twister2.Launch.Tests;

/// <summary>What a worker loads: the launcher's MPI or none, and a job's own packages.</summary>
[Trait("ranks", "none")]
public sealed class LoadingTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Fact]
    public void Local_loads_no_MPI() =>
        Assert.Contains("mpi libraries: none\n", Run.ToEnd(Job(Starts.Local, 1, "Tells")).Succeeds().Output, StringComparison.Ordinal);

    [Fact]
    public void A_worker_started_alone_is_the_whole_job()
    {
        Command command = new(Built.Worker, ["--class", "Tells", Built.Workers]);
        Assert.Contains("workers: 1\n", Run.ToEnd(command.With("TWISTER2_HOME", Home)).Succeeds().Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Ranks_load_the_MPI_of_their_launcher(string mpi)
    {
        Result result = Run.ToEnd(Job(mpi, 2, "Tells")).Succeeds();
        string libraries = Assert.Single(result.Output.Split('\n'), static line => line.StartsWith("mpi libraries: ", StringComparison.Ordinal));
        Assert.Equal(mpi == "mpich", libraries.Contains("libmpich", StringComparison.Ordinal));
        Assert.Equal(mpi == "openmpi", libraries.Contains("libopen-", StringComparison.Ordinal));
    }

    [Theory, InlineData("openmpi", "mpich"), InlineData("mpich", "openmpi")]
    public void Library_of_another_MPI_than_the_launchers(string mpi, string other)
    {
        string library = LibraryOf(other);
        (string launcherName, string libraryName) = mpi == "mpich" ? ("MPICH", "Open MPI") : ("Open MPI", "MPICH");
        Run.ToEnd(Job(mpi, 3, "Tells").With("TWISTER2_LIBMPI", library)).FailsWith(2, launcherName, libraryName, library);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Library_that_is_not_there(string mpi) =>
        Run.ToEnd(Job(mpi, 3, "Tells").With("TWISTER2_LIBMPI", In("libmpi.so"))).FailsWith(2, In("libmpi.so"), "TWISTER2_LIBMPI");

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Job_has_its_own_versions_of_packages(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Worker(mpi, ranks, Built.OwnVersions)).Succeeds();
        Assert.Contains("CommandLineParser 2.8.0.0\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("CsCheck 7\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Twister2.Data.Fake: fake data\n", result.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Job_that_is_a_program_of_its_own(string mpi)
    {
        Result result = Run.ToEnd(Command.Ranks(mpi, 3, [Built.OwnProgram, "--quiet", "x"]).With("TWISTER2_HOME", Home)).Succeeds();
        Assert.Contains("hello from 3 workers: --quiet|x\n", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), static line => line.StartsWith("Job hello-", StringComparison.Ordinal));
    }

    [Fact]
    public void Job_that_is_a_program_of_its_own_without_MPI()
    {
        Command command = new Command(Built.OwnProgram, ["x"]).With("TWISTER2_HOME", Home).With("TWISTER2_MPI", "none");
        Assert.Contains("hello from 1 workers: x\n", Run.ToEnd(command).Succeeds().Output, StringComparison.Ordinal);
    }

    /// <summary>The library that ranks of an MPI load: one of them tells.</summary>
    private string LibraryOf(string mpi)
    {
        Run.ToEnd(Worker(mpi, 1, "--job-id", "asks", "--class", "Tells", Built.Workers)).Succeeds();
        string log = new JobRecord(Path.Combine(Home, "jobs", "asks")).LogOf(0);
        return Assert.Single(log.Split(' ', ',', '\n', '(', ')').Where(static word => word.Contains("/libmpi", StringComparison.Ordinal)).Distinct());
    }
}
