using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Abort ends every process, with the code: each case starts this program again.</summary>
[Trait("ranks", "none")]
public sealed class AbortTests
{
    [Theory]
    [InlineData("mpiexec.openmpi", "libmpi.so.40", typeof(AbortByEnvironment))]
    [InlineData("mpiexec.mpich", "libmpich.so.12", typeof(AbortByEnvironment))]
    [InlineData("mpiexec.openmpi", "libmpi.so.40", typeof(AbortByCommunicator))]
    [InlineData("mpiexec.mpich", "libmpich.so.12", typeof(AbortByCommunicator))]
    public void One_rank_ends_both(string mpiexec, string library, Type child)
    {
        Child.Needs(mpiexec, library);
        string[] launcher = mpiexec.EndsWith("openmpi", StringComparison.Ordinal) ? [mpiexec, "--oversubscribe", "-n", "2"] : [mpiexec, "-n", "2"];
        var (exitCode, output) = Child.Run(launcher, child.FullName!);
        Assert.True(exitCode == AbortByEnvironment.Code, $"exit code {exitCode}:\n{output}");
        Assert.DoesNotContain("still here", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(AbortByEnvironment))]
    [InlineData(typeof(AbortByCommunicator))]
    public void One_process_ends_itself(Type child)
    {
        var (exitCode, output) = Child.Run([], child.FullName!, ("TWISTER2_MPI", "none"));
        Assert.True(exitCode == AbortByEnvironment.Code, $"exit code {exitCode}:\n{output}");
    }
}

/// <summary>What <see cref="AbortTests"/> runs in processes of their own.</summary>
public sealed class AbortByEnvironment
{
    internal const int Code = 7;

    [Fact(Explicit = true)]
    public void Abort()
    {
        Launcher.UsePlainConsole();
        if (Communicator.world.Rank == 0)
            Environment.Abort(Code);
        Communicator.world.Barrier();
        Console.WriteLine("still here");
    }
}

/// <summary>The same with the communicator's method.</summary>
public sealed class AbortByCommunicator
{
    [Fact(Explicit = true)]
    public void Abort()
    {
        if (Communicator.world.Rank == 0)
            Communicator.world.Abort(AbortByEnvironment.Code);
        Communicator.world.Barrier();
        Console.WriteLine("still here");
    }
}
