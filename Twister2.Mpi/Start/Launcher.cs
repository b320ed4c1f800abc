using System.Globalization;

namespace Twister2.Mpi;

/// <summary>What the program that started this process says of it, readable before MPI is initialised.</summary>
public static class Launcher
{
    // The variables of Open MPI, MPICH and its family, PMIx, MVAPICH, Flux and Slurm; the innermost launcher first.
    private static readonly string[] RankVariables =
        ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "MV2_COMM_WORLD_RANK", "FLUX_TASK_RANK", "SLURM_PROCID"];

    /// <summary>
    /// The rank that the launcher gave this process; null when there is no launcher. For what must be said once although MPI is not there yet: wrong options, help.
    /// Afterwards <see cref="Communicator.Rank"/> tells.
    /// </summary>
    public static int? Rank { get; } = Find(System.Environment.GetEnvironmentVariable);

    /// <summary>
    /// Keeps control sequences out of the output of ranks; to be called before System.Console is used. Under mpiexec a rank's console is a pseudo-terminal, and
    /// System.Console would begin the output of each rank with a sequence for it (<c>ESC[?1h</c>); it sends none to a terminal that is said to know none.
    /// </summary>
    public static void UsePlainConsole()
    {
        if (Rank is not null) System.Environment.SetEnvironmentVariable("TERM", "dumb");
    }

    internal static int? Find(Func<string, string?> variable)
    {
        foreach (string name in RankVariables)
            if (int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int rank)) return rank;
        return null;
    }
}
