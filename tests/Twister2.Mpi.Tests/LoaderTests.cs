using Twister2.Mpi.Interop;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "none")]
public sealed class LoaderTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=2", "libmpi.so.40")]
    [InlineData("PMI_SIZE=2 HYDI_CONTROL_FD=3", "libmpi.so.12")]
    [InlineData("", "libmpi.so")]
    public void The_launchers_own_library_comes_first(string variables, string first)
    {
        var environment = LauncherEnvironmentTests.Parse(variables);
        var launcher = LauncherEnvironment.Detect(environment);
        var candidates = LibmpiCandidates.List(launcher, environment);
        Assert.Equal((first, launcher.Family), (candidates[0].Path, candidates[0].Only));
        Assert.Contains(candidates, c => c.Path == "libmpi.so" && c.Only == MpiFamily.Unknown);
    }

    [Fact]
    public void A_named_library_is_the_only_candidate()
    {
        var environment = LauncherEnvironmentTests.Parse("TWISTER2_LIBMPI=/opt/x/libmpi.so OMPI_COMM_WORLD_SIZE=2");
        var candidate = Assert.Single(LibmpiCandidates.List(LauncherEnvironment.Detect(environment), environment));
        Assert.Equal("/opt/x/libmpi.so", candidate.Path);
    }

    [Fact]
    public void The_standard_ABI_is_taken_only_when_it_is_allowed()
    {
        Assert.DoesNotContain(LibmpiCandidates.List(LauncherEnvironment.None, Nothing), c => c.Path.Contains("abi", StringComparison.Ordinal));
        var environment = LauncherEnvironmentTests.Parse("TWISTER2_MPI_ABI=standard");
        Assert.Equal("libmpi_abi.so.1", LibmpiCandidates.List(LauncherEnvironment.None, environment)[0].Path);
        environment["TWISTER2_MPI_ABI"] = "other";
        Assert.Throws<MpiException>(() => LibmpiCandidates.List(LauncherEnvironment.None, environment));
    }

    [Fact]
    public void Installations_off_the_loaders_path_are_found_by_their_variable()
    {
        var environment = LauncherEnvironmentTests.Parse("I_MPI_ROOT=/opt/intel/mpi");
        var paths = LibmpiCandidates.List(LauncherEnvironment.None, environment).Select(c => c.Path);
        Assert.Contains("/opt/intel/mpi/lib/release/libmpi.so.12", paths);
    }

    [Theory]
    [InlineData("libmpi_cray.so.12")]
    [InlineData("libmpi_gnu_123.so.12")]
    [InlineData("libmpi_gnu_91.so")]
    [InlineData("libmpi_intel.so.12")]
    [InlineData("/opt/cray/pe/mpich/8.1.29/ofi/gnu/12.3/lib/libmpi_gnu_123.so")]
    public void Every_compilers_library_of_a_Cray_is_looked_for(string path)
    {
        var environment = LauncherEnvironmentTests.Parse("CRAY_MPICH_DIR=/opt/cray/pe/mpich/8.1.29/ofi/gnu/12.3 PMI_SIZE=2");
        var candidates = LibmpiCandidates.List(LauncherEnvironment.Detect(environment), environment);
        Assert.Contains(candidates, c => c.Path == path && c.Only == MpiFamily.Mpich);
        Assert.Contains(LibmpiCandidates.List(LauncherEnvironment.None, environment), c => c.Path == path && c.Only == MpiFamily.Unknown);
    }

    [Theory]
    [InlineData("/nowhere/libmpi.so")]
    [InlineData("libm.so.6")]
    public void A_named_library_that_is_none_is_an_error_with_the_reason(string path)
    {
        var environment = new Dictionary<string, string> { ["TWISTER2_LIBMPI"] = path };
        var error = Assert.Throws<MpiException>(() => new LibmpiLoader(LauncherEnvironment.None, environment).Load());
        Assert.Contains(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Matches("cannot open shared object|no MPI_Init_thread", error.Message);
    }

    [Theory]
    [InlineData("Microsoft MPI 10.1", "", "Microsoft MPI")]
    [InlineData("HPE MPT 2.27", "", "HPE MPT")]
    [InlineData("anything", "mpi_sgi_inplace", "HPE MPT")]
    [InlineData("MPIwrapper 2.11", "", "MPItrampoline")]
    [InlineData("HPE HMPT 3", "", null)]
    [InlineData("Open MPI v5.0.3", "", null)]
    [InlineData("Intel(R) MPI Library 2021.13 for Linux* OS", "", null)]
    public void Libraries_of_other_ABIs_are_refused_by_name(string vendor, string symbol, string? refused)
    {
        string? refusal = LibmpiVendor.Refusal(vendor, name => name == symbol);
        Assert.Equal(refused is null, refusal is null);
        Assert.StartsWith(refused ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    /// <summary>Under its mpiexec the processes would each be alone; a program that was started by hand is alone, and may be.</summary>
    [Fact]
    public void On_Windows_Microsofts_MPI_is_refused_by_name()
    {
        var environment = LauncherEnvironmentTests.Parse("PMI_SIZE=4 PMI_RANK=0 PMI_SMPD_KEY=1");
        var launcher = LauncherEnvironment.Detect(environment);
        var loader = new LibmpiLoader(launcher, environment) { IsWindows = true };
        Assert.Null(loader.Load());
        string? problem = Startup.LauncherProblem(launcher, null, 1, loader.Attempts);
        Assert.NotNull(problem);
        foreach (string part in new[] { "Microsoft MPI's mpiexec", "PMI_SIZE=4", "msmpi.dll: Microsoft MPI is not supported" })
            Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.Null(Startup.LauncherProblem(LauncherEnvironment.None, null, 1, loader.Attempts));
    }

    [Theory]
    [InlineData("/opt/mpich/lib/libmpi_abi.so.0", nameof(MpiFamily.Mpich), true)]
    [InlineData("/opt/mpich/lib/libmpi_abi.so.1", nameof(MpiFamily.Standard), false)]
    [InlineData("/opt/libmpi_abi.d/libmpi.so.12", nameof(MpiFamily.Mpich), false)]
    [InlineData("/opt/openmpi/lib/libmpi.so.40", nameof(MpiFamily.OpenMpi), false)]
    public void A_draft_of_the_standard_ABI_is_refused(string path, string family, bool refused) =>
        Assert.Equal(refused, LibmpiVendor.DraftRefusal(path, Enum.Parse<MpiFamily>(family)) is not null);

    [Fact]
    public void The_ABI_is_known_by_its_symbols()
    {
        Assert.Equal(MpiFamily.OpenMpi, LibmpiVendor.Classify(name => name == "ompi_mpi_comm_world" ? 1 : 0));
        Assert.Equal(MpiFamily.Mpich, LibmpiVendor.Classify(_ => 0));
        Assert.Equal("MPICH Version: 4.0.2", LibmpiVendor.FirstLine("MPICH Version:\t4.0.2\nMPICH Release date: x"));
    }
}
