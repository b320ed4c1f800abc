namespace Twister2.Launch.Tests;

/// <summary>A case with a folder of its own, in which its jobs' directories lie too.</summary>
public abstract class JobTest : IDisposable
{
    protected const string JobId = "the-job";

    protected JobTest() => Folder = Directory.CreateTempSubdirectory("twister2-launch-").FullName;

    protected string Folder { get; }

    protected string Home => In("home");

    protected JobRecord Record => new(Path.Combine(Home, "jobs", JobId));

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string In(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    /// <summary>twister2-worker with this case's folder for job directories.</summary>
    protected Command Worker(string mpi, int ranks, params IEnumerable<string> arguments) => Command.Worker(mpi, ranks, arguments).With("TWISTER2_HOME", Home);

    /// <summary>A worker of the test jobs, under a known job id.</summary>
    protected Command Job(string mpi, int ranks, string worker, params IEnumerable<string> arguments) =>
        Worker(mpi, ranks, ["--job-id", JobId, "--class", worker, Built.Workers, .. arguments]);

    /// <summary>The WordCount example, under a known job id.</summary>
    protected Command WordCount(string mpi, int ranks, params IEnumerable<string> arguments) =>
        Example(mpi, ranks, "WordCount", arguments);

    /// <summary>A job of examples/, under a known job id.</summary>
    protected Command Example(string mpi, int ranks, string name, params IEnumerable<string> arguments) =>
        Worker(mpi, ranks, ["--job-id", JobId, Built.Example(name), .. arguments]);
}
