namespace Twister2.Mpi.Tests;

/// <summary>MPI for the whole run: initialised before the first case, finalised after the last.</summary>
public sealed class MpiFixture : IDisposable
{
    private readonly Environment _environment;

    public MpiFixture()
    {
        string[] arguments = [];
        _environment = new Environment(ref arguments);
        if (Communicator.world.Rank == 0)
            Console.WriteLine($"MPI: {Environment.Library}; {Communicator.world.Size} ranks; launcher {Environment.Library.Launcher}");
    }

    public void Dispose() => _environment.Dispose();
}
