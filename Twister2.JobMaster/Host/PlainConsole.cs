namespace Twister2.JobMaster;

/// <summary>
/// Keeps control sequences out of a job's output: under mpiexec a rank's console is a pseudo-terminal, and System.Console would begin with one (<c>ESC[?1h</c>), as each
/// rank's first output. It sends none to a terminal that is said to know none.
/// </summary>
public static class PlainConsole
{
    /// <summary>Call it before anything looks at the console, parsers of the command line included. <see cref="WorkerHost"/> does, for jobs that do not.</summary>
    public static void Use()
    {
        if (Mpi.Launcher.Rank is not null) System.Environment.SetEnvironmentVariable("TERM", "dumb");
    }
}
