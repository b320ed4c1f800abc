using Twister2.Mpi.Interop;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "none")]
public sealed class LauncherEnvironmentTests
{
    [Theory]
    [InlineData("", "none", "Unknown", null)]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=0 PMIX_RANK=0", "Open MPI's mpiexec", "OpenMpi", 4)]
    [InlineData("PMI_SIZE=3 PMI_RANK=1 HYDI_CONTROL_FD=7 MPI_LOCALNRANKS=3", "MPICH's mpiexec (Hydra)", "Mpich", 3)]
    [InlineData("PMI_SIZE=2 I_MPI_HYDRA_TOPOLIB=hwloc", "Intel MPI's mpiexec (Hydra)", "Mpich", 2)]
    [InlineData("HYDI_CONTROL_FD=7", "MPICH's mpiexec (Hydra)", "Mpich", null)]
    [InlineData("SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=2 PMIX_RANK=2", "Slurm's srun (PMIx)", "OpenMpi", 8)]
    [InlineData("SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=2 PMI_SIZE=8 PMI_FD=9", "Slurm's srun (PMI2)", "Mpich", 8)]
    [InlineData("SLURM_STEP_NUM_TASKS=8 SLURM_PROCID=2", "Slurm's srun", "Unknown", 8)]
    [InlineData("SLURM_NTASKS=8 SLURM_PROCID=0", "none", "Unknown", null)]
    [InlineData("SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0 OMPI_COMM_WORLD_SIZE=6", "Open MPI's mpiexec", "OpenMpi", 6)]
    [InlineData("PMIX_RANK=0", "a PMIx launcher", "OpenMpi", null)]
    [InlineData("PMIX_RANK=3", "a PMIx launcher", "OpenMpi", 4)]
    [InlineData("PMI_SIZE=5", "a PMI launcher", "Mpich", 5)]
    [InlineData("PMI_SIZE=4 PMI_RANK=0 PMI_SMPD_KEY=1", "Microsoft MPI's mpiexec (smpd)", "Unknown", 4)]
    [InlineData("FLUX_JOB_SIZE=2", "Flux", "Unknown", 2)]
    [InlineData("OMPI_COMM_WORLD_SIZE=nonsense", "Open MPI's mpiexec", "OpenMpi", null)]
    public void The_launcher_is_known_by_its_variables(string variables, string name, string family, int? size)
    {
        var launcher = LauncherEnvironment.Detect(Parse(variables));
        Assert.Equal((name, family, size), (launcher.Name, launcher.Family.ToString(), launcher.Size));
        Assert.Equal(name == "none", launcher == LauncherEnvironment.None);
    }

    [Fact]
    public void One_launcher_inside_the_other_is_not_judged()
    {
        var launcher = LauncherEnvironment.Detect(Parse("OMPI_COMM_WORLD_SIZE=4 HYDI_CONTROL_FD=7 PMI_SIZE=2"));
        Assert.Equal((MpiFamily.Unknown, null), (launcher.Family, launcher.Size));
        Assert.Null(Startup.LauncherProblem(launcher, null, 1, []));
    }

    [Fact]
    public void Several_processes_that_are_each_alone_are_a_problem()
    {
        var launcher = LauncherEnvironment.Detect(Parse("PMI_SIZE=3 HYDI_CONTROL_FD=7"));
        var library = new LoadedLibmpi(1, "/opt/libmpi.so.40", MpiFamily.OpenMpi, "Open MPI v4.1.4", "named");
        string? problem = Startup.LauncherProblem(launcher, library, 1, []);
        Assert.NotNull(problem);
        foreach (string part in new[] { "MPICH's mpiexec", "PMI_SIZE=3", "Open MPI v4.1.4", "/opt/libmpi.so.40", "TWISTER2_LIBMPI" })
            Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.Null(Startup.LauncherProblem(launcher, library, 3, []));
        Assert.Null(Startup.LauncherProblem(LauncherEnvironment.None, library, 1, []));
    }

    [Fact]
    public void Several_processes_without_any_library_are_a_problem()
    {
        var launcher = LauncherEnvironment.Detect(Parse("OMPI_COMM_WORLD_SIZE=2"));
        string? problem = Startup.LauncherProblem(launcher, null, 1, [new("libmpi.so", "cannot open")]);
        Assert.NotNull(problem);
        foreach (string part in new[] { "OMPI_COMM_WORLD_SIZE=2", "no MPI library was found", "libmpi.so: cannot open" })
            Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    internal static Dictionary<string, string> Parse(string variables) => variables
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);
}
