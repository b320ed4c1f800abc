namespace Twister2.Mpi.Tests;

/// <summary>MPI for the whole run: initialised before the first case, finalised after the last.</summary>
public sealed class MpiFixture : IDisposable
{
    /// <summary>The thread level to ask for; tests of threads start a child with another one.</summary>
    public const string ThreadingVariable = "TWISTER2_TEST_THREADING";

    private readonly Environment _environment;

    public MpiFixture()
    {
        string[] arguments = [];
        var threading = Enum.Parse<Threading>(System.Environment.GetEnvironmentVariable(ThreadingVariable) ?? "Serialized");
        _environment = new Environment(ref arguments, threading);
        if (Communicator.world.Rank == 0)
            Console.WriteLine($"MPI: {Environment.Library}; {Communicator.world.Size} ranks; launcher {Environment.Library.Launcher}");
    }

    public void Dispose() => _environment.Dispose();
}
