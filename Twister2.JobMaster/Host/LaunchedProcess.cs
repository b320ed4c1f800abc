using System.Globalization;
using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>Who speaks while there is no MPI that would let the processes agree on it.</summary>
internal static class LaunchedProcess
{
    // The variables of Open MPI, MPICH and Intel MPI, MVAPICH, Flux and Slurm.
    private static readonly string[] LocalRankVariables =
        ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "MV2_COMM_WORLD_LOCAL_RANK", "FLUX_TASK_LOCAL_ID", "SLURM_LOCALID"];

    // Some launchers end all processes when the first has ended with an error; rank 0 must have told of it by then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether this process tells of an error that all processes have in the same way, such as a wrong option: rank 0. The others wait for it to be told.</summary>
    public static bool IsFirst()
    {
        if (Launcher.Rank is null or 0) return true;
        Thread.Sleep(Patience);
        return false;
    }

    /// <summary>
    /// Whether this process tells of an error that other nodes need not have, such as a missing library: rank 0 at once, the first process of another node
    /// when the launcher has not ended it in the meantime, because of what rank 0 told.
    /// </summary>
    internal static bool IsToTell() => IsFirst() || LocalRank(System.Environment.GetEnvironmentVariable) is null or 0;

    internal static int? LocalRank(Func<string, string?> variable)
    {
        foreach (string name in LocalRankVariables)
            if (int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int rank)) return rank;
        return null;
    }
}
