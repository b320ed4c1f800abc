namespace Twister2.Launch.Cli;

/// <summary>Slurm: whether it is here, answers, and starts ranks of the MPIs.</summary>
internal static class SlurmChecks
{
    public static IEnumerable<Finding> All()
    {
        if (OnPath.Find("sbatch") is null)
        {
            yield return Finding.Ok("slurm", "none on the PATH; 'submit slurm' needs a login node of a cluster, perhaps 'module load slurm'");
            yield break;
        }
        SlurmAnswer? answer = SlurmCommand.Run("sinfo", "--noheader", "--format=%P (%D nodes, %a)");
        if (answer is null || answer.Code != 0)
        {
            yield return Finding.Warn("slurm", $"does not answer: {answer?.Error.Split('\n')[0].Trim() ?? "there is no sinfo"}", "Jobs run without it; 'submit slurm' does not. Is this a login node, and is the cluster up ('scontrol ping')?");
            yield break;
        }
        string[] partitions = answer.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        yield return Finding.Ok("slurm", $"partitions: {string.Join("; ", partitions.Take(5))}");
        yield return Types();
    }

    private static Finding Types()
    {
        SlurmAnswer? answer = SlurmCommand.Run("srun", "--mpi=list");
        string text = answer is null ? "" : answer.Output + answer.Error;
        string[] types = [.. text.Split([' ', '\n', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Where(static word => word.StartsWith("pm", StringComparison.Ordinal)).Distinct()];
        return types.Any(static type => type.StartsWith("pmix", StringComparison.Ordinal)) || types.Contains("pmi2")
            ? Finding.Ok("srun", $"starts ranks by {string.Join(", ", types)}")
            : Finding.Warn("srun", "knows neither pmix (Open MPI) nor pmi2 (MPICH)", "Submit with --launch mpiexec, or have the site install Slurm's PMIx plug-in.");
    }
}
