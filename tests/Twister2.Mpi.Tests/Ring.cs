namespace Twister2.Mpi.Tests;

/// <summary>The world as a ring: with one rank, a rank is its own neighbour.</summary>
internal static class Ring
{
    public static Intracommunicator World => Communicator.world;

    public static int Next => (World.Rank + 1) % World.Size;

    public static int Previous => (World.Rank + World.Size - 1) % World.Size;
}
