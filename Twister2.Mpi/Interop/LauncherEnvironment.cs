using System.Globalization;

namespace Twister2.Mpi.Interop;

/// <summary>Who started this process, as far as its environment variables tell.</summary>
/// <param name="Name">The launcher in words.</param>
/// <param name="Family">The MPI library that goes with it; unknown when any may.</param>
/// <param name="Size">How many processes the launcher started; null when it does not say.</param>
/// <param name="Evidence">The variable that gave it away, with its value.</param>
internal sealed record LauncherEnvironment(string Name, MpiFamily Family, int? Size, string Evidence)
{
    /// <summary>No launcher: the process was started by hand.</summary>
    public static readonly LauncherEnvironment None = new("none", MpiFamily.Unknown, null, "");

    public override string ToString() => this == None ? "none" : $"{Name} ({Evidence})";

    /// <summary>Reads the variables that launchers set. The innermost launcher wins: mpiexec inside a Slurm step is mpiexec.</summary>
    public static LauncherEnvironment Detect(IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Variables(environment);
        string? openMpi = variables.First("OMPI_COMM_WORLD_SIZE");
        string? hydra = variables.First("HYDI_CONTROL_FD", "I_MPI_HYDRA_TOPOLIB", "MPI_LOCALNRANKS");
        if (openMpi is not null && hydra is not null)
        {
            // One mpiexec was started inside the other; both leave their variables, and nothing says which was the inner one.
            return new("Open MPI's and MPICH's mpiexec, one inside the other", MpiFamily.Unknown, null,
                $"{variables.Show(openMpi)}, {variables.Show(hydra)}");
        }

        if (openMpi is not null)
            return variables.Launcher("Open MPI's mpiexec", MpiFamily.OpenMpi, openMpi);
        if (hydra is not null)
        {
            string name = hydra.StartsWith("I_MPI", StringComparison.Ordinal) ? "Intel MPI's mpiexec (Hydra)" : "MPICH's mpiexec (Hydra)";
            return variables.Launcher(name, MpiFamily.Mpich, variables.First("PMI_SIZE", "MPI_LOCALNRANKS") ?? hydra);
        }

        return DetectResourceManager(variables);
    }

    private static LauncherEnvironment DetectResourceManager(Variables variables)
    {
        string? step = variables.First("SLURM_STEP_NUM_TASKS");
        if (step is not null && variables.First("PMIX_RANK") is not null)
            return variables.Launcher("Slurm's srun (PMIx)", MpiFamily.OpenMpi, step);
        if (step is not null && variables.First("PMI_SIZE", "PMI_RANK", "PMI_FD") is not null)
            return variables.Launcher("Slurm's srun (PMI2)", MpiFamily.Mpich, step);
        if (step is not null)
            return variables.Launcher("Slurm's srun", MpiFamily.Unknown, step);
        if (variables.First("MV2_COMM_WORLD_SIZE") is { } mvapich)
            return variables.Launcher("MVAPICH's mpirun_rsh", MpiFamily.Mpich, mvapich);
        if (variables.First("FLUX_JOB_SIZE") is { } flux)
            return variables.Launcher("Flux", MpiFamily.Unknown, flux);
        if (variables.First("PMI_SMPD_KEY") is not null && variables.First("PMI_SIZE") is { } smpd)
            return variables.Launcher("Microsoft MPI's mpiexec (smpd)", MpiFamily.Unknown, smpd);
        if (variables.First("PMI_SIZE") is { } pmi)
            return variables.Launcher("a PMI launcher", MpiFamily.Mpich, pmi);
        if (variables.First("PMIX_RANK") is { } pmix)
            return new("a PMIx launcher", MpiFamily.OpenMpi, variables.AtLeast(pmix), variables.Show(pmix));
        return None;
    }

    private readonly struct Variables(IReadOnlyDictionary<string, string> environment)
    {
        private readonly IReadOnlyDictionary<string, string> _environment = environment;

        public string? First(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (_environment.TryGetValue(name, out string? value) && value.Length > 0)
                    return name;
            }

            return null;
        }

        public string Show(string name) => $"{name}={_environment[name]}";

        public LauncherEnvironment Launcher(string name, MpiFamily family, string sizeVariable) =>
            new(name, family, sizeVariable.EndsWith("_FD", StringComparison.Ordinal) ? null : Number(sizeVariable), Show(sizeVariable));

        /// <summary>A rank above 0 says that there are at least so many processes; rank 0 says nothing.</summary>
        public int? AtLeast(string rankVariable) => Number(rankVariable) is { } rank and > 0 ? rank + 1 : null;

        private int? Number(string name) =>
            int.TryParse(_environment[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : null;
    }
}
