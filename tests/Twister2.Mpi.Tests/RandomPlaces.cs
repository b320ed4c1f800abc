using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>
/// The communicators of one random program: the world, a copy, its halves, its ranks the other way round, random parts of it in random order, and, where
/// there are two processes, two random groups that meet.
/// </summary>
internal sealed class RandomPlaces : IDisposable
{
    /// <summary>How many there are; a process alone has all but the last.</summary>
    public const int Count = 6;

    private readonly List<Communicator> _made;
    private readonly Intracommunicator? _side;

    public RandomPlaces(uint seed)
    {
        Intracommunicator world = Communicator.world;
        int Draw(int rank, int salt, int below) => (int)(RandomStep.Mix(seed, rank, salt) % below);
        _made =
        [
            world.Clone(),
            world.Split(world.Rank % 2, world.Rank)!,
            world.Split(0, -world.Rank)!,
            world.Split(Draw(world.Rank, 1, 3), Draw(world.Rank, 2, 100))!,
        ];
        if (world.Size == 1)
            return;

        // Every rank knows where each is, and who leads the other group: the least by key and rank.
        int SideOf(int rank) => rank == 0 ? 0 : rank == world.Size - 1 ? 1 : Draw(rank, 3, 2);
        Side = SideOf(world.Rank);
        _side = world.Split(Side, Draw(world.Rank, 4, 100))!;
        int leader = Enumerable.Range(0, world.Size).Where(rank => SideOf(rank) != Side).OrderBy(rank => Draw(rank, 4, 100)).First();
        _made.Add(new Intercommunicator(_side, 0, world, leader, 13));
    }

    /// <summary>Which of the two groups this process is in.</summary>
    public int Side { get; }

    public Communicator Of(Step step) => step.Communicator % (_made.Count + 1) is > 0 and int number ? _made[number - 1] : Communicator.world;

    public void Dispose()
    {
        _made.ForEach(made => made.Dispose());
        _side?.Dispose();
    }
}
