using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The even and the odd ranks of the world as two groups, with rank 0 of the world as the root.</summary>
internal sealed class Halves : IDisposable
{
    public Halves()
    {
        Assert.SkipWhen(Communicator.world.Size == 1, "needs two processes");
        Local = Communicator.world.Split(Communicator.world.Rank % 2, 0)!;
        Inter = new Intercommunicator(Local, 0, Local.Rank == 0 ? Communicator.world : null, IsEven ? 1 : 0, 12);
    }

    public Intracommunicator Local { get; }

    public Intercommunicator Inter { get; }

    public static bool IsEven => Communicator.world.Rank % 2 == 0;

    public static bool IsRoot => Communicator.world.Rank == 0;

    /// <summary>What this process gives as the root.</summary>
    public static int Root => !IsEven ? 0 : IsRoot ? Intercommunicator.Root : Intercommunicator.Null;

    /// <summary>The remote group's world ranks, in order.</summary>
    public static int[] Others => OfSide(1 - (Communicator.world.Rank % 2));

    public static int[] Mine => OfSide(Communicator.world.Rank % 2);

    public void Dispose()
    {
        Inter.Dispose();
        Local.Dispose();
    }

    private static int[] OfSide(int side) => [.. Enumerable.Range(0, Communicator.world.Size).Where(rank => rank % 2 == side)];
}
