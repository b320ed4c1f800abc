namespace Twister2.Mpi.Tests;

/// <summary>
/// Cases that run in every rank at once: no rank starts one before all have ended the one before, so that no case sees another's messages.
/// </summary>
public abstract class RankTests
{
    protected RankTests() => World.Barrier();

    protected static Intracommunicator World => Communicator.world;
}
