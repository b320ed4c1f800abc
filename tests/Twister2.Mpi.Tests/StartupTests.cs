using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Each case starts this program again: a process initialises MPI only once.</summary>
[Trait("ranks", "none")]
public sealed class StartupTests
{
    private const string SelfTests = "Twister2.Mpi.Tests.SelfTestTests";

    [Theory]
    [InlineData("mpiexec.mpich", "libmpi.so.40", "MPICH's mpiexec", "Open MPI v")]
    [InlineData("mpiexec.openmpi", "libmpich.so.12", "Open MPI's mpiexec", "MPICH Version")]
    public void The_launcher_of_another_MPI_is_an_error_that_names_both(string mpiexec, string library, string launcher, string vendor)
    {
        Child.Needs(mpiexec, library);
        var (exitCode, output) = Child.Run(Launch(mpiexec), SelfTests, ("TWISTER2_LIBMPI", library));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(launcher, output, StringComparison.Ordinal);
        Assert.Contains(vendor, output, StringComparison.Ordinal);
        Assert.Contains("each process is rank 0 of 1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpiexec.mpich", "libmpich.so.12", "MPICH Version")]
    [InlineData("mpiexec.openmpi", "libmpi.so.40", "Open MPI v")]
    public void The_launchers_own_library_is_taken_without_being_told(string mpiexec, string library, string vendor)
    {
        Child.Needs(mpiexec, library);
        var (exitCode, output) = Child.Run(Launch(mpiexec), SelfTests);
        Assert.True(exitCode == 0, output);
        Assert.Contains($"MPI: {vendor}", output, StringComparison.Ordinal);
        Assert.Contains("; 2 ranks;", output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_library_is_needed_for_one_process()
    {
        var (exitCode, output) = Child.Run([], SelfTests, ("TWISTER2_MPI", "none"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("MPI: Twister2 single process", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_not_known_is_refused()
    {
        var (exitCode, output) = Child.Run([], SelfTests, ("TWISTER2_MPI", "maybe"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("TWISTER2_MPI=maybe is not known", output, StringComparison.Ordinal);
    }

    private static string[] Launch(string mpiexec) =>
        mpiexec.EndsWith("openmpi", StringComparison.Ordinal) ? [mpiexec, "--oversubscribe", "-n", "2"] : [mpiexec, "-n", "2"];
}
