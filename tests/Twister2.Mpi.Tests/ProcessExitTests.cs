using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The ends of programs that never dispose their environment: each case starts two ranks of one of the <see cref="EndingPrograms"/>.</summary>
[Trait("ranks", "none")]
public sealed class ProcessExitTests
{
    public static TheoryData<string, string> Installations => new()
    {
        { "mpiexec.openmpi", "libmpi.so.40" },
        { "mpiexec.mpich", "libmpich.so.12" },
    };

    [Theory]
    [MemberData(nameof(Installations))]
    public void A_return_from_Main_finalises(string mpiexec, string library) => EndsWell("return", mpiexec, library);

    [Theory]
    [MemberData(nameof(Installations))]
    public void Windows_that_are_open_are_closed_first(string mpiexec, string library) => EndsWell("with a window", mpiexec, library);

    [Theory]
    [MemberData(nameof(Installations))]
    public void An_exit_without_a_failure_finalises(string mpiexec, string library) => EndsWell("exit", mpiexec, library);

    [Theory]
    [MemberData(nameof(Installations))]
    public void Another_thread_may_exit_while_that_of_MPI_waits(string mpiexec, string library) => EndsWell("another thread", mpiexec, library);

    [Fact]
    public void A_long_wait_for_the_others_is_told()
    {
        var (exitCode, output) = Run("one is late", "mpiexec.openmpi", "libmpi.so.40");
        Assert.True(exitCode == 0, $"exit code {exitCode}:\n{output}");
        Assert.Contains("rank 0: the program has ended, and waits in MPI_Finalize", output, StringComparison.Ordinal);
        Assert.DoesNotContain("rank 1: the program has ended", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void The_exit_code_of_all_is_that_of_the_job(string mpiexec, string library)
    {
        var (exitCode, output) = Run("all fail", mpiexec, library);
        Assert.True(exitCode == EndingPrograms.Code, $"exit code {exitCode}:\n{output}");
        (exitCode, output) = Run("return a code", mpiexec, library);
        Assert.True(exitCode == EndingPrograms.Code, $"exit code {exitCode}:\n{output}");
    }

    /// <summary>The other waits for it in a barrier, and would do so for ever if this one waited in MPI_Finalize.</summary>
    [Theory]
    [MemberData(nameof(Installations))]
    public void The_exit_code_of_one_ends_the_others(string mpiexec, string library)
    {
        var (exitCode, output) = Run("one fails", mpiexec, library);
        Assert.True(exitCode == EndingPrograms.Code, $"exit code {exitCode}:\n{output}");
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void An_exception_that_nobody_catches_ends_all(string mpiexec, string library)
    {
        var (exitCode, output) = Run("one throws", mpiexec, library);
        Assert.True(exitCode == 1, $"exit code {exitCode}:\n{output}");
        Assert.Contains("Unhandled exception on rank 1 of 2", output, StringComparison.Ordinal);
        Assert.Contains("a failure of the tests", output, StringComparison.Ordinal);
        Assert.DoesNotContain("was not finalised", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inside MPI", "the thread that initialised MPI still runs")]
    [InlineData("with threads", "other threads may be inside MPI")]
    [InlineData("under way", "operations are under way (1 of MPI_Irecv)")]
    public void Where_it_could_hang_MPI_is_left_alone_and_says_so(string ending, string reason)
    {
        foreach (var (mpiexec, library) in Installations.Select(row => row.Data))
        {
            var (exitCode, output) = Run(ending, mpiexec, library);
            Assert.Contains(reason, output, StringComparison.Ordinal);
            Assert.True(exitCode is 0 or 1, $"exit code {exitCode}:\n{output}");
        }
    }

    [Theory]
    [InlineData("return", 0)]
    [InlineData("exit", 0)]
    [InlineData("all fail", EndingPrograms.Code)]
    [InlineData("return a code", EndingPrograms.Code)]
    [InlineData("under way", 0)]
    public void A_single_process_ends_as_it_likes(string ending, int expected)
    {
        var (exitCode, output) = Child.RunProgram([], [EndingPrograms.Option, ending], ("TWISTER2_MPI", "none"));
        Assert.True(exitCode == expected, $"exit code {exitCode}:\n{output}");
        Assert.DoesNotContain("twister2: warning", output, StringComparison.Ordinal);
    }

    private static void EndsWell(string ending, string mpiexec, string library)
    {
        var (exitCode, output) = Run(ending, mpiexec, library);
        Assert.True(exitCode == 0, $"exit code {exitCode}:\n{output}");
        Assert.DoesNotContain("improperly", output, StringComparison.Ordinal);
        Assert.DoesNotContain("was not finalised", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Run(string ending, string mpiexec, string library)
    {
        Child.Needs(mpiexec, library);
        string[] launcher = mpiexec.EndsWith("openmpi", StringComparison.Ordinal) ? [mpiexec, "--oversubscribe", "-n", "2"] : [mpiexec, "-n", "2"];
        return Child.RunProgram(launcher, [EndingPrograms.Option, ending]);
    }
}
