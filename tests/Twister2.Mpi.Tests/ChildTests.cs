using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Cases that need a process of their own.</summary>
[Trait("ranks", "none")]
public sealed class ChildTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("auto")]
    public void A_dropped_request_is_reported_at_the_end(string mpi)
    {
        var (exitCode, output) = Child.Run([], "Twister2.Mpi.Tests.DroppedTests", ("TWISTER2_MPI", mpi));
        Assert.True(exitCode == 0, output);
        Assert.Contains("2 requests were dropped before they were complete (1 of MPI_Irecv, 1 of request arrays)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpiexec.mpich", "libmpich.so.12")]
    [InlineData("mpiexec.openmpi", "libmpi.so.40")]
    public void With_threads_requests_are_awaited_anywhere(string mpiexec, string library)
    {
        Child.Needs(mpiexec, library);
        string[] launch = mpiexec.EndsWith("openmpi", StringComparison.Ordinal) ? [mpiexec, "--oversubscribe", "-n", "2"] : [mpiexec, "-n", "2"];
        Check(launch);
    }

    [Fact]
    public void A_single_process_awaits_anywhere_too() => Check([], ("TWISTER2_MPI", "none"));

    private static void Check(string[] launch, params (string, string)[] environment)
    {
        var (exitCode, output) = Child.Run(launch, "Twister2.Mpi.Tests.ThreadTests", [.. environment, (MpiFixture.ThreadingVariable, "Multiple")]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Skipped: 0", output, StringComparison.Ordinal);
    }
}
