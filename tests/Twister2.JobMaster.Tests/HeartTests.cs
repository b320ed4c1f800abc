using System.Collections.Concurrent;
using Twister2.Dataflow;
using Twister2.JobMaster.Heartbeats;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>Hearts that beat, inside MPI ranks.</summary>
[Trait("ranks", "any")]
public sealed class HeartTests
{
    private static Intracommunicator World => Communicator.world;

    [Fact]
    public void Everybody_is_heard_of_while_the_program_sends_messages_of_its_own()
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "Heartbeats need MPI_THREAD_MULTIPLE.");
        ConcurrentQueue<HealthChange> told = new();
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(World);
        // Whoever is not heard of for 2.5 s is lost.
        HealthLimits limits = new(TimeSpan.FromSeconds(2.5), TimeSpan.MaxValue, TimeSpan.MaxValue);
        // Two workers on each node, so that some tell worker 0 what others told them.
        string[] nodes = [.. Enumerable.Range(0, World.Size).Select(static rank => $"n{rank / 2}")];
        using (Heart heart = new(World, nodes, new Pulse(World.Rank, () => [dataflow]), limits, told.Enqueue, TimeProvider.System))
        {
            for (long end = System.Environment.TickCount64 + 3200; dataflow.AllReduce(System.Environment.TickCount64 < end, static (a, b) => a && b);) World.Barrier();
        }
        Assert.Empty(told);
    }

    [Fact]
    public void Hearts_start_and_stop_again_and_again()
    {
        Assert.SkipUnless(Mpi.Environment.Threading == Threading.Multiple || World.Size == 1, "Heartbeats need MPI_THREAD_MULTIPLE.");
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(World);
        for (int round = 0; round < 20; round++)
            new Heart(World, [.. Enumerable.Repeat("n", World.Size)], new Pulse(World.Rank, () => [dataflow]), HealthLimits.Of(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(300)), static change => Assert.Fail($"{change}"), TimeProvider.System).Dispose();
    }
}
