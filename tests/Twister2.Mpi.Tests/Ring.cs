using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The world as a ring: with one rank, a rank is its own neighbour.</summary>
internal static class Ring
{
    public static Intracommunicator World => Communicator.world;

    public static int Next => (World.Rank + 1) % World.Size;

    public static int Previous => (World.Rank + World.Size - 1) % World.Size;

    /// <summary>Open MPI 4.1 cuts a short message of a rank to itself without an error when the receive was there first.</summary>
    public static void SkipIfTruncationIsSilent() => Assert.SkipWhen(
        World.Size == 1 && Vendor.IsOpenMpi, "Open MPI does not report truncation of a message to self");
}
